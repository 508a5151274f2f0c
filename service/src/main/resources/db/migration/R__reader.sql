-- What the role of the replicas' pool may do: read. Repeatable, so that it holds for a role that is
-- named later; the default privileges cover the tables of migrations to come.
do $$
declare
  secret regclass;
begin
  if '${readerRole}' <> '${appRole}' then
    grant usage on schema public to "${readerRole}";
    grant select on all tables in schema public to "${readerRole}";
    -- Passwords are checked on the primary only.
    revoke select on users from "${readerRole}";
    grant select (id, name, admin, active, generation, created_at) on users to "${readerRole}";
    -- Nor does it need what signs, opens or hides something: a key is known by key_owner().
    for secret in
      select c.oid::regclass from pg_class c
      where c.relnamespace = 'public'::regnamespace
        and c.relname in ('token_keys', 'api_keys', 'password_resets', 'sign_in_attempts', 'visitor_salts')
    loop
      execute format('revoke select on %s from %I', secret, '${readerRole}');
    end loop;
    alter default privileges in schema public grant select on tables to "${readerRole}";
  end if;
end
$$;
