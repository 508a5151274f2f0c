create table links (
  code            text        primary key check (code ~ '^[0-9A-Za-z]{7}$'),
  target          text        not null check (length(target) between 1 and 8192),
  idempotency_key text        unique check (length(idempotency_key) between 1 and 200),
  created_at      timestamptz not null default now()
);

-- PostgreSQL 15 and newer grant nothing on schema public by themselves.
grant usage on schema public to "${appRole}";
grant select, insert, update, delete on links to "${appRole}";
