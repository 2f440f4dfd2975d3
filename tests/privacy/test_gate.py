"""The gate: who may open what, in which order it asks, what it writes down, and what rows() does to the session."""

import dataclasses
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.db.utils import ProgrammingError

from eigenart.people.models import Employee, Role
from eigenart.people.services import Actor, actor_of
from eigenart.privacy import bookkeeping, consent, database_role, gate
from eigenart.privacy.gate import Grant, Refusal
from eigenart.privacy.grant import GateClosed
from eigenart.privacy.in_force import register
from eigenart.privacy.models import AccessLog, Consent
from eigenart.privacy.subject import Subject

PERSONAL = [entry.id for entry in register().content.purposes if entry.scope == "person"]
POPULATION = [entry.id for entry in register().content.purposes if entry.scope == "population"]


def codes(answer: Grant | Refusal) -> str:
    return "granted" if isinstance(answer, Grant) else answer.code


def logged(subject: Subject | None) -> list[tuple[str, str, str]]:
    """(purpose, role, outcome) of what the log holds, oldest first."""
    with transaction.atomic(), database_role.as_role("privacy.rights", str(subject.pk if subject else "")):
        rows = AccessLog._base_manager.order_by("at").values_list("purpose", "actor_role", "outcome")
        return list(rows)


class TestPermissionMatrix:
    """Every role against every purpose; nobody but the person opens a personal purpose."""

    @pytest.mark.parametrize("purpose", PERSONAL)
    @pytest.mark.parametrize("role", [None, *[r for r in Role if r is not Role.EMPLOYEE]])
    def test_nobody_else_opens_a_personal_purpose(
        self,
        approved_register: None,
        employee: Employee,
        make_employee: Callable[..., Employee],
        role: Role | None,
        purpose: str,
    ) -> None:
        roles = [role] if role else []
        other = make_employee("Jonas", "Weber", roles=roles)
        employee.manager = other
        employee.save()
        assert other.user is not None
        answer = gate.open(actor_of(other.user), employee, purpose)
        assert answer == Refusal("actor_not_allowed", register().purpose(purpose).id, is_final=True)  # type: ignore[arg-type]

    @pytest.mark.parametrize("purpose", PERSONAL)
    def test_neither_the_system_nor_a_visitor(
        self, approved_register: None, employee: Employee, purpose: str
    ) -> None:
        visitor = Actor(user_id=None, employee_id=None, roles=frozenset())
        for nobody in (Actor.system(), visitor):
            assert codes(gate.open(nobody, employee, purpose)) == "actor_not_allowed"

    @pytest.mark.parametrize("purpose", PERSONAL)
    def test_control_the_person_does(
        self, approved_register: None, actor: Actor, employee: Employee, purpose: str
    ) -> None:
        consent.give(actor, employee, "learning.interests")
        assert codes(gate.open(actor, employee, purpose)) == "granted"

    @pytest.mark.parametrize("purpose", POPULATION)
    @pytest.mark.parametrize("role", list(Role))
    def test_only_hr_opens_a_population_and_only_for_hr(
        self, approved_register: None, role: Role, purpose: str
    ) -> None:
        somebody = Actor(user_id=1, employee_id=None, roles=frozenset({Role.EMPLOYEE, role}))
        is_allowed = role is Role.HR and purpose == "hr.masterdata"
        expected = "granted" if is_allowed else "actor_not_allowed"
        assert codes(gate.open_population(somebody, purpose)) == expected

    @pytest.mark.parametrize("purpose", POPULATION)
    def test_control_jobs_open_every_population(self, approved_register: None, purpose: str) -> None:
        assert codes(gate.open_population(Actor.system(), purpose)) == "granted"


class TestOrder:
    """The first obstacle is the one that is named."""

    def test_actor_before_purpose(self, employee: Employee) -> None:
        assert codes(gate.open(Actor.system(), employee, "attrition.score")) == "actor_not_allowed"

    def test_purpose_before_approval(self, actor: Actor, employee: Employee) -> None:
        answer = gate.open(actor, employee, "attrition.score")
        assert isinstance(answer, Refusal)
        assert (answer.code, answer.is_final) == ("purpose_unknown", True)

    def test_scope(self, approved_register: None, actor: Actor, employee: Employee) -> None:
        assert codes(gate.open(actor, employee, "hr.masterdata")) == "wrong_scope"
        assert codes(gate.open(actor, employee, "privacy.gate")) == "wrong_scope"
        assert codes(gate.open_population(Actor.system(), "learning.recommend")) == "wrong_scope"

    def test_approval_before_basis(self, actor: Actor, employee: Employee) -> None:
        answer = gate.open(actor, employee, "learning.interests")
        assert isinstance(answer, Refusal)
        assert (answer.code, answer.is_final) == ("not_approved", False)

    def test_basis_last(self, approved_register: None, actor: Actor, employee: Employee) -> None:
        assert codes(gate.open(actor, employee, "learning.interests")) == "not_asked"

    def test_rights_need_no_approval(self, actor: Actor, employee: Employee) -> None:
        assert codes(gate.open(actor, employee, "privacy.rights")) == "granted"

    def test_a_broken_register_refuses_everything(
        self, actor: Actor, employee: Employee, settings: Any, tmp_path: Any
    ) -> None:
        (tmp_path / "register.yaml").write_text("broken", encoding="utf-8")
        settings.EIGENART = settings.EIGENART.model_copy(update={"data_dir": tmp_path})
        assert codes(gate.open(actor, employee, "privacy.rights")) == "register_invalid"

    def test_an_employee_who_does_not_exist(self, approved_register: None) -> None:
        ghost = uuid4()
        somebody = Actor(user_id=None, employee_id=ghost, roles=frozenset({Role.EMPLOYEE}))
        assert codes(gate.open(somebody, ghost, "learning.record")) == "subject_unknown"


