-- What was asked last that a yes or a no answers, besides the cart and its questions; null for nothing.
alter table conversation add last_asked jsonb;
