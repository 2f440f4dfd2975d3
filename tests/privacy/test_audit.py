"""The access log as proof: sixty attacks of each kind by the owner, and what the application may not."""

import importlib
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.db.utils import ProgrammingError

from eigenart.core.chain import Head, Line, breaks, link
from eigenart.people.models import Employee
from eigenart.people.services import Actor, actor_of
from eigenart.privacy import audit, bookkeeping, gate, retention, rights
from eigenart.privacy.database_role import as_role
from eigenart.privacy.gate import Grant
from eigenart.privacy.in_force import register
from eigenart.privacy.models import AccessLog, AccessReach, AuditSeal
from eigenart.privacy.subject import Subject

ATTACKS = 60
FIELDS = ["id", "at_us", "actor_role", "actor_pseudonym", "purpose", "register_hash", "categories"]
FIELDS += ["reached", "subject_tag", "outcome"]
TABLE = "privacy_accesslog"

Attack = Callable[[random.Random], None]


def owner(statement: str, values: Any = None) -> Any:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else cursor.rowcount


def on_chain(number: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('eigenart.chain', %s, true)", [str(number)])


def open_on(chain: int, actor: Actor, person: Employee, purpose: str, at: datetime | None = None) -> None:
    with transaction.atomic():
        on_chain(chain)
        gate.open(actor, person, purpose, at)


def places() -> list[tuple[int, int]]:
    return [(c, n) for c, n in owner(f"SELECT chain, number FROM {TABLE} ORDER BY chain, number")]


def codes(anchors: list[list[Head]]) -> set[str]:
    return {finding.code for finding in audit.verify(anchors).findings}


@pytest.fixture
def kept(
    transactional_db: None, approved_register: None, make_employee: Callable[..., Employee]
) -> Iterator[list[list[Head]]]:
    """A log of four chains with anchors every twenty lines; the owner's copy of it is in `copy`."""
    draw, anchors = random.Random(7), []
    people = [make_employee() for _ in range(3)]
    actors = [actor_of(person.user) for person in people]
    purposes = ["learning.record", "learning.recommend", "privacy.rights", "Zweck äöü €", "1:a2:bb"]
    for count in range(120):
        who = draw.randrange(3)
        open_on(draw.randrange(4), actors[draw.randrange(3)], people[who], draw.choice(purposes))
        if count % 20 == 19:
            anchors.append(audit.heads())
    gate.open_population(Actor.system(), "personalisation.training")
    owner(f"CREATE TABLE log_copy AS SELECT * FROM {TABLE}")
    yield anchors
    owner("DROP TABLE log_copy")


def asked_as(purpose: str | None, statement: str) -> None:
    role = as_role(purpose, "") if purpose else nullcontext()
    with transaction.atomic(), role, connection.cursor() as cursor:
        cursor.execute(statement)


def put_back() -> None:
    owner(f"DELETE FROM {TABLE}")
    owner(f"ALTER TABLE {TABLE} DISABLE TRIGGER audit_link")
    owner(f"INSERT INTO {TABLE} SELECT * FROM log_copy")
    owner(f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER audit_link")


def edit(draw: random.Random) -> None:
    chain, number = draw.choice(places())
    change = draw.choice(
        [
            "at = at + interval '1 microsecond'",
            "actor_role = actor_role || 'x'",
            "actor_pseudonym = md5(actor_pseudonym)::varchar(16)",
            "purpose = purpose || ' '",
            "register_hash = left(reverse(register_hash) || 'x', 64)",
            "categories = categories || ','",
            "outcome = CASE outcome WHEN 'granted' THEN 'no_basis' ELSE 'granted' END",
            "reached = reached + 1",
            "subject_tag = ''",
            "hash = reverse(hash)",
            "id = gen_random_uuid()",
        ]
    )
    if change == "subject_tag = ''":
        change = "subject_tag = CASE subject_tag WHEN '' THEN 'x' ELSE '' END"
    owner(f"UPDATE {TABLE} SET {change} WHERE chain = %s AND number = %s", [chain, number])


def relink(draw: random.Random) -> None:
    chain, number, subject = draw.choice(
        owner(f"SELECT chain, number, subject_id FROM {TABLE} WHERE subject_id IS NOT NULL")
    )
    other = draw.choice(owner("SELECT id FROM privacy_subject WHERE id <> %s", [subject]))[0]
    owner(f"UPDATE {TABLE} SET subject_id = %s WHERE chain = %s AND number = %s", [other, chain, number])


def delete(draw: random.Random) -> None:
    last = dict(owner(f"SELECT chain, max(number) FROM {TABLE} GROUP BY chain"))
    chain, number = draw.choice([(c, n) for c, n in places() if n < last[c]])
    owner(f"DELETE FROM {TABLE} WHERE chain = %s AND number = %s", [chain, number])


def swap(draw: random.Random) -> None:
    chain, first = draw.choice(places())
    second = draw.choice([n for c, n in places() if c == chain and n != first])
    move = f"UPDATE {TABLE} SET number = %s WHERE chain = %s AND number = %s"
    for to, of in ((-1, first), (first, second), (second, -1)):
        owner(move, [to, chain, of])


def anchored(anchors: list[list[Head]], draw: random.Random) -> tuple[int, int]:
    """A line that some anchor commits to."""
    up_to = {head.chain: head.number for head in anchors[-1]}
    return draw.choice([(c, n) for c, n in places() if n <= up_to.get(c, 0)])


def cut(draw: random.Random, anchors: list[list[Head]]) -> None:
    chain, number = anchored(anchors, draw)
    owner(f"DELETE FROM {TABLE} WHERE chain = %s AND number >= %s", [chain, number])


def rewrite(draw: random.Random, anchors: list[list[Head]]) -> None:
    """Change a line, then link everything after it anew, as somebody with all rights and the code would."""
    chain, number = anchored(anchors, draw)
    owner(f"UPDATE {TABLE} SET outcome = 'no_basis2' WHERE chain = %s AND number = %s", [chain, number])
    previous = ""
    for one, place, _hash, _subject, *fields in owner(audit.LINES):
        if one == chain:
            previous = link(previous, fields)
            owner(f"UPDATE {TABLE} SET hash = %s WHERE chain = %s AND number = %s", [previous, chain, place])


class TestAttacks:
    """Sixty of each kind, each found; and the controls that show what only an anchor finds."""

    def test_nothing_is_found_where_nothing_was_done(self, kept: list[list[Head]]) -> None:
        verdict = audit.verify(kept)
        assert verdict.findings == ()
        assert (verdict.lines, verdict.chains, verdict.anchors) == (121, 4, 6)
        assert verdict.anchored == 120
        put_back()
        assert audit.verify(kept).is_whole

    @pytest.mark.parametrize(
        ("attack", "expected"),
        [(edit, {"changed"}), (delete, {"missing"}), (swap, {"changed"}), (relink, {"relinked"})],
    )
    def test_the_chain_alone_finds(self, kept: list[list[Head]], attack: Attack, expected: set[str]) -> None:
        found = 0
        for seed in range(ATTACKS):
            attack(random.Random(seed))
            found += bool(codes([]) & expected)
            put_back()
        assert found == ATTACKS

    @pytest.mark.parametrize(("attack", "expected"), [(cut, "cut"), (rewrite, "rewritten")])
    def test_only_with_anchors_it_finds(self, kept: list[list[Head]], attack: Any, expected: str) -> None:
        found = unnoticed = 0
        for seed in range(ATTACKS):
            attack(random.Random(seed), kept)
            unnoticed += codes([]) == set()
            found += expected in codes(kept)
            put_back()
        assert found == ATTACKS
        assert unnoticed == ATTACKS, "the control: without anchors no trace is left"

    def test_a_log_that_was_emptied(self, kept: list[list[Head]]) -> None:
        owner(f"DELETE FROM {TABLE}")
        assert codes([]) == set()
        assert codes(kept) == {"cut"}


class TestApplication:
    """What the role of the application may do: add, and nothing else."""

    @pytest.mark.parametrize("purpose", [entry.id for entry in register().content.purposes])
    def test_no_purpose_changes_or_deletes_a_line(self, db: None, purpose: str, subject: Subject) -> None:
        statements = [f"UPDATE {TABLE} SET outcome = 'x'", f"DELETE FROM {TABLE}", f"TRUNCATE {TABLE}"]
        statements += [f"{verb} privacy_auditseal" for verb in ("DELETE FROM", "TRUNCATE")]
        statements += ["UPDATE privacy_auditanchor SET sent_to = 1", "DELETE FROM privacy_auditanchor"]
        for statement in statements:
            with pytest.raises(ProgrammingError):
                asked_as(purpose, statement)

    @pytest.mark.parametrize("purpose", ["privacy.gate", "privacy.rights", "learning.record", None])
    def test_only_retention_asks_for_the_end_of_lines(self, db: None, purpose: str | None) -> None:
        for statement in ("SELECT eigenart_audit_remove(now())", "SELECT eigenart_audit_forget('{}')"):
            with pytest.raises(ProgrammingError):
                asked_as(purpose, statement)
            asked_as("privacy.retention", statement)

    def test_a_line_that_invents_its_place_gets_the_right_one(
        self, actor: Actor, employee: Employee, subject: Subject
    ) -> None:
        gate.open(actor, employee, "privacy.rights")
        line = AccessLog(
            at=datetime.now(UTC),
            actor_role="x",
            purpose="x",
            register_hash="",
            outcome="x",
            chain=9,
            number=77,
        )
        line.hash = "f" * 64
        with bookkeeping.session():
            bookkeeping.log(line)
        assert audit.verify().is_whole
        assert [(c.chain, c.number) for c in audit.heads()] == [(0, 2)]


class TestWriters:
    def test_who_writes_at_the_same_time_does_not_wait(
        self, transactional_db: None, approved_register: None, make_employee: Callable[..., Employee]
    ) -> None:
        """Six transactions, each still open when the others have written: six chains, all whole."""
        people = [make_employee() for _ in range(6)]
        actors = [actor_of(person.user) for person in people]
        Subject.of_all([person.pk for person in people])
        meeting = threading.Barrier(len(people), timeout=30)
        outcomes: list[str] = []

        def write(who: int) -> None:
            with suppress(threading.BrokenBarrierError), transaction.atomic():
                first = gate.open(actors[who], people[who], "learning.record")
                meeting.wait()
                second = gate.open(actors[who], people[who], "privacy.rights")
                outcomes.append(f"{isinstance(first, Grant)} {isinstance(second, Grant)}")
            connection.close()

        threads = [threading.Thread(target=write, args=(who,)) for who in range(len(people))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert outcomes == ["True True"] * 6
        verdict = audit.verify()
        assert (verdict.lines, verdict.chains, verdict.findings) == (12, 6, ())

    def test_a_line_of_a_failed_transaction_leaves_no_gap(
        self, approved_register: None, actor: Actor, employee: Employee, subject: Subject
    ) -> None:
        gate.open(actor, employee, "learning.record")
        with suppress(ZeroDivisionError), transaction.atomic():
            gate.open(actor, employee, "learning.record")
            raise ZeroDivisionError
        gate.open(actor, employee, "privacy.rights")
        verdict = audit.verify()
        assert (verdict.lines, verdict.findings) == (2, ())


class TestEnd:
    def test_old_lines_go_and_the_chain_goes_on(
        self, approved_register: None, actor: Actor, employee: Employee, subject: Subject
    ) -> None:
        now = datetime.now(UTC)
        for days in (500, 450, 400, 20, 10):
            gate.open(actor, employee, "learning.record", now - timedelta(days=days))
        anchor = audit.heads()
        assert retention.delete_expired()["access_log"] == 3
        assert AuditSeal.objects.get().number == 3
        assert audit.verify([anchor]).is_whole
        gate.open(actor, employee, "learning.record")
        assert audit.verify([anchor]).is_whole
        assert retention.delete_expired()["access_log"] == 0

    def test_a_chain_that_went_as_a_whole_goes_on_where_it_ended(
        self, approved_register: None, actor: Actor, employee: Employee, subject: Subject
    ) -> None:
        for days in (500, 450):
            open_on(5, actor, employee, "learning.record", datetime.now(UTC) - timedelta(days=days))
        before = {head.chain: head for head in audit.heads()}
        with transaction.atomic():
            on_chain(6)
            retention.delete_expired()
        assert {head.chain: head for head in audit.heads()}[5] == before[5]
        open_on(5, actor, employee, "learning.record")
        assert audit.heads()[0].number == 3
        assert audit.verify([list(before.values())]).is_whole

    def test_whatever_is_asked_the_period_holds(
        self, approved_register: None, actor: Actor, employee: Employee, subject: Subject
    ) -> None:
        gate.open(actor, employee, "learning.record", datetime.now(UTC) - timedelta(days=300))
        with transaction.atomic(), as_role("privacy.retention", ""):
            assert audit.remove(datetime.now(UTC) + timedelta(days=9999)) == 0

    def test_a_seal_that_hides_fresh_lines_is_found(self, kept: list[list[Head]]) -> None:
        line = kept[-1][0]
        owner(
            f"INSERT INTO privacy_auditseal (chain, number, hash, at, sealed_at) SELECT chain, number, hash, at, now()"
            f" FROM {TABLE} WHERE chain = %s AND number = %s",
            [line.chain, line.number],
        )
        owner(f"DELETE FROM {TABLE} WHERE chain = %s AND number <= %s", [line.chain, line.number])
        assert codes([]) == set()
        assert codes(kept) == {"removed_early"}

    def test_without_the_key_the_lines_stay_and_are_nobodys(
        self, approved_register: None, actor: Actor, employee: Employee, subject: Subject
    ) -> None:
        gate.open(actor, employee, "learning.record")
        gate.open(actor, employee, "privacy.rights")
        key, anchor = bytes(Subject.objects.get().audit_key), audit.heads()
        with transaction.atomic(), as_role("privacy.retention", ""):
            assert audit.forget([subject.pk]) == 2
        assert bytes(Subject.objects.get().audit_key) != key
        with bookkeeping.session():
            lines = list(AccessLog._base_manager.values_list("subject_id", "subject_tag"))
        assert [who for who, _ in lines] == [None, None]
        assert len({tag for _, tag in lines}) == 2, "not even that it was one person can be seen"
        verdict = audit.verify([anchor])
        assert (verdict.lines, verdict.findings) == (2, ())


class TestEverybody:
    def test_a_nights_opening_is_one_line_and_everybody_sees_it(
        self, approved_register: None, make_employee: Callable[..., Employee]
    ) -> None:
        people = [make_employee() for _ in range(5)]
        Subject.of_all([person.pk for person in people])
        for _ in range(3):
            gate.open_population(Actor.system(), "personalisation.training")
        with bookkeeping.session():
            assert AccessLog._base_manager.count() == 3
            assert AccessReach._base_manager.count() == 5
            assert set(AccessLog._base_manager.values_list("reached", flat=True)) == {5}
        for person in people:
            grant = gate.open(actor_of(person.user), person, "privacy.rights")
            assert isinstance(grant, Grant)
            seen = [one.purpose for one in rights.accesses(grant)]
            assert seen == ["privacy.rights", *["personalisation.training"] * 3]

    def test_who_comes_later_sees_only_what_came_later(
        self, approved_register: None, make_employee: Callable[..., Employee]
    ) -> None:
        Subject.of(make_employee().pk)
        gate.open_population(Actor.system(), "personalisation.training")
        late = make_employee()
        Subject.of(late.pk)
        grant = gate.open(actor_of(late.user), late, "privacy.rights")
        assert isinstance(grant, Grant)
        assert [one.purpose for one in rights.accesses(grant)] == ["privacy.rights"]
        gate.open_population(Actor.system(), "personalisation.training")
        assert len(rights.accesses(grant)) == 2


def test_the_lines_of_before_the_chain_begin_it() -> None:
    migration = importlib.import_module("eigenart.privacy.migrations.0005_chain_old_lines")
    rows = [
        (f"id{n}", str(n), "employee", "p", "learning.record", "h", "c", "s" if n % 2 else None, "granted")
        for n in range(6)
    ]
    chained = list(migration._chained(rows, {"s": b"k" * 32}))
    lines = []
    for row, (id_, number, reached, tag, hash_) in zip(rows, chained, strict=True):
        fields = ("0", str(number), id_, *row[1:7], str(reached), tag, row[8])
        lines.append(Line(0, number, hash_, fields))
    found = breaks(lines, seals={}, anchors=[], kept_since=datetime.now(UTC))
    assert list(found) == []
    assert [bool(tag) for _, _, _, tag, _ in chained] == [False, True] * 3
