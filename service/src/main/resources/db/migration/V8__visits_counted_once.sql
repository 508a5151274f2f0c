-- A redirect that a balancer sends again, to another instance, uses one visit: it comes with the
-- request's id. Kept for a minute.
create table counted_visits (
  request_id text        not null,
  code       text        not null,
  at         timestamptz not null default now(),
  primary key (request_id, code)
);
create index counted_visits_age on counted_visits (at);
grant select, insert, update, delete on counted_visits to "${appRole}";
