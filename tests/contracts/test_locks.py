"""The locks of the gate that act at run time: the closed manager (second) and the database (fourth).

Each group keeps a control: the same attempt with the right grant succeeds, so a lock that blocks everything fails.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, connections, transaction
from django.db.models import Count, Prefetch
from django.db.utils import DataError, ProgrammingError

from eigenart.people.models import Employee, Role
from eigenart.people.services import Actor
from eigenart.privacy import approvals, consent, database_role, gate, rls
from eigenart.privacy.gate import Grant
from eigenart.privacy.grant import GateClosed
from eigenart.privacy.in_force import register
from eigenart.privacy.models import Consent, Party
from eigenart.privacy.subject import Subject, subject_models
from eigenart.profiles.models import Interest, SkillEntry

SKILLS = SkillEntry._meta.db_table
INTERESTS = Interest._meta.db_table
NOW = datetime.now(UTC)
SUBJECT: Any = Subject
EMPLOYEE: Any = Employee


def interest_row(key: str) -> dict[str, Any]:
    return {"key": key, "value": "like", "origin": "self", "recorded_at": NOW}


@pytest.fixture
def two_interests(approved_register: None, actor: Actor, employee: Employee, open_grant: Any) -> Grant:
    """The fixture employee agreed and stored two interests; the grant reads them."""
    consent.give(actor, employee, "learning.interests")
    grant: Grant = open_grant("learning.interests")
    with gate.rows(grant):
        for key in ("welding", "drawing"):
            Interest.under(grant).create(**interest_row(key))
    return grant


CLOSED: dict[str, Callable[[], object]] = {
    "all": lambda: list(Interest.objects.all()),
    "count": lambda: Interest.objects.count(),
    "get": lambda: Interest.objects.get(key="welding"),
    "filter": lambda: Interest.objects.filter(key="welding").exists(),
    "get_or_create": lambda: Interest.objects.get_or_create(key="welding"),
    "create": lambda: Interest.objects.create(key="welding"),
    "bulk_create": lambda: Interest.objects.bulk_create([]),
    "values": lambda: Interest.objects.values("key"),
    "none": lambda: Interest.objects.none(),
    "using": lambda: Interest.objects.using("owner"),
    "raw": lambda: list(Interest.objects.raw(f"SELECT * FROM {INTERESTS}")),
    "default manager": lambda: Interest._default_manager.all(),
    "get_model": lambda: apps.get_model("profiles.Interest").objects.all(),
    "reverse attribute": lambda: SUBJECT().interest_set,
    "prefetch": lambda: list(SUBJECT.objects.prefetch_related("interest_set")),
    "prefetch object": lambda: list(SUBJECT.objects.prefetch_related(Prefetch("interest"))),
    "reverse filter": lambda: list(SUBJECT.objects.filter(interest__key="welding")),
    "annotate": lambda: list(SUBJECT.objects.annotate(n=Count("interest"))),
    "from the employee": lambda: list(EMPLOYEE.objects.filter(subject__interest__key="welding")),
}


@pytest.mark.parametrize("attempt", CLOSED)
def test_second_lock_without_a_grant_nothing_is_handed_out(two_interests: Grant, attempt: str) -> None:
    with pytest.raises(Exception) as caught, transaction.atomic():  # noqa: PT011
        CLOSED[attempt]()
    named = type(caught.value).__name__
    assert named in {"GateClosed", "AttributeError", "FieldError"}, named


@pytest.mark.parametrize("model", subject_models(), ids=lambda model: model._meta.label)
def test_second_lock_every_table_about_a_person_is_closed(model: Any) -> None:
    for manager in (model.objects, model._default_manager):
        with pytest.raises(GateClosed):
            manager.all()


def test_second_lock_control_the_grant_opens(two_interests: Grant) -> None:
    with gate.rows(two_interests):
        assert set(Interest.under(two_interests).values_list("key", flat=True)) == {"welding", "drawing"}
        row = Interest.under(two_interests).get(key="welding")
        row.is_muted = True
        row.save()
        row.refresh_from_db()
        assert row.is_muted


HIDDEN: dict[str, Callable[[], object]] = {
    "hidden name": lambda: list(Subject.objects.filter(**{"+__key": "welding"})),
    "base manager": lambda: list(Interest._base_manager.all()),
}


@pytest.mark.parametrize("attempt", HIDDEN)
def test_fourth_lock_stops_what_the_second_lets_through(two_interests: Grant, attempt: str) -> None:
    with pytest.raises(Exception) as caught, transaction.atomic():  # noqa: PT011
        HIDDEN[attempt]()
    assert type(caught.value).__name__ in {"ProgrammingError", "FieldError", "ValueError"}


@contextmanager
def as_purpose(purpose: str, subject: object) -> Iterator[Any]:
    """The raw way in: what a hostile query could set up at most."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, true)", [database_role.role_of(purpose)])
        cursor.execute("SELECT set_config('eigenart.subject', %s, true)", [str(subject)])
        yield cursor
        cursor.execute("SELECT set_config('role', 'none', true)")


