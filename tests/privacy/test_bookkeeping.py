"""The books of the gate: what one opening costs the database, and that nothing of it outlives its transaction."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.utils import InternalError
from django.test.utils import CaptureQueriesContext

from eigenart.people.models import Employee, Role
from eigenart.people.services import Actor
from eigenart.privacy import approvals, consent, gate
from eigenart.privacy.database_role import remembered
from eigenart.privacy.gate import Grant, Refusal
from eigenart.privacy.models import AccessLog, Approval, Party
from eigenart.privacy.subject import Subject
from eigenart.profiles.models import Interest

RIGHTS, RECORD = "privacy.rights", "learning.record"


class Planned(Exception):
    """The failure that a test plants."""


def approve_all() -> None:
    for party in Party:
        approvals.approve(
            Actor(None, None, frozenset({Role(party.value)})), party, passphrase="a passphrase of the office"
        )


@pytest.mark.django_db(transaction=True)
class TestRoundTrips:
    """Counts, not times: what one request of Home costs the database."""

    def test_one_opening_and_one_block_of_reading(
        self, approved_register: None, actor: Actor, employee: Employee, subject: Subject
    ) -> None:
        with transaction.atomic(), CaptureQueriesContext(connection) as first:
            grant = gate.open(actor, employee, "learning.recommend")
            assert isinstance(grant, Grant)
            with gate.reading(grant):
                list(Interest.under(grant))
        assert len(first) <= 8
        asked = [query["sql"] for query in first.captured_queries]
        assert not any("current_setting" in sql for sql in asked)
        assert not any("SAVEPOINT" in sql for sql in asked)

    def test_the_second_opening_of_a_request_asks_for_no_approval(
        self, approved_register: None, actor: Actor, employee: Employee, subject: Subject
    ) -> None:
        with transaction.atomic():
            gate.open(actor, employee, "learning.recommend")
            with CaptureQueriesContext(connection) as second:
                gate.open(actor, employee, RECORD)
        assert len(second) <= 4
        assert not any(Approval._meta.db_table in query["sql"] for query in second.captured_queries)

    def test_a_block_that_writes_adds_its_savepoint_only(
        self, approved_register: None, actor: Actor, employee: Employee, subject: Subject
    ) -> None:
        with transaction.atomic():
            grant = gate.open(actor, employee, RIGHTS)
            assert isinstance(grant, Grant)
            with CaptureQueriesContext(connection) as written, gate.rows(grant):
                pass
        assert len(written) == 4

    def test_a_population_costs_the_same_for_many(
        self, approved_register: None, make_employee: Callable[..., Employee]
    ) -> None:
        counts = []
        for _ in range(2):
            Subject.of_all([make_employee().pk for _ in range(5)])
            with transaction.atomic(), CaptureQueriesContext(connection) as asked:
                gate.open_population(Actor.system(), "personalisation.training")
            counts.append(len(asked))
        assert counts[0] == counts[1] <= 9


@pytest.mark.django_db(transaction=True)
class TestEffectiveAtOnce:
    """What a transaction remembers never outlives it: the next request sees what was said in between."""

    def test_a_new_approval(self, actor: Actor, employee: Employee, subject: Subject) -> None:
        with transaction.atomic():
            assert isinstance(gate.open(actor, employee, "learning.recommend"), Refusal)
        approve_all()
        with transaction.atomic():
            assert isinstance(gate.open(actor, employee, "learning.recommend"), Grant)

    def test_an_approval_in_the_same_transaction(
        self, actor: Actor, employee: Employee, subject: Subject
    ) -> None:
        with transaction.atomic():
            assert isinstance(gate.open(actor, employee, "learning.recommend"), Refusal)
            approve_all()
            assert isinstance(gate.open(actor, employee, "learning.recommend"), Grant)

    def test_an_approval_that_is_taken_back_with_its_savepoint(
        self, actor: Actor, employee: Employee, subject: Subject
    ) -> None:
        with transaction.atomic():
            with suppress(Planned), transaction.atomic():
                approve_all()
                assert isinstance(gate.open(actor, employee, "learning.recommend"), Grant)
                raise Planned
            assert isinstance(gate.open(actor, employee, "learning.recommend"), Refusal)

    @pytest.mark.parametrize("is_objection", [True, False])
    def test_objection_and_withdrawal(
        self, approved_register: None, actor: Actor, employee: Employee, subject: Subject, is_objection: bool
    ) -> None:
        purpose = "learning.recommend" if is_objection else "learning.interests"
        consent.give(actor, employee, "learning.interests")
        with transaction.atomic():
            assert isinstance(gate.open(actor, employee, purpose), Grant)
        end = consent.object_to if is_objection else consent.withdraw
        with transaction.atomic():
            end(actor, employee, purpose)
        with transaction.atomic():
            assert isinstance(gate.open(actor, employee, purpose), Refusal)

    def test_a_grant_from_before_reads_nothing_afterwards(
        self, approved_register: None, actor: Actor, employee: Employee, subject: Subject, now: Any
    ) -> None:
        consent.give(actor, employee, "learning.interests")
        kept = gate.open(actor, employee, "learning.recommend")
        writer = gate.open(actor, employee, "learning.interests")
        assert isinstance(kept, Grant)
        assert isinstance(writer, Grant)
        with gate.rows(writer):
            Interest.under(writer).create(key="welding", value="like", origin="self", recorded_at=now)
        with gate.reading(kept):
            assert Interest.under(kept).count() == 1
        consent.object_to(actor, employee, "learning.recommend")
        with gate.reading(kept):
            assert Interest.under(kept).count() == 0


def test_if_the_books_cannot_be_kept_nothing_is_opened(
    approved_register: None,
    actor: Actor,
    employee: Employee,
    subject: Subject,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_args: object, **_more: object) -> None:
        raise InternalError("disk full")

    monkeypatch.setattr(AccessLog._base_manager, "bulk_create", broken, raising=False)
    with pytest.raises(InternalError), transaction.atomic():
        gate.open(actor, employee, RECORD)
    assert remembered().blocks == []
