-- What Shlink's clients set besides; most links have none of it.
alter table links
  add column valid_since   timestamptz,
  add column title         text,
  add column crawlable     boolean not null default false,
  add column forward_query boolean not null default false;

-- Codes in any script. What was there keeps the stricter form of before: nothing is read again.
alter table links drop constraint links_code_form;
alter table links add constraint links_code_form
  check (length(code) between 3 and 64 and code !~ '[[:cntrl:][:space:]/?#%]') not valid;
alter table links add constraint links_title_form check (length(title) between 1 and 512) not valid;

-- robots.txt lists them.
create index links_crawlable on links (code) where crawlable;
-- An instance of a release before this one, while both are there, may put such a link into Redis
-- without what it does not know: each start has the latest of them read again.
create index links_special on links (updated_at) where forward_query or valid_since is not null;

-- Visits that met no link: how many by day, and the latest ones. A batch adds to both.
create table orphan_days (
  day    date   not null, -- UTC
  type   text   not null check (type in ('invalid_short_url', 'regular_404')),
  visits bigint not null,
  bots   bigint not null,
  primary key (day, type)
);
create table orphan_visits (
  id       bigint      generated always as identity primary key,
  at       timestamptz not null,
  type     text        not null check (type in ('invalid_short_url', 'regular_404')),
  path     text        not null check (length(path) <= 200),
  referrer text        not null,
  agent    text        not null
);
grant select, insert, update, delete on orphan_days, orphan_visits to "${appRole}";
