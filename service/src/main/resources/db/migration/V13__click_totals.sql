-- Clicks of many links together, by minute and by hour, so that nobody has to look at the links to read them. The owner
-- is a user's id, 0 for links of nobody, -1 for all links. Each run of an instance counts in rows of its own, so that
-- no batch waits for another's. What a link got stays when it is deleted.
create table click_total_minutes (
  owner    bigint      not null,
  minute   timestamptz not null,
  producer uuid        not null,
  clicks   bigint      not null,
  primary key (owner, minute, producer)
) with (fillfactor = 70);
create index click_total_minutes_age on click_total_minutes (minute); -- kept for two days

create table click_total_hours (
  owner  bigint      not null,
  hour   timestamptz not null,
  clicks bigint      not null,
  primary key (owner, hour)
) with (fillfactor = 70);
create index click_total_hours_age on click_total_hours (hour); -- kept for two years

insert into click_total_minutes (owner, minute, producer, clicks)
select case when grouping(owner_id) = 1 then -1 else coalesce(owner_id, 0) end, minute,
  '00000000-0000-0000-0000-000000000000', sum(clicks)
from click_minutes join links using (code)
group by grouping sets ((minute), (owner_id, minute));

insert into click_total_hours (owner, hour, clicks)
select case when grouping(owner_id) = 1 then -1 else coalesce(owner_id, 0) end, hour, sum(clicks)
from click_hours join links using (code)
group by grouping sets ((hour), (owner_id, hour));

grant select, insert, update, delete on click_total_minutes, click_total_hours to "${appRole}";
