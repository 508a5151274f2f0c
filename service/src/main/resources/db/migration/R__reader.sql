-- What the role of the replicas' pool may do: read. Repeatable, so that it holds for a role that is
-- named later; the default privileges cover the tables of migrations to come.
do $$
begin
  if '${readerRole}' <> '${appRole}' then
    grant usage on schema public to "${readerRole}";
    grant select on all tables in schema public to "${readerRole}";
    -- Passwords are checked on the primary only.
    revoke select on users from "${readerRole}";
    grant select (id, name, admin, active, generation, created_at) on users to "${readerRole}";
    alter default privileges in schema public grant select on tables to "${readerRole}";
  end if;
end
$$;
