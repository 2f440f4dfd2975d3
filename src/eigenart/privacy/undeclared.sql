-- What nobody declared, one question for each code; a line of the answer is a finding. Read by undeclared.py.
-- {ours}: schemas of people, not of PostgreSQL. {portal}: the roles of the portal.

-- schema_undeclared
SELECT n.nspname::text FROM pg_namespace n WHERE {ours} AND n.nspname <> 'public'

-- relation_undeclared
SELECT format('%%s.%%s', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {ours} AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND NOT (n.nspname = 'public' AND c.relname = ANY(%(tables)s) AND c.relkind IN ('r', 'p'))

-- relation_missing
SELECT t FROM unnest(%(tables)s::text[]) AS t WHERE to_regclass('public.' || quote_ident(t)) IS NULL

-- relation_of_another_owner
SELECT format('%%s: %%s', c.relname, c.relowner::regrole) FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE {ours} AND c.relkind IN ('r', 'p', 'v', 'm', 'S') AND c.relowner <> current_user::regrole

-- function_undeclared
SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE {ours} AND NOT p.oid = ANY(SELECT to_regprocedure(f)::oid FROM unnest(%(functions)s::text[]) AS f)
    AND NOT (starts_with(p.proname, 'procrastinate_') AND md5(p.prosrc) = ANY(%(bodies)s))
    AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')

-- function_right
SELECT format('%%s: %%s', p.oid::regprocedure, coalesce(r.rolname, 'PUBLIC'))
FROM pg_proc p CROSS JOIN LATERAL aclexplode(p.proacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
WHERE p.oid = ANY(SELECT to_regprocedure(f)::oid FROM unnest(%(functions)s::text[]) AS f)
    AND a.grantee <> p.proowner

-- trigger_undeclared
SELECT format('%%s on %%s', t.tgname, c.relname) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_proc p ON p.oid = t.tgfoid
WHERE {ours} AND NOT t.tgisinternal AND NOT (c.relname = %(log)s AND t.tgname = 'audit_link')
    AND NOT (starts_with(c.relname, 'procrastinate_') AND starts_with(p.proname, 'procrastinate_'))

-- trigger_off
SELECT format('%%s on %%s', t.tgname, c.relname) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {ours} AND t.tgenabled NOT IN ('O', 'A')

-- rule_undeclared
SELECT format('%%s on %%s', rulename, tablename) FROM pg_rules JOIN pg_namespace n ON n.nspname = schemaname
WHERE {ours}

-- policy_undeclared
SELECT format('%%s on %%s', policyname, tablename) FROM pg_policies
JOIN pg_namespace n ON n.nspname = schemaname WHERE {ours} AND NOT tablename = ANY(%(people)s)

-- event_trigger_undeclared
SELECT evtname::text FROM pg_event_trigger

-- extension_undeclared
SELECT extname::text FROM pg_extension WHERE NOT extname = ANY(%(extensions)s)

-- way_out_undeclared
SELECT 'foreign server ' || srvname FROM pg_foreign_server UNION SELECT 'publication ' || pubname
FROM pg_publication UNION SELECT 'subscription ' || subname FROM pg_subscription

-- role_attribute
SELECT r.rolname::text FROM pg_roles r WHERE {portal} AND (
    r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication
    OR (r.rolcanlogin AND r.rolname <> %(app)s))

-- role_setting
SELECT format('%%s: %%s', r.rolname, s.setconfig) FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole
WHERE {portal}

-- member_undeclared
SELECT format('%%s in %%s', m.member::regrole, r.rolname) FROM pg_auth_members m
JOIN pg_roles r ON r.oid = m.roleid JOIN pg_roles w ON w.oid = m.member
WHERE {portal} AND w.rolname <> current_user AND NOT w.rolsuper
    AND NOT (w.rolname = %(app)s AND starts_with(r.rolname, %(app)s || '_p_') AND NOT m.admin_option)
    AND NOT (r.rolname = %(app)s || '_shared' AND starts_with(w.rolname, %(app)s || '_p_') AND NOT m.admin_option)

-- member_reads_everything
SELECT format('%%s in %%s', m.member::regrole, r.rolname) FROM pg_auth_members m
JOIN pg_roles r ON r.oid = m.roleid
WHERE r.rolname IN ('pg_read_all_data', 'pg_write_all_data', 'pg_execute_server_program',
                    'pg_read_server_files', 'pg_write_server_files')
    AND m.member::regrole::text NOT LIKE 'pg\_%%'

-- stranger_has_right
SELECT format('%%s: %%s %%s', g.relname, coalesce(r.rolname, 'PUBLIC'), g.privilege_type) FROM (
    SELECT c.relname, c.relowner, a.* FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    CROSS JOIN LATERAL aclexplode(c.relacl) a WHERE {ours}
    UNION ALL
    SELECT format('%%s.%%s', c.relname, t.attname), c.relowner, a.* FROM pg_attribute t
    JOIN pg_class c ON c.oid = t.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    CROSS JOIN LATERAL aclexplode(t.attacl) a WHERE {ours}) g
LEFT JOIN pg_roles r ON r.oid = g.grantee
WHERE g.grantee <> g.relowner AND (
    NOT coalesce({portal}, false) OR g.is_grantable
    OR g.privilege_type IN ('TRUNCATE', 'REFERENCES', 'TRIGGER', 'MAINTAIN'))

-- schema_right
SELECT format('%%s: %%s %%s', n.nspname, coalesce(r.rolname, 'PUBLIC'), a.privilege_type)
FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) a LEFT JOIN pg_roles r ON r.oid = a.grantee
WHERE {ours} AND a.privilege_type = 'CREATE' AND a.grantee <> n.nspowner AND r.rolname IS DISTINCT FROM current_user

-- default_right
SELECT format('%%s: %%s', d.defaclrole::regrole, d.defaclacl) FROM pg_default_acl d
