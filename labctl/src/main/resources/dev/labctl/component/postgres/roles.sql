-- A failing statement must not put a password into the server's log.
SET log_min_error_statement = panic;
SELECT 'CREATE ROLE shortener_owner LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'shortener_owner') \gexec
SELECT 'CREATE ROLE shortener_app LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'shortener_app') \gexec
SELECT 'CREATE ROLE shortener_reader LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'shortener_reader') \gexec
ALTER ROLE shortener_owner PASSWORD '${ownerPassword}';
ALTER ROLE shortener_app PASSWORD '${appPassword}';
ALTER ROLE shortener_reader PASSWORD '${readerPassword}';
SELECT 'CREATE DATABASE shortener OWNER shortener_owner' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'shortener') \gexec
