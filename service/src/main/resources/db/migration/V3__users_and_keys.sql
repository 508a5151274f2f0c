create table users (
  id            bigint      generated always as identity primary key, -- never used again
  name          text        not null unique check (name ~ '^[a-z0-9][a-z0-9._@+-]{2,63}$'),
  password_hash text        check (password_hash like '$argon2id$%'), -- null: no sign-in by password
  admin         boolean     not null default false,
  active        boolean     not null default true,
  generation    integer     not null default 0, -- access tokens name the one they were made in
  created_at    timestamptz not null default now(),
  updated_at    timestamptz not null default now()
);
-- The few admins are counted before one may go.
create index users_admins on users (id) where admin and active;

create table api_keys (
  id         bigint      generated always as identity primary key,
  user_id    bigint      not null references users on delete cascade,
  name       text        not null check (length(name) between 1 and 100),
  hash       text        not null unique check (hash ~ '^[0-9a-f]{64}$'), -- of SHA-256
  created_at timestamptz not null default now(),
  expires_at timestamptz
);
create index api_keys_user on api_keys (user_id, id desc);

-- What access tokens are signed with unless a file is configured: made here, once, so that all
-- instances agree from the start. A random UUID has 122 bits from Postgres' strong source.
create table token_keys (
  only_one boolean primary key default true check (only_one),
  secret   bytea   not null check (length(secret) = 32)
);
insert into token_keys (secret)
values (sha256(convert_to(
  gen_random_uuid()::text || gen_random_uuid()::text || gen_random_uuid()::text, 'UTF8')));

-- Finds where a day begins and ends among millions.
create index events_at on events (at, id);
-- Most events are new links, which cost these nothing.
create index events_action on events (action, id desc) where action <> 'create';
create index events_not_links on events (entity, id desc) where entity <> 'link';

grant select, insert, update, delete on users, api_keys to "${appRole}";
grant select on token_keys to "${appRole}";
