-- The service alone, and no more than signing in takes: roles are fixed, and nobody deletes. The reader gets nothing.
grant select, insert, update on login to ordering_service;
grant select, insert on login_in_role, login_claim, data_protection_key to ordering_service;
grant select on login_role, login_role_claim to ordering_service;
