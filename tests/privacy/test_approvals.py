"""Approvals: of one exact hash, by the right office, and pre-signed in demo mode only."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from eigenart.people.models import Role
from eigenart.people.services import Actor
from eigenart.privacy import approvals, parties, party_keys, signatures
from eigenart.privacy.approvals import ApprovalRefused
from eigenart.privacy.in_force import register
from eigenart.privacy.models import Approval, Party, PartyKey
from eigenart.register.loader import DEFAULT_FILE

WORDS = "twelve words or more"


def office(role: Role, *more: Role, user_id: int | None = None) -> Actor:
    return Actor(user_id=user_id, employee_id=None, roles=frozenset({role, *more}))


def sign(actor: Actor, party: Party | str, **more: Any) -> Approval:
    return approvals.approve(actor, party, passphrase=more.pop("passphrase", WORDS), **more)


def with_settings(settings: Any, **update: object) -> None:
    settings.EIGENART = settings.EIGENART.model_copy(update=update)


def change_register(settings: Any, folder: Path) -> None:
    text = DEFAULT_FILE.read_text(encoding="utf-8").replace("Musterfirma GmbH", "Eigene AG")
    (folder / "register.yaml").write_text(text, encoding="utf-8")
    with_settings(settings, data_dir=folder)


def is_active(purpose: str = "learning.recommend") -> bool:
    return approvals.is_active(register().purpose(purpose), register().hash)


def test_all_three_are_needed(db: None) -> None:
    for role in (Role.WORKS_COUNCIL, Role.DPO, Role.EMPLOYER):
        assert not is_active()
        sign(office(role), role.value)
    assert is_active()


def test_without_a_works_council_two_are_enough(db: None, settings: Any) -> None:
    with_settings(settings, has_works_council=False)
    sign(office(Role.DPO), Party.DPO)
    assert not is_active()
    with pytest.raises(ApprovalRefused, match="employees_not_informed"):
        sign(office(Role.EMPLOYER), Party.EMPLOYER)
    sign(office(Role.EMPLOYER), Party.EMPLOYER, employees_informed=True)
    assert is_active()
    with pytest.raises(ApprovalRefused, match="no_works_council"):
        sign(office(Role.WORKS_COUNCIL), Party.WORKS_COUNCIL)


def test_no_setting_takes_a_veto_away_that_was_once_used(db: None, settings: Any) -> None:
    party_keys.make(Party.WORKS_COUNCIL, WORDS, by="")
    with_settings(settings, has_works_council=False)
    for role in (Role.DPO, Role.EMPLOYER):
        sign(office(role), role.value, employees_informed=True)
    assert not is_active()
    assert Party.WORKS_COUNCIL in approvals.parties()


@pytest.mark.parametrize("party", list(Party))
@pytest.mark.parametrize("role", list(Role))
def test_only_the_office_itself_approves(db: None, party: Party, role: Role) -> None:
    if role.value == party.value:
        assert sign(office(role), party).party == party
        return
    with pytest.raises(ApprovalRefused, match="wrong_role"):
        sign(office(role), party)
    assert Approval.objects.count() == 0


def test_repeating_changes_nothing(db: None) -> None:
    first = sign(office(Role.DPO), Party.DPO, at=datetime(2026, 11, 1, tzinfo=UTC))
    assert sign(office(Role.DPO), Party.DPO).at == first.at
    assert Approval.objects.count() == 1


def test_any_change_of_the_register_ends_every_approval(
    approved_register: None, settings: Any, tmp_path: Path
) -> None:
    assert is_active()
    change_register(settings, tmp_path)
    assert not is_active()
    assert all(one.approved_at is None for one in approvals.state())


def test_what_the_law_commands_needs_nobody(db: None) -> None:
    assert is_active("privacy.rights")
    assert approvals.required_for(register().purpose("privacy.rights")) == ()


def test_the_state_of_each_party(db: None) -> None:
    sign(office(Role.DPO), Party.DPO)
    assert {one.party: one.approved_at is not None for one in approvals.state()} == {
        Party.WORKS_COUNCIL: False,
        Party.DPO: True,
        Party.EMPLOYER: False,
    }
    assert all(one.is_required for one in approvals.state())


class TestSignature:
    def test_it_binds_register_party_login_and_moment(self, db: None) -> None:
        given = sign(office(Role.DPO, user_id=None), Party.DPO)
        proof = parties.evidence(Approval.objects.get(pk=given.pk))
        assert proof is not None
        assert proof.holds
        changes: dict[str, Any] = {
            "register_hash": "0" * 64,
            "party": "employer",
            "by": "somebody else",
            "at": datetime(2026, 1, 1, tzinfo=UTC),
            "employees_informed": True,
        }
        for name, value in changes.items():
            assert not signatures.holds(replace(proof.statement, **{name: value}), proof.signature), name

    def test_a_row_that_nobody_signed_opens_nothing_and_stands_in_nobodys_way(self, db: None) -> None:
        for role in (Role.DPO, Role.EMPLOYER):
            sign(office(role), role.value)
        stranger = party_keys.make(Party.DPO, WORDS, by="")
        forged = {"register_hash": register().hash, "party": "works_council", "signed_as": "works_council"}
        Approval.objects.create(**forged, at=datetime.now(UTC))
        Approval.objects.create(**forged, at=datetime.now(UTC), key=stranger, signature="00" * 64)
        assert not is_active()
        sign(office(Role.WORKS_COUNCIL), Party.WORKS_COUNCIL)
        assert is_active()

    def test_only_the_passphrase_opens_the_key(self, db: None) -> None:
        sign(office(Role.DPO), Party.DPO)
        key = party_keys.current(Party.DPO)
        assert key is not None
        with pytest.raises(party_keys.PassphraseRefused, match="passphrase_wrong"):
            party_keys.sign(key, "another one, long enough", b"x")
        with pytest.raises(party_keys.PassphraseRefused, match="passphrase_short"):
            sign(office(Role.EMPLOYER), Party.EMPLOYER, passphrase="short")
        assert Approval.objects.count() == PartyKey.objects.count() == 1

    def test_a_lost_passphrase_means_a_new_key_that_everybody_sees(
        self, db: None, settings: Any, tmp_path: Path
    ) -> None:
        sign(office(Role.DPO), Party.DPO)
        before = party_keys.states()
        change_register(settings, tmp_path)
        with pytest.raises(party_keys.PassphraseRefused, match="passphrase_wrong"):
            sign(office(Role.DPO), Party.DPO, passphrase="forgot what it was")
        sign(office(Role.DPO), Party.DPO, passphrase="forgot what it was", new_key=True)
        (after,) = party_keys.states()
        assert after.fingerprint != before[0].fingerprint
        assert (before[0].renewed, after.renewed) == (0, 1)
        assert len(list(parties.counting())) == Approval.objects.count() == 2

    def test_one_login_never_speaks_for_two_parties(self, db: None, employee: Any) -> None:
        both = office(Role.DPO, Role.WORKS_COUNCIL, user_id=employee.user_id)
        sign(both, Party.DPO)
        with pytest.raises(ApprovalRefused, match="same_login"):
            sign(both, Party.WORKS_COUNCIL)

    def test_who_made_the_key_of_one_party_never_speaks_for_another(self, db: None, employee: Any) -> None:
        both = office(Role.DPO, Role.WORKS_COUNCIL, user_id=employee.user_id)
        party_keys.make(Party.DPO, WORDS, by=parties.login_of(both))
        with pytest.raises(ApprovalRefused, match="same_login"):
            sign(both, Party.WORKS_COUNCIL)

    def test_what_left_the_house_is_checked_against_what_was_written_down(self, db: None) -> None:
        for role in (Role.DPO, Role.EMPLOYER):
            sign(office(role), role.value)
        found = [signatures.Evidence.of(one.as_dict()) for one in approvals.evidence_of_all()]
        written = {one.party.value: one.fingerprint for one in party_keys.states()}
        assert signatures.faults(found, written) == ()
        (fault,) = signatures.faults(found, written | {"dpo": "0000"})
        assert (fault.code, fault.party) == ("other_key", "dpo")
        altered = replace(found[0], statement=replace(found[0].statement, register_hash="0" * 64))
        assert [one.code for one in signatures.faults([altered])] == ["forged"]
        with pytest.raises(signatures.EvidenceUnreadable):
            signatures.Evidence.of({"register": "x"})


class TestDemo:
    def test_outside_demo_mode_nothing_is_pre_signed(self, db: None) -> None:
        with pytest.raises(ApprovalRefused, match="demo_only"):
            approvals.approve_for_demo()
        assert Approval.objects.count() == 0

    def test_a_company_is_never_turned_into_a_demo(self, db: None, settings: Any, employee: Any) -> None:
        with_settings(settings, mode="demo")
        with pytest.raises(ApprovalRefused, match="not_a_demo"):
            approvals.approve_for_demo()
        sign(office(Role.DPO), Party.DPO)
        with pytest.raises(ApprovalRefused, match="not_a_demo"):
            approvals.approve_for_demo()

    def test_in_demo_mode_they_count_and_outside_they_never_do(self, db: None, settings: Any) -> None:
        with_settings(settings, mode="demo")
        assert len(approvals.approve_for_demo()) == 3
        assert is_active()
        assert all(one.is_demo for one in approvals.state())
        with_settings(settings, mode="production")
        assert not is_active()
        assert all(one.approved_at is None for one in approvals.state())
