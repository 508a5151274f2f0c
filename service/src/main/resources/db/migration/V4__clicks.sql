-- Clicks, already summed up. A batch adds to all of these in one statement; see PostgresClickSink.
-- Counting again and again in the same rows: room in each page keeps the indexes out of it.
create table click_minutes (
  code   text        not null,
  minute timestamptz not null,
  clicks bigint      not null,
  primary key (code, minute)
) with (fillfactor = 70);
create index click_minutes_age on click_minutes (minute); -- kept for two days

create table click_hours (
  code   text        not null,
  hour   timestamptz not null,
  clicks bigint      not null,
  primary key (code, hour)
) with (fillfactor = 70);
create index click_hours_age on click_hours (hour); -- kept for 93 days

create table click_days (
  code   text   not null,
  day    date   not null, -- UTC
  clicks bigint not null,
  bots   bigint not null,
  primary key (code, day)
) with (fillfactor = 70);

create table click_referrers (
  code   text   not null,
  day    date   not null,
  host   text   not null, -- 'direct' without one; from the 51st of a day on 'other'
  clicks bigint not null,
  primary key (code, day, host)
) with (fillfactor = 70);

create table click_agents (
  code   text   not null,
  day    date   not null,
  family text   not null,
  clicks bigint not null,
  primary key (code, day, family)
) with (fillfactor = 70);

-- HyperLogLog: up to 2,048 registers a day, each as its index * 32 + its value - 32768.
create table click_visitors (
  code      text       not null,
  day       date       not null,
  registers smallint[] not null,
  primary key (code, day)
) with (fillfactor = 70);

-- The latest single visits of a link, newest first, at most 100; no addresses.
create table click_visits (
  code      text          primary key,
  at        timestamptz[] not null,
  referrers text[]        not null,
  agents    text[]        not null
) with (fillfactor = 70);

-- The last batch that was applied of each run of each instance: a batch that comes again is known.
create table click_producers (
  id         uuid        primary key,
  sequence   bigint      not null,
  applied_at timestamptz not null default now()
) with (fillfactor = 70);

-- Addresses are hashed with the day's salt and forgotten; the salt goes when its day is over.
create table visitor_salts (
  day  date  primary key,
  salt bytea not null check (length(salt) = 16)
);

-- A code is free again after its link is deleted: its next link must not inherit clicks.
create function forget_clicks() returns trigger language plpgsql as $$
begin
  delete from click_minutes where code = old.code;
  delete from click_hours where code = old.code;
  delete from click_days where code = old.code;
  delete from click_referrers where code = old.code;
  delete from click_agents where code = old.code;
  delete from click_visitors where code = old.code;
  delete from click_visits where code = old.code;
  return null;
end $$;
create trigger links_forget_clicks after delete on links
  for each row execute function forget_clicks();

grant select, insert, update, delete on
  click_minutes, click_hours, click_days, click_referrers, click_agents, click_visitors,
  click_visits, click_producers, visitor_salts
  to "${appRole}";