class TestLog:
    def test_granted_and_refused_are_both_written_down(
        self, approved_register: None, actor: Actor, employee: Employee, make_employee: Any, subject: Subject
    ) -> None:
        gate.open(actor, employee, "learning.recommend")
        gate.open(actor, employee, "learning.interests")
        curious = make_employee("Jonas", "Weber", roles=[Role.HR])
        gate.open(actor_of(curious.user), employee, "learning.recommend")
        assert logged(subject) == [
            ("learning.recommend", "employee", "granted"),
            ("learning.interests", "employee", "not_asked"),
            ("learning.recommend", "employee,hr", "actor_not_allowed"),
        ]

    def test_a_population_is_written_down_for_each_person_reached(
        self, approved_register: None, actor: Actor, employee: Employee, make_employee: Any, subject: Subject
    ) -> None:
        other = Subject.of(make_employee("Jonas", "Weber").pk)
        consent.object_to(actor, employee, "personalisation.training")
        gate.open_population(Actor.system(), "personalisation.training")
        line = ("personalisation.training", "system", "granted")
        assert logged(other) == [line]
        assert line not in logged(subject)

    def test_a_renewed_population_asks_again_and_writes_down_only_who_joined(
        self, approved_register: None, actor: Actor, employee: Employee, make_employee: Any, subject: Subject
    ) -> None:
        stays = Subject.of(make_employee("Jonas", "Weber").pk)
        first = gate.open_population(Actor.system(), "personalisation.training")
        assert isinstance(first, Grant)
        consent.object_to(actor, employee, "personalisation.training")
        joins = Subject.of(make_employee("Bo", "Neu").pk)
        again = gate.renewed(Actor.system(), first)
        assert isinstance(again, Grant)
        assert again.subjects == {stays.pk, joins.pk}
        assert again.expires_at == first.expires_at
        line = ("personalisation.training", "system", "granted")
        assert logged(stays) == logged(joins) == [line]
        assert logged(subject).count(line) == 1

    def test_an_expired_population_is_opened_anew_and_written_down(
        self, approved_register: None, subject: Subject
    ) -> None:
        first = gate.open_population(Actor.system(), "personalisation.training")
        assert isinstance(first, Grant)
        old = dataclasses.replace(first, expires_at=datetime.now(UTC), seal=gate.mint())
        again = gate.renewed(Actor.system(), old)
        assert isinstance(again, Grant)
        assert again.expires_at > datetime.now(UTC)
        assert logged(subject) == [("personalisation.training", "system", "granted")] * 2

    def test_the_line_names_register_and_pseudonym_but_no_value_and_no_login(
        self, approved_register: None, actor: Actor, employee: Employee, subject: Subject
    ) -> None:
        gate.open(actor, employee, "learning.record")
        with transaction.atomic(), database_role.as_role("privacy.rights", str(subject.pk)):
            line = AccessLog._base_manager.values().get(purpose="learning.record")
        assert line["register_hash"] == register().hash
        assert line["categories"] == "learning_record"
        assert line["actor_pseudonym"] == bookkeeping.pseudonym_of(actor.user_id or 0)
        assert str(actor.user_id) != line["actor_pseudonym"]
        assert employee.personnel_number not in map(str, line.values())


