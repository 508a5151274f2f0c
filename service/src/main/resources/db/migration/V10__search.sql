-- Texts inside links are found by their groups of three letters. The extension is a trusted one:
-- who owns the database may create it.
create extension if not exists pg_trgm;

-- What is searched: a line for each of code, target and tags. array_to_string is not immutable in
-- general, and is for texts.
create function link_text(code text, target text, tags text[]) returns text
  language sql immutable parallel safe
  return lower(code || E'\n' || target || E'\n' || array_to_string(tags, E'\n'));

-- New links wait in a list that one create in some hundreds works off: short enough to cost it
-- some 50 ms, and no search much.
create index links_search on links using gin (link_text(code, target, tags) gin_trgm_ops)
  with (gin_pending_list_limit = 512);
