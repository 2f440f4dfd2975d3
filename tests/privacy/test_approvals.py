"""Approvals: of one exact hash, by the right office, and pre-signed in demo mode only."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from eigenart.people.models import Role
from eigenart.people.services import Actor
from eigenart.privacy import approvals
from eigenart.privacy.approvals import ApprovalRefused
from eigenart.privacy.in_force import register
from eigenart.privacy.models import Approval, Party
from eigenart.register.loader import DEFAULT_FILE


def office(role: Role) -> Actor:
    return Actor(user_id=None, employee_id=None, roles=frozenset({role}))


def with_settings(settings: Any, **update: object) -> None:
    settings.EIGENART = settings.EIGENART.model_copy(update=update)


def is_active(purpose: str = "learning.recommend") -> bool:
    return approvals.is_active(register().purpose(purpose), register().hash)


def test_all_three_are_needed(db: None) -> None:
    for role in (Role.WORKS_COUNCIL, Role.DPO, Role.EMPLOYER):
        assert not is_active()
        approvals.approve(office(role), role.value)
    assert is_active()


def test_without_a_works_council_two_are_enough(db: None, settings: Any) -> None:
    with_settings(settings, has_works_council=False)
    approvals.approve(office(Role.DPO), Party.DPO)
    assert not is_active()
    approvals.approve(office(Role.EMPLOYER), Party.EMPLOYER)
    assert is_active()
    with pytest.raises(ApprovalRefused, match="no_works_council"):
        approvals.approve(office(Role.WORKS_COUNCIL), Party.WORKS_COUNCIL)


@pytest.mark.parametrize("party", list(Party))
@pytest.mark.parametrize("role", list(Role))
def test_only_the_office_itself_approves(db: None, party: Party, role: Role) -> None:
    if role.value == party.value:
        assert approvals.approve(office(role), party).party == party
        return
    with pytest.raises(ApprovalRefused, match="wrong_role"):
        approvals.approve(office(role), party)
    assert Approval.objects.count() == 0


def test_repeating_changes_nothing(db: None) -> None:
    first = approvals.approve(office(Role.DPO), Party.DPO, at=datetime(2026, 11, 1, tzinfo=UTC))
    assert approvals.approve(office(Role.DPO), Party.DPO).at == first.at
    assert Approval.objects.count() == 1


def test_any_change_of_the_register_ends_every_approval(
    approved_register: None, settings: Any, tmp_path: Path
) -> None:
    assert is_active()
    text = DEFAULT_FILE.read_text(encoding="utf-8").replace("Musterfirma GmbH", "Eigene AG")
    (tmp_path / "register.yaml").write_text(text, encoding="utf-8")
    with_settings(settings, data_dir=tmp_path)
    assert not is_active()
    assert all(one.approved_at is None for one in approvals.state())


def test_what_the_law_commands_needs_nobody(db: None) -> None:
    assert is_active("privacy.rights")
    assert approvals.required_for(register().purpose("privacy.rights")) == ()


def test_the_state_of_each_party(db: None) -> None:
    approvals.approve(office(Role.DPO), Party.DPO)
    assert {one.party: one.approved_at is not None for one in approvals.state()} == {
        Party.WORKS_COUNCIL: False,
        Party.DPO: True,
        Party.EMPLOYER: False,
    }
    assert all(one.is_required for one in approvals.state())


class TestDemo:
    def test_outside_demo_mode_nothing_is_pre_signed(self, db: None) -> None:
        with pytest.raises(ApprovalRefused, match="demo_only"):
            approvals.approve_for_demo()
        assert Approval.objects.count() == 0

    def test_in_demo_mode_they_count_and_outside_they_never_do(self, db: None, settings: Any) -> None:
        with_settings(settings, mode="demo")
        assert len(approvals.approve_for_demo()) == 3
        assert is_active()
        assert all(one.is_demo for one in approvals.state())
        with_settings(settings, mode="production")
        assert not is_active()
        assert all(one.approved_at is None for one in approvals.state())
