-- When the cart was last shown: a typed yes that is older is no yes to it.
alter table conversation add cart_shown_at timestamptz;
