"""The switch of the database role: what Python believes to be in force is what PostgreSQL has, whatever fails."""

import random
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.transaction import TransactionManagementError
from django.db.utils import ProgrammingError

from eigenart.people.models import Employee
from eigenart.people.services import Actor
from eigenart.privacy import consent, gate
from eigenart.privacy.database_role import APPLICATION, NOBODY, as_role, remembered, role_of
from eigenart.privacy.gate import Grant
from eigenart.privacy.grant import GateClosed
from eigenart.privacy.models import Consent
from eigenart.profiles.models import Interest

RIGHTS, RECORD = "privacy.rights", "learning.record"
SOMEBODY = "00000000-0000-4000-8000-000000000001"


class Planned(Exception):
    """The failure that a test plants."""


def in_postgresql() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role'), current_setting('eigenart.subject', true)")
        role, subject = cursor.fetchone()
        return role, subject or NOBODY


def in_python() -> tuple[str, str]:
    blocks = remembered().blocks
    block = blocks[-1] if blocks else APPLICATION
    return block.role, block.subject


def agree() -> bool:
    return in_python() == in_postgresql()


def is_application() -> bool:
    return in_python() == in_postgresql() == ("none", NOBODY)


def fail_in_postgresql() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM nowhere")


class TestAgreement:
    """Inside one transaction: blocks and savepoints in every order, failing in Python or in PostgreSQL."""

    def test_nested_blocks(self, db: None) -> None:
        with transaction.atomic(), as_role(RIGHTS, SOMEBODY):
            assert in_postgresql() == (role_of(RIGHTS), SOMEBODY)
            with as_role(RECORD, NOBODY):
                assert in_postgresql() == (role_of(RECORD), NOBODY)
                assert agree()
            assert in_postgresql() == (role_of(RIGHTS), SOMEBODY)
            assert agree()
        assert is_application()

    def test_a_savepoint_inside_a_block_is_rolled_back(self, db: None) -> None:
        with transaction.atomic(), as_role(RIGHTS, SOMEBODY):
            with suppress(Planned), transaction.atomic(), as_role(RECORD, NOBODY):
                raise Planned
            assert in_postgresql() == (role_of(RIGHTS), SOMEBODY)
            with pytest.raises(ProgrammingError), transaction.atomic(), as_role(RECORD, NOBODY):
                fail_in_postgresql()
            assert in_postgresql() == (role_of(RIGHTS), SOMEBODY)
            assert agree()
        assert is_application()

    def test_a_savepoint_around_a_block_is_rolled_back(self, db: None) -> None:
        with suppress(Planned), transaction.atomic():
            with as_role(RIGHTS, SOMEBODY):
                assert agree()
            raise Planned
        assert is_application()

    def test_a_failure_without_a_savepoint_leads_back(self, db: None) -> None:
        with transaction.atomic():
            with suppress(Planned), as_role(RIGHTS, SOMEBODY):
                raise Planned
            assert is_application()

    def test_an_error_of_postgresql_without_a_savepoint_allows_nothing_more(self, db: None) -> None:
        """The transaction is lost; nothing runs until it is rolled back, and then the old role holds."""
        with transaction.atomic():
            with pytest.raises(ProgrammingError), as_role(RIGHTS, SOMEBODY):
                fail_in_postgresql()
            with pytest.raises(TransactionManagementError):
                in_postgresql()
            with pytest.raises(TransactionManagementError), as_role(RECORD, NOBODY):
                pass
        assert is_application()

    def test_a_role_that_does_not_exist_changes_nothing(self, db: None) -> None:
        with pytest.raises(DatabaseError), transaction.atomic(), as_role("attrition.score", NOBODY):
            pass
        assert is_application()

    @pytest.mark.parametrize("seed", range(20))
    def test_random_nesting(self, db: None, seed: int) -> None:
        """Python and PostgreSQL agree before, inside and after every block of a random tree."""
        choice = random.Random(seed)
        seen: set[str] = set()

        def grow(depth: int) -> None:
            for _ in range(choice.randrange(1, 4)):
                before = in_postgresql()
                kind = choice.choice(["block", "savepoint", "both", "fails", "breaks"])
                seen.add(kind)
                inner = as_role(choice.choice([RIGHTS, RECORD]), choice.choice([SOMEBODY, NOBODY]))
                with suppress(Planned, ProgrammingError):
                    if kind == "block":
                        with inner:
                            leaf(depth)
                    else:
                        with transaction.atomic():
                            if kind == "savepoint":
                                leaf(depth)
                                continue
                            with inner:
                                leaf(depth)
                                if kind == "fails":
                                    raise Planned
                                if kind == "breaks":
                                    fail_in_postgresql()
                assert in_postgresql() == before
                assert agree()

        def leaf(depth: int) -> None:
            assert agree()
            if depth:
                grow(depth - 1)

        for _ in range(3):
            grow(3)
        assert is_application()
        assert len(seen) == 5

    def test_blocks_that_end_out_of_order_are_refused(self, db: None) -> None:
        """Only a generator that outlives its block does this; the transaction is given up."""

        def leak() -> Any:
            with as_role(RIGHTS, SOMEBODY):
                yield

        with transaction.atomic():
            leaking = leak()
            next(leaking)
            with pytest.raises(GateClosed, match="not_open"), as_role(RECORD, NOBODY):
                leaking.close()
            with pytest.raises(TransactionManagementError):
                in_postgresql()
        assert is_application()


