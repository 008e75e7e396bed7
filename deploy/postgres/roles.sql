-- Once, by a superuser: who owns the schema and migrates it, and who serves and can do no more than it was granted.
-- Neither is a superuser or has BYPASSRLS: row-level security keeps customers apart for both.
--   OWNER_PASSWORD=… APP_PASSWORD=… psql --dbname postgres --file roles.sql
\set ON_ERROR_STOP on
\getenv owner_password OWNER_PASSWORD
\getenv app_password APP_PASSWORD

CREATE ROLE duetime_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'owner_password';
CREATE ROLE duetime_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE PASSWORD :'app_password';
CREATE DATABASE duetime OWNER duetime_owner TEMPLATE template0 ENCODING 'UTF8';
REVOKE ALL ON DATABASE duetime FROM PUBLIC;
GRANT CONNECT ON DATABASE duetime TO duetime_app;

\connect duetime
-- Searching for words reveals nothing of rows that do not match: said so, it may use its index under row-level security.
ALTER FUNCTION ts_match_vq(tsvector, tsquery) LEAKPROOF;
