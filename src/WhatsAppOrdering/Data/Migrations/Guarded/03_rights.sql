-- A function that a later migration makes is nobody's until it is granted. Without "in schema", or PostgreSQL keeps its own default.
alter default privileges revoke execute on functions from public;
