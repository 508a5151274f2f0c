-- A click on a link that nobody else clicks costs a row in each of these tables, and for most links
-- of a large collection that is each of their clicks: what is kept by the day is one row instead of
-- four, and hours are summed up when their minutes go, not at each click.
-- An instance of an older release keeps its clicks until it ends and then drops them.
alter table click_days
  add column referrers jsonb      not null default '{}', -- clicks by host; 'direct' without one, from the 51st of a day on 'other'
  add column agents    jsonb      not null default '{}', -- clicks by family
  -- HyperLogLog: up to 2,048 registers a day, each as its index * 32 + its value - 32768.
  add column registers smallint[] not null default '{}';

update click_days as d set
  referrers = coalesce((
    select jsonb_object_agg(host, r.clicks) from click_referrers as r
    where r.code = d.code and r.day = d.day), '{}'),
  agents = coalesce((
    select jsonb_object_agg(family, a.clicks) from click_agents as a
    where a.code = d.code and a.day = d.day), '{}'),
  registers = coalesce((
    select v.registers from click_visitors as v where v.code = d.code and v.day = d.day), '{}');

drop table click_referrers, click_agents, click_visitors;

-- From here on an hour's clicks are those in click_hours and those of its minutes in click_minutes.
update click_hours as h set clicks = h.clicks - m.clicks
from (
  select code, date_trunc('hour', minute, 'UTC') as hour, sum(clicks) as clicks
  from click_minutes group by 1, 2) as m
where h.code = m.code and h.hour = m.hour;
delete from click_hours where clicks <= 0;

create or replace function forget_clicks() returns trigger language plpgsql as $$
begin
  delete from click_minutes where code = old.code;
  delete from click_hours where code = old.code;
  delete from click_days where code = old.code;
  delete from click_visits where code = old.code;
  return null;
end $$;
