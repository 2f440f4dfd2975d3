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

from eigenart.core.consent import ConsentEvent, EventKind, Purpose, PurposeTerms, decide
from eigenart.people.models import Employee
from eigenart.privacy.database_role import NOBODY, as_role
from eigenart.privacy.models import AccessLog, Consent
from eigenart.privacy.subject import Subject

PURPOSE: Final = Purpose("privacy.gate")
LOOK_UP: Final = """
    SELECT s.id, s.id IN (SELECT public.eigenart_restricted()), c.kind, c.version, c.at, c.text_hash
    FROM privacy_subject s LEFT JOIN privacy_consent c ON c.subject_id = s.id AND c.purpose = %s
    WHERE s.employee_id = %s"""


@contextmanager
def session() -> Iterator[None]:
    """The gate's role. Without a savepoint: if the books cannot be kept, the work around them is undone, too."""
    with transaction.atomic(savepoint=False), as_role(PURPOSE, NOBODY):
        yield


@dataclass(frozen=True, slots=True)
class Known:
    """What the gate has to know of one person. subject: the pseudonym, None if there is no such employee."""

    subject: UUID | None
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
        lines = [line for _, _, *line in found if line[0] is not None]
        said = tuple(ConsentEvent(EventKind(k), purpose, v, at, text) for k, v, at, text in lines)
        return Known(found[0][0], said, is_restricted=found[0][1])
    if Employee.objects.filter(pk=employee_id).exists():
        return Known(Subject.of(employee_id).pk)
    return Known(None)


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


def log(lines: Iterable[AccessLog]) -> None:
    """Append to the access log. Inside `session`."""
    AccessLog._base_manager.bulk_create(lines, batch_size=1000)


def pseudonym_of(user_id: int) -> str:
    """A login as the access log names it: the same person is recognisable, but not readable."""
    return salted_hmac("eigenart.access_log", str(user_id)).hexdigest()[:16]