def keys(purpose: str, subject: object, *, table: str = INTERESTS) -> set[str]:
    with as_purpose(purpose, subject) as cursor:
        cursor.execute(f"SELECT key FROM {table}")
        return {key for (key,) in cursor.fetchall()}


def refused(purpose: str | None, subject: object, statement: str) -> bool:
    """Whether PostgreSQL refuses the statement for want of a right (42501), not for any other reason."""
    try:
        with transaction.atomic():
            if purpose is None:
                with connection.cursor() as cursor:
                    cursor.execute(statement)
            else:
                with as_purpose(purpose, subject) as cursor:
                    cursor.execute(statement)
    except ProgrammingError as error:
        return getattr(error.__cause__, "sqlstate", "") == "42501"
    return False


class TestFourthLock:
    """Raw SQL over the application's own connection; the table of the design's reference, row by row."""

    def test_control_own_rows_with_consent(self, two_interests: Grant) -> None:
        assert keys("learning.interests", two_interests.subject) == {"welding", "drawing"}

    def test_withdrawn(self, two_interests: Grant) -> None:
        """Said past the service, which would delete the rows: here only the policy hides them."""
        grant = two_interests
        say(SUBJECT.objects.get(pk=grant.subject), "withdrawn")
        assert keys("learning.interests", grant.subject) == set()
        assert keys("privacy.rights", grant.subject) == {"welding", "drawing"}

    def test_older_version_and_other_text(self, two_interests: Grant, make_employee: Any) -> None:
        terms = register().terms("learning.interests")
        for version, text in ((terms.version - 1, terms.text_hash), (terms.version, "another text")):
            other = Subject.of(make_employee("Jonas", "Weber").pk)
            say(other, "given", version=max(version, 0), text=text)
            assert not can_add(other)
        control = Subject.of(make_employee("Mia", "Vogt").pk)
        say(control, "given", version=terms.version, text=terms.text_hash)
        assert can_add(control)

    def test_objection(self, two_interests: Grant, open_grant: Any, actor: Actor, employee: Employee) -> None:
        assert keys("learning.recommend", two_interests.subject) == {"welding", "drawing"}
        consent.object_to(actor, employee, "learning.recommend")
        assert keys("learning.recommend", two_interests.subject) == set()

    def test_other_person(self, two_interests: Grant, make_employee: Any) -> None:
        other = Subject.of(make_employee("Jonas", "Weber").pk)
        say(other, "given")
        assert keys("learning.interests", other.pk) == set()
        statement = f"UPDATE {INTERESTS} SET subject_id = '{two_interests.subject}'"
        with as_purpose("learning.interests", other.pk) as cursor:
            cursor.execute(statement)
            assert cursor.rowcount == 0

    def test_a_row_cannot_be_written_for_another_person(
        self, two_interests: Grant, make_employee: Any
    ) -> None:
        other = Subject.of(make_employee("Jonas", "Weber").pk)
        assert not can_add(other, as_subject=two_interests.subject)
        assert can_add(SUBJECT.objects.get(pk=two_interests.subject), as_subject=two_interests.subject)

    def test_no_subject_set(self, two_interests: Grant) -> None:
        assert keys("learning.interests", "") == set()

    def test_undeclared_column(self, two_interests: Grant, subject: Subject) -> None:
        table = "profiles_activity"
        assert refused("personalisation.training", "", f"SELECT source_reference FROM {table}")
        assert not refused("personalisation.training", "", f"SELECT value FROM {table}")

    def test_select_star(self, two_interests: Grant) -> None:
        assert refused("personalisation.training", "", "SELECT * FROM profiles_activity")
        assert not refused("learning.recommend", two_interests.subject, f"SELECT * FROM {INTERESTS}")

    def test_no_purpose_set(self, two_interests: Grant) -> None:
        for model in subject_models():
            assert refused(None, None, f"SELECT id FROM {model._meta.db_table}")
            assert refused(None, None, f"DELETE FROM {model._meta.db_table}")
        assert not refused(None, None, "SELECT id FROM privacy_subject")

    def test_wrong_role(self, two_interests: Grant) -> None:
        assert refused("learning.record", two_interests.subject, f"SELECT key FROM {INTERESTS}")
        assert refused("learning.recommend", two_interests.subject, f"DELETE FROM {INTERESTS}")

    def test_a_role_that_does_not_exist(self, two_interests: Grant) -> None:
        with pytest.raises(DataError), transaction.atomic(), as_purpose("attrition.score", ""):
            pass

    def test_the_owner_is_out_of_reach(self, two_interests: Grant) -> None:
        owner = settings.DATABASES["owner"]["USER"]
        assert refused(None, None, f"SET LOCAL ROLE {owner}")
        assert refused(None, None, f"ALTER TABLE {INTERESTS} DISABLE ROW LEVEL SECURITY")
        assert refused(None, None, "UPDATE privacy_approval SET register_hash = 'x'")

    def test_the_log_cannot_be_changed(self, two_interests: Grant) -> None:
        for statement in ("UPDATE privacy_accesslog SET outcome = 'x'", "DELETE FROM privacy_accesslog"):
            for purpose in ("privacy.gate", "privacy.rights"):
                assert refused(purpose, two_interests.subject, statement)