class TestGrant:
    def test_it_cannot_be_made_elsewhere(self, open_grant: Callable[[str], Grant]) -> None:
        grant = open_grant("learning.record")
        values = {field.name: getattr(grant, field.name) for field in dataclasses.fields(grant)}
        with pytest.raises(GateClosed, match="forged"):
            Grant(**values, seal=object())
        with pytest.raises(TypeError):
            Grant(**values)
        with pytest.raises(ValueError, match="seal"):
            dataclasses.replace(grant, purpose="privacy.rights")  # type: ignore[arg-type, call-arg]
        with pytest.raises(dataclasses.FrozenInstanceError):
            grant.purpose = "privacy.rights"  # type: ignore[misc, assignment]

    def test_another_category_is_refused(self, open_grant: Callable[[str], Grant]) -> None:
        grant = open_grant("learning.record")
        with gate.rows(grant), pytest.raises(GateClosed, match="wrong_category"):
            Consent.under(grant)

    def test_rows_must_be_open(self, open_grant: Callable[[str], Grant]) -> None:
        grant = open_grant("privacy.rights")
        with pytest.raises(GateClosed, match="not_open"):
            Consent.under(grant)
        with gate.rows(grant):
            late = Consent.under(grant)
            assert list(late) == []
        with pytest.raises(ProgrammingError), transaction.atomic():
            list(late.all())

    def test_another_threads_rows_do_not_count(self, open_grant: Callable[[str], Grant]) -> None:
        grant = open_grant("privacy.rights")
        seen: list[str] = []

        def elsewhere() -> None:
            try:
                Consent.under(grant)
            except GateClosed as closed:
                seen.append(closed.code)

        with gate.rows(grant):
            thread = threading.Thread(target=elsewhere)
            thread.start()
            thread.join()
        assert seen == ["not_open"]

    def test_an_expired_grant_opens_nothing(
        self, open_grant: Callable[[str], Grant], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(gate, "VALID_FOR", timedelta(0))
        grant = open_grant("privacy.rights")
        with pytest.raises(GateClosed, match="expired"), gate.rows(grant):
            pass

    def test_anything_else_is_no_grant(self, db: None) -> None:
        refusal = Refusal("not_asked", register().purpose("learning.record").id, is_final=False)  # type: ignore[arg-type]
        with pytest.raises(GateClosed):
            Consent.under(refusal)  # type: ignore[arg-type]
        with pytest.raises(GateClosed), gate.rows(refusal):  # type: ignore[arg-type]
            pass


def session() -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('role'), current_setting('eigenart.subject', true)")
        role, subject = cursor.fetchone()
        return role, subject or ""


def fail_after(_change: int) -> None:
    raise ZeroDivisionError


class TestRows:
    def test_the_session_is_as_before(self, open_grant: Callable[[str], Grant]) -> None:
        before = session()
        grant = open_grant("learning.record")
        assert session() == before
        with gate.rows(grant):
            assert session() == (database_role.role_of("learning.record"), str(grant.subject))
        assert session() == before

    def test_nested_only_the_inner_grant_is_open(self, open_grant: Callable[[str], Grant]) -> None:
        outer, inner = open_grant("privacy.rights"), open_grant("learning.record")
        with gate.rows(outer):
            outside = session()
            with gate.rows(inner):
                assert session()[0] == database_role.role_of("learning.record")
                with pytest.raises(GateClosed, match="not_open"):
                    Consent.under(outer)
            assert session() == outside
            assert list(Consent.under(outer)) == []

    def test_a_failed_block_restores_the_session_and_undoes_its_changes(
        self, open_grant: Callable[[str], Grant], employee: Employee
    ) -> None:
        grant = open_grant("privacy.rights")
        before = session()
        with pytest.raises(ZeroDivisionError), gate.rows(grant):
            fail_after(Employee.objects.filter(pk=employee.pk).update(language="en"))
        assert session() == before
        employee.refresh_from_db()
        assert employee.language == ""

    def test_a_database_error_restores_the_session(self, open_grant: Callable[[str], Grant]) -> None:
        grant = open_grant("privacy.rights")
        before = session()
        with pytest.raises(ProgrammingError), gate.rows(grant), connection.cursor() as cursor:
            cursor.execute("SELECT * FROM nowhere")
        assert session() == before
        with gate.rows(grant):
            assert list(Consent.under(grant)) == []

    def test_the_gate_may_be_asked_inside(
        self, open_grant: Callable[[str], Grant], actor: Actor, employee: Employee
    ) -> None:
        grant = open_grant("learning.record")
        with gate.rows(grant):
            inside = session()
            assert codes(gate.open(actor, employee, "learning.recommend")) == "granted"
            assert session() == inside


@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_nothing_is_left_behind(
    approved_register: None, actor: Actor, employee: Employee
) -> None:
    grant = gate.open(actor, employee, "learning.record", datetime.now(UTC))
    assert isinstance(grant, Grant)
    with gate.rows(grant):
        assert session()[0] == database_role.role_of("learning.record")
    assert session() == ("none", "")


class TestPopulation:
    def test_everybody_with_a_basis_and_numbers_for_identities(
        self, approved_register: None, actor: Actor, employee: Employee, make_employee: Any
    ) -> None:
        others = {Subject.of(make_employee(f"P{n}", "Lang").pk).pk for n in range(3)}
        consent.object_to(actor, employee, "personalisation.training")
        grant = gate.open_population(Actor.system(), "personalisation.training")
        assert isinstance(grant, Grant)
        assert grant.subjects == frozenset(others)
        assert sorted(grant.row_numbers.values()) == [0, 1, 2]
        assert grant.subject is None

    def test_an_objection_lifted_counts_again(
        self, approved_register: None, actor: Actor, employee: Employee, subject: Subject
    ) -> None:
        consent.object_to(actor, employee, "personalisation.training")
        consent.lift_objection(actor, employee, "personalisation.training")
        grant = gate.open_population(Actor.system(), "personalisation.training")
        assert isinstance(grant, Grant)
        assert grant.subjects == frozenset({subject.pk})
