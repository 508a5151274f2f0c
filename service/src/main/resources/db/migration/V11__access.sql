-- What a key may do; those that were there before keep doing what they did.
alter table api_keys add column scopes text[] not null default '{create,read,admin}'
  check (scopes <@ '{create,read,admin}' and scopes <> '{}');
alter table api_keys alter column scopes drop default;

-- Whoever reads replicas must not list keys, only know one that was sent to him.
create function key_owner(wanted text)
  returns table (id bigint, admin boolean, generation integer, scopes text[])
  language sql stable security definer set search_path = pg_catalog, public as $$
    select users.id, users.admin, users.generation, api_keys.scopes
    from public.api_keys join public.users on users.id = user_id
    where hash = wanted and active and (expires_at is null or expires_at > now())
  $$;
revoke execute on function key_owner(text) from public;
grant execute on function key_owner(text) to "${appRole}";
grant execute on function key_owner(text) to "${readerRole}";

-- A code that an admin gave to a user who forgot the password: once, and not for long.
create table password_resets (
  user_id    bigint      primary key references users on delete cascade,
  hash       text        not null check (hash ~ '^[0-9a-f]{64}$'), -- of SHA-256
  expires_at timestamptz not null
);
grant select, insert, update, delete on password_resets to "${appRole}";

-- Failed sign-ins of all instances, by the hash of a name, an address or both. Not logged: it costs
-- no disk, and a failover may forget a minute's attempts.
create unlogged table sign_in_attempts (
  key         text        primary key,
  full_at     timestamptz not null, -- when all attempts are allowed again
  known_until timestamptz           -- of a name at an address from which its owner has signed in
);
create index sign_in_attempts_age on sign_in_attempts (full_at);
grant select, insert, update, delete on sign_in_attempts to "${appRole}";

-- Takes an attempt out of each bucket, or out of none; how many milliseconds to wait, 0 if taken. The
-- first bucket is that of a name at an address; where it is known, the others do not matter. A bucket
-- is the time when it will be full again; a step is the time after which one attempt is forgotten.
create function take_sign_in(wanted text[], steps interval[], sizes integer[])
  returns bigint language plpgsql as $$
declare
  first_known boolean;
  missing interval;
begin
  insert into sign_in_attempts (key, full_at)
    select w, clock_timestamp() from unnest(wanted) as w order by w on conflict do nothing;
  perform from sign_in_attempts where key = any(wanted) order by key for update;
  select coalesce(known_until > now(), false) into first_known
    from sign_in_attempts where key = wanted[1];
  select max(greatest(full_at - clock_timestamp(), '0') + step - step * size) into missing
    from sign_in_attempts join unnest(wanted, steps, sizes) as w (key, step, size) using (key)
    where not first_known or key = wanted[1];
  if missing > '0' then
    return ceil(extract(epoch from missing) * 1000);
  end if;
  update sign_in_attempts as a set full_at = greatest(a.full_at, clock_timestamp()) + w.step
    from unnest(wanted, steps) as w (key, step) where a.key = w.key;
  delete from sign_in_attempts where key in (
    select key from sign_in_attempts
    where full_at < now() - interval '1 day' and coalesce(known_until, full_at) < now() limit 10);
  return 0;
end $$;