def test_fourth_lock_an_unapproved_register_opens_nothing(
    actor: Actor, employee: Employee, subject: Subject
) -> None:
    """Two of three approved: no row in, no row out; with the third one, both."""
    say(subject, "given")
    for party in (Party.DPO, Party.EMPLOYER):
        approvals.approve(
            Actor(None, None, frozenset({Role(party.value)})), party, passphrase="a passphrase of the office"
        )
    assert not can_add(subject)
    approvals.approve(
        Actor(None, None, frozenset({Role.WORKS_COUNCIL})),
        Party.WORKS_COUNCIL,
        passphrase="a passphrase of the office",
    )
    assert can_add(subject)


def test_fourth_lock_a_demo_approval_is_none_outside_demo_mode(subject: Subject) -> None:
    from eigenart.privacy.models import Approval

    say(subject, "given")
    for party in Party:
        Approval.objects.create(
            register_hash=register().hash, party=party, signed_as="demo", at=NOW, is_demo=True
        )
    assert not can_add(subject)


def test_fourth_lock_the_population_leaves_out_who_objected(
    approved_register: None, make_employee: Any
) -> None:
    hr = database_role.role_of("hr.masterdata")
    people = [Subject.of(make_employee(f"P{n}", "Lang").pk) for n in range(3)]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('role', %s, true)", [hr])
        for person in people:
            cursor.execute(
                "INSERT INTO profiles_employment (id, subject_id, key, value, origin, source_reference, recorded_at,"
                " confidence, is_muted, is_forgotten)"
                " VALUES (gen_random_uuid(), %s, 'site', %s, 'import', '', now(), 1, false, false)",
                [str(person.pk), str(person.pk)],
            )
        cursor.execute("SELECT set_config('role', 'none', true)")
    say(people[1], "objected", purpose="personalisation.training")
    with as_purpose("personalisation.training", "") as cursor:
        cursor.execute("SELECT subject_id FROM profiles_employment")
        assert {who for (who,) in cursor.fetchall()} == {people[0].pk, people[2].pk}
    with as_purpose("hr.masterdata", "") as cursor:
        cursor.execute("SELECT count(*) FROM profiles_employment")
        assert cursor.fetchone() == (3,)


def test_fourth_lock_the_applications_role_is_weak(db: None) -> None:
    """NOINHERIT, no superuser, owns nothing: otherwise every other row of this file means nothing."""
    app = settings.DATABASES["default"]["USER"]
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolinherit, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = %s", [app]
        )
        assert cursor.fetchone() == (False, False, False, False)
        cursor.execute("SELECT count(*) FROM pg_class WHERE relowner = %s::regrole", [app])
        assert cursor.fetchone() == (0,)


def test_the_compiled_database_agrees_with_the_register(db: None) -> None:
    assert rls.verify() == ()


def say(
    subject: Subject,
    kind: str,
    *,
    purpose: str = "learning.interests",
    version: int | None = None,
    text: str | None = None,
) -> None:
    """Write a statement past the services, as the purpose that may add it."""
    terms = register().terms(purpose)
    row = Consent(
        subject=subject,
        kind=kind,
        purpose=purpose,
        version=terms.version if version is None else version,
        text_hash=terms.text_hash if text is None else text,
        at=datetime.now(UTC),
    )
    with transaction.atomic(), database_role.as_role("privacy.rights", str(subject.pk)):
        row.save(force_insert=True)


def can_add(subject: Subject, *, as_subject: object = None) -> bool:
    """Whether the database lets a row about `subject` in while `as_subject` is the session's person."""
    statement = (
        f"INSERT INTO {INTERESTS} (id, subject_id, key, value, origin, source_reference, recorded_at, confidence,"
        " is_muted, is_forgotten)"
        f" VALUES (gen_random_uuid(), '{subject.pk}', 'k{datetime.now(UTC).timestamp()}', '', 'self', '', now(), 1,"
        " false, false)"
    )
    return not refused("learning.interests", as_subject or subject.pk, statement)
