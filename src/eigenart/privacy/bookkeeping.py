"""The gate's own reading and writing: what people said, who opened what, and the switch of the database role.

Only modules of `privacy` call it; everybody else goes through `gate`.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from eigenart.core.consent import ConsentEvent, EventKind, Purpose, PurposeTerms, decide
from eigenart.privacy.models import AccessLog, Consent
from eigenart.privacy.subject import Subject

PURPOSE: Final = Purpose("privacy.gate")
NOBODY: Final = ""


def role_of(purpose: str) -> str:
    """The PostgreSQL role of a purpose: `<app role>_p_<purpose>`, at most 63 letters."""
    app_role = settings.DATABASES["default"]["USER"]
    return f"{app_role}_p_{re.sub(r'[^a-z0-9]+', '_', purpose)}"[:63]


@contextmanager
def as_role(purpose: str, subject: str) -> Iterator[None]:
    """Switch role and subject in the transaction around it, then switch back.

    A failed block is rolled back to the savepoint of the `atomic` around it, which restores both.
    """
    switch = "SELECT set_config('role', %s, true), set_config('eigenart.subject', %s, true)"
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role'), current_setting('eigenart.subject', true)")
        role_before, subject_before = cursor.fetchone()
        cursor.execute(switch, [role_of(purpose), subject])
        yield
        cursor.execute(switch, [role_before, subject_before or NOBODY])


def said(purpose: Purpose, subject: UUID | None) -> dict[UUID, list[ConsentEvent]]:
    """What one person, or everybody (None), said about a purpose."""
    wanted = Consent._base_manager.filter(purpose=purpose)
    if subject is not None:
        wanted = wanted.filter(subject_id=subject)
    found: dict[UUID, list[ConsentEvent]] = defaultdict(list)
    with transaction.atomic(), as_role(PURPOSE, NOBODY):
        rows = wanted.values_list("subject_id", "kind", "version", "at", "text_hash")
        for who, kind, version, at, text_hash in rows:
            found[who].append(ConsentEvent(EventKind(kind), purpose, version, at, text_hash))
    return found


def permitted(terms: PurposeTerms, at: datetime) -> frozenset[UUID]:
    """Everybody for whom a legal basis of this purpose holds."""
    statements = said(terms.purpose, None)
    everybody = Subject.objects.values_list("id", flat=True)
    return frozenset(who for who in everybody if decide(terms, statements[who], at).is_permitted)


def log(lines: Iterable[AccessLog]) -> None:
    """Append to the access log."""
    with transaction.atomic(), as_role(PURPOSE, NOBODY):
        AccessLog._base_manager.bulk_create(lines, batch_size=1000)


def pseudonym_of(user_id: int) -> str:
    """A login as the access log names it: the same person is recognisable, but not readable."""
    return salted_hmac("eigenart.access_log", str(user_id)).hexdigest()[:16]