@pytest.mark.django_db(transaction=True)
class TestTransactions:
    """Real transactions: nothing is carried from one to the next, or from one connection to another."""

    def test_outside_a_transaction_it_refuses(self) -> None:
        with pytest.raises(TransactionManagementError), as_role(RIGHTS, SOMEBODY):
            pass

    @pytest.mark.parametrize("error", [None, Planned, ProgrammingError])
    def test_the_next_transaction_starts_afresh(self, error: type[Exception] | None) -> None:
        with suppress(Planned, ProgrammingError), transaction.atomic(), as_role(RIGHTS, SOMEBODY):
            if error is Planned:
                raise Planned
            if error is ProgrammingError:
                fail_in_postgresql()
        assert in_postgresql() == ("none", NOBODY)
        with transaction.atomic():
            assert is_application()

    def test_one_decorated_function_is_a_new_transaction_each_time(self) -> None:
        """Django re-uses the object behind a decorator; what is remembered must not hang on it."""
        kept: list[object] = []

        @transaction.atomic
        def work() -> None:
            kept.append(remembered())
            with as_role(RIGHTS, SOMEBODY):
                assert agree()

        work()
        work()
        assert kept[0] is not kept[1]

    def test_a_lost_connection_leaves_nothing_behind(self) -> None:
        with pytest.raises(GateClosed), transaction.atomic(), as_role(RIGHTS, SOMEBODY):
            connection.close()
        assert in_postgresql() == ("none", NOBODY)
        with transaction.atomic():
            assert is_application()

    def test_another_thread_has_a_connection_of_its_own(self) -> None:
        seen: list[bool] = []

        def elsewhere() -> None:
            with transaction.atomic():
                seen.append(is_application())
            connection.close()

        with transaction.atomic(), as_role(RIGHTS, SOMEBODY):
            thread = threading.Thread(target=elsewhere)
            thread.start()
            thread.join()
            assert agree()
        assert seen == [True]


class TestReading:
    """`gate.reading` takes no savepoint, so nothing may be written in it."""

    def test_it_reads(self, open_grant: Callable[[str], Grant]) -> None:
        grant = open_grant(RIGHTS)
        with gate.reading(grant):
            assert list(Consent.under(grant)) == []
        with pytest.raises(GateClosed, match="not_open"):
            Consent.under(grant)

    @pytest.mark.parametrize("way", ["create", "bulk_create", "update", "delete", "shared table"])
    def test_it_refuses_to_write(
        self, open_grant: Callable[[str], Grant], actor: Actor, employee: Employee, now: Any, way: str
    ) -> None:
        consent.give(actor, employee, "learning.interests")
        grant = open_grant("learning.interests")
        row: dict[str, Any] = {"key": "welding", "value": "like", "origin": "self", "recorded_at": now}
        with gate.rows(grant):
            Interest.under(grant).create(**row)
        attempts: dict[str, Callable[[], object]] = {
            "create": lambda: Interest.under(grant).create(**{**row, "key": "drawing"}),
            "bulk_create": lambda: Interest.under(grant).bulk_create(
                [Interest(subject_id=grant.subject or SOMEBODY, **{**row, "key": "drawing"})]
            ),
            "update": lambda: Interest.under(grant).update(value="dislike"),
            "delete": lambda: Interest.under(grant).delete(),
            "shared table": lambda: Employee.objects.filter(pk=employee.pk).update(language="en"),
        }
        with pytest.raises(GateClosed, match="reads_only"), transaction.atomic(), gate.reading(grant):
            attempts[way]()
        assert is_application()
        with gate.reading(grant):
            assert list(Interest.under(grant).values_list("key", "value")) == [("welding", "like")]

    def test_control_rows_inside_may_write(self, open_grant: Callable[[str], Grant], employee: Any) -> None:
        grant = open_grant(RIGHTS)
        with gate.reading(grant):
            with gate.rows(grant):
                Employee.objects.filter(pk=employee.pk).update(language="en")
            with pytest.raises(GateClosed, match="reads_only"), transaction.atomic():
                Employee.objects.filter(pk=employee.pk).update(language="de")
        employee.refresh_from_db()
        assert employee.language == "en"

    def test_a_failure_that_is_caught_leaves_the_transaction_usable(
        self, open_grant: Callable[[str], Grant]
    ) -> None:
        grant = open_grant(RIGHTS)
        with transaction.atomic():
            with suppress(Planned), gate.reading(grant):
                raise Planned
            assert is_application()

    def test_the_gate_may_be_asked_inside(
        self, open_grant: Callable[[str], Grant], actor: Actor, employee: Employee
    ) -> None:
        grant = open_grant(RIGHTS)
        with gate.reading(grant):
            assert isinstance(gate.open(actor, employee, RECORD), Grant)
            assert in_postgresql() == (role_of(RIGHTS), str(grant.subject))

    def test_an_expired_grant_reads_nothing(
        self, open_grant: Callable[[str], Grant], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(gate, "VALID_FOR", -gate.VALID_FOR)
        grant = open_grant(RIGHTS)
        with pytest.raises(GateClosed, match="expired"), gate.reading(grant):
            pass
