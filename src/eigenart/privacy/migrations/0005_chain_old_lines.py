"""Every person gets a key of her own, and the lines written so far become the beginning of the first chain."""

import secrets
from itertools import islice

from django.db import migrations

from eigenart.core.chain import NOTHING_BEFORE, link, tag_of

BATCH = 5000
FORCED = "SELECT relforcerowsecurity FROM pg_class WHERE oid = 'privacy_accesslog'::regclass"
LINES = """
    SELECT id::text, (extract(epoch FROM at) * 1000000)::bigint::text, actor_role, actor_pseudonym, purpose,
        register_hash, categories, subject_id, outcome
    FROM privacy_accesslog ORDER BY at, id"""
WRITE = """
    UPDATE privacy_accesslog AS l SET chain = 0, number = n.number, reached = n.reached, subject_tag = n.tag,
        hash = n.hash
    FROM unnest(%s::uuid[], %s::bigint[], %s::integer[], %s::text[], %s::text[]) AS n (id, number, reached, tag, hash)
    WHERE l.id = n.id"""


def forwards(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT id FROM privacy_subject")
        keys = {row[0]: secrets.token_bytes(32) for row in cursor.fetchall()}
        cursor.executemany(
            "UPDATE privacy_subject SET audit_key = %s WHERE id = %s", [(key, who) for who, key in keys.items()]
        )
        cursor.execute(FORCED)
        is_forced = cursor.fetchone()[0]
        if is_forced:  # the owner, too, would see no line
            cursor.execute("ALTER TABLE privacy_accesslog NO FORCE ROW LEVEL SECURITY")
        cursor.execute(LINES)
        chained = _chained(cursor.fetchall(), keys)
        while batch := list(islice(chained, BATCH)):
            cursor.execute(WRITE, [list(column) for column in zip(*batch, strict=True)])
        if is_forced:
            cursor.execute("ALTER TABLE privacy_accesslog FORCE ROW LEVEL SECURITY")


def _chained(lines, keys):
    previous = NOTHING_BEFORE
    for number, line in enumerate(lines, start=1):
        id_, at, role, actor, purpose, register_hash, categories, subject, outcome = line
        tag = tag_of(keys[subject], id_) if subject else ""
        reached = int(bool(subject) and outcome == "granted")
        previous = link(
            previous,
            ["0", str(number), id_, at, role, actor, purpose, register_hash, categories, str(reached), tag, outcome],
        )
        yield id_, number, reached, tag, previous


class Migration(migrations.Migration):

    dependencies = [
        ('privacy', '0004_audit_chain'),
    ]

    operations = [
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]
