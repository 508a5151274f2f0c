-- A key belongs to its caller, is good for one request, and holds for a day. Keys from before
-- have no owner, so that nobody meets them again.
alter table links
  add column key_owner   text, -- user:ID, or a keyed hash of an anonymous caller's address
  add column key_request text; -- SHA-256 of the request
alter table links drop constraint links_idempotency_key_key;
create unique index links_idempotency on links (idempotency_key, key_owner)
  where idempotency_key is not null;
