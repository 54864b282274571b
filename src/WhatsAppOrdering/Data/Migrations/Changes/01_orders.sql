-- The cart is meant to take the place of this order.
alter table conversation add replaces_order uuid;

-- A price rise waits for the shop's yes: the offer's number, and the new price of each line that has one.
alter table sales_order add offer int not null default 0 check (offer >= 0);
alter table order_line add offered_price numeric(20, 4) check (offered_price >= 0);
grant update (offered_price, unit_price, total) on order_line to ordering_service;
