-- Aliases: 3 to 64 characters; drawn codes stay at 7.
alter table links drop constraint links_code_check;
alter table links add constraint links_code_form check (code ~ '^[0-9A-Za-z_-]{3,64}$');

alter table links
  add column status     smallint    not null default 302 check (status in (301, 302, 307, 308)),
  add column active     boolean     not null default true,
  add column expires_at timestamptz,
  add column max_visits bigint      check (max_visits > 0),
  -- Counted only where max_visits is set: a hot link must not be a hot row.
  add column visits     bigint      not null default 0,
  add column tags       text[]      not null default '{}',
  add column owner_id   bigint,
  add column updated_at timestamptz not null default now();

-- Lists go newest first; the code breaks the ties of links made in one transaction.
create index links_newest on links (created_at desc, code desc);
-- Untagged and ownerless links, the many, cost these indexes nothing.
create index links_tags on links using gin (tags) where tags <> '{}';
create index links_owner on links (owner_id, created_at desc, code desc) where owner_id is not null;

create table events (
  id        bigint      generated always as identity primary key,
  at        timestamptz not null default now(),
  action    text        not null check (action in ('create', 'update', 'delete', 'login')),
  entity    text        not null check (entity in ('link', 'user', 'key')),
  entity_id text        not null,
  actor     bigint, -- a user's id; null: nobody signed in
  detail    jsonb
);
create index events_entity on events (entity_id, id desc);
create index events_actor on events (actor, id desc) where actor is not null;

-- Events are written and read, never changed.
grant select, insert on events to "${appRole}";
