-- What became of an order after it was placed: confirmed in part, delivered short. Null: as ordered, or not there yet.
alter table sales_order add confirmed_total numeric(20, 4) check (confirmed_total > 0);
alter table sales_order add delivered_total numeric(20, 4) check (delivered_total > 0);
alter table order_line add confirmed_quantity numeric(20, 4) check (confirmed_quantity between 0 and quantity);
alter table order_line add delivered_quantity numeric(20, 4) check (delivered_quantity between 0 and coalesce(confirmed_quantity, quantity));
grant update (confirmed_quantity, delivered_quantity) on order_line to ordering_service;
create index sales_order_by_status on sales_order (wholesaler_id, status, number desc);
