"""The gate's own reading and writing: what people said, and who opened what.

Only modules of `privacy` call it, as the role of the purpose `privacy.gate`; everybody else goes through `gate`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from eigenart.core.chain import tag_of
from eigenart.core.consent import ConsentEvent, EventKind, Purpose, PurposeTerms, decide
from eigenart.people.models import Employee
from eigenart.privacy.database_role import NOBODY, as_role, remembered, role_of
from eigenart.privacy.models import AccessLog, Consent
from eigenart.privacy.subject import Subject

PURPOSE: Final = Purpose("privacy.gate")
LOOK_UP: Final = """
    SELECT s.id, s.audit_key, s.id IN (SELECT public.eigenart_restricted()), c.kind, c.version, c.at, c.text_hash
    FROM privacy_subject s LEFT JOIN privacy_consent c ON c.subject_id = s.id AND c.purpose = %s
    WHERE s.employee_id = %s"""

NOTE_REACH: Final = """
    WITH reached AS (SELECT unnest(%(reached)s::uuid[]) AS subject_id),
    changed AS (
        UPDATE privacy_accessreach AS r SET
            since = CASE WHEN n.subject_id IS NULL THEN r.since ELSE least(r.since, %(at)s) END,
            until = CASE WHEN n.subject_id IS NULL THEN greatest(r.since, %(at)s) END
        FROM privacy_accessreach AS o LEFT JOIN reached AS n ON n.subject_id = o.subject_id
        WHERE o.id = r.id AND r.purpose = %(purpose)s AND r.until IS NULL
            AND (n.subject_id IS NULL OR r.since > %(at)s))
    INSERT INTO privacy_accessreach (id, subject_id, purpose, since)
    SELECT gen_random_uuid(), n.subject_id, %(purpose)s, %(at)s FROM reached AS n
    WHERE NOT EXISTS (
        SELECT 1 FROM privacy_accessreach AS r
        WHERE r.subject_id = n.subject_id AND r.purpose = %(purpose)s AND r.until IS NULL)
    ON CONFLICT DO NOTHING"""


@contextmanager
def session() -> Iterator[None]:
    """The gate's role. Without a savepoint: if the books cannot be kept, the work around them is undone, too.

    Inside another session nothing is switched.
    """
    with transaction.atomic(savepoint=False):
        blocks = remembered().blocks
        if blocks and blocks[-1].role == role_of(PURPOSE):
            yield
        else:
            with as_role(PURPOSE, NOBODY):
                yield


@dataclass(frozen=True, slots=True)
class Known:
    """What the gate has to know of one person. subject: the pseudonym, None if there is no such employee.

    key: makes the person's tags in the access log.
    """

    subject: UUID | None
    key: bytes = b""
    said: tuple[ConsentEvent, ...] = ()
    is_restricted: bool = False


def look_up(employee_id: UUID, purpose: Purpose) -> Known:
    """The pseudonym of an employee and what the person said about a purpose.

    One query, three more for somebody without a pseudonym yet. Inside `session`.
    """
    with connection.cursor() as cursor:
        cursor.execute(LOOK_UP, [purpose, employee_id])
        found = cursor.fetchall()
    if found:
        lines = [line for _, _, _, *line in found if line[0] is not None]
        said = tuple(ConsentEvent(EventKind(k), purpose, v, at, text) for k, v, at, text in lines)
        return Known(found[0][0], bytes(found[0][1]), said, is_restricted=found[0][2])
    if Employee.objects.filter(pk=employee_id).exists():
        subject = Subject.of(employee_id)
        return Known(subject.pk, bytes(subject.audit_key))
    return Known(None)


def known(subjects: Iterable[UUID]) -> list[Known]:
    """These people by their pseudonyms, with what a line of the log about them needs."""
    found = Subject.objects.filter(pk__in=list(subjects)).values_list("id", "audit_key")
    return [Known(subject, bytes(key)) for subject, key in found]


def restricted() -> frozenset[UUID]:
    """Everybody whose data rest (Art. 18 GDPR). Inside `session`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.eigenart_restricted()")
        return frozenset(who for (who,) in cursor.fetchall())


def permitted(terms: PurposeTerms, at: datetime) -> frozenset[UUID]:
    """Everybody for whom a legal basis of this purpose holds."""
    statements: dict[UUID, list[ConsentEvent]] = defaultdict(list)
    wanted = Consent._base_manager.filter(purpose=terms.purpose)
    with session():
        for who, kind, version, said_at, text in wanted.values_list(
            "subject_id", "kind", "version", "at", "text_hash"
        ):
            statements[who].append(ConsentEvent(EventKind(kind), terms.purpose, version, said_at, text))
        everybody = list(Subject.objects.values_list("id", flat=True))
    return frozenset(who for who in everybody if decide(terms, statements[who], at).is_permitted)


def log(line: AccessLog, *, key: bytes = b"") -> None:
    """Append to the access log; the database links the line to the one before it. Inside `session`."""
    if line.subject_id is not None:
        line.subject_tag = tag_of(key, str(line.pk))
    AccessLog._base_manager.bulk_create([line])


def note_reach(purpose: Purpose, reached: Iterable[UUID], at: datetime) -> None:
    """Whom an opening for everybody reached: one row for whoever is new, an end for whoever no longer is.

    Openings out of order only widen what a person sees. Inside `session`.
    """
    with connection.cursor() as cursor:
        cursor.execute(NOTE_REACH, {"purpose": purpose, "at": at, "reached": list(reached)})


def pseudonym_of(user_id: int) -> str:
    """A login as the access log names it: the same person is recognisable, but not readable."""
    return salted_hmac("eigenart.access_log", str(user_id)).hexdigest()[:16]
