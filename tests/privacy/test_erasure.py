"""Erasure on request: preview, every store confirms or nothing closes, certificate, tombstones, restore."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore

from eigenart.people.models import Employee, Role
from eigenart.people.services import Actor, actor_of
from eigenart.privacy import (
    certificate,
    consent,
    erasure,
    erasure_stores,
    gate,
    installation_key,
    restore,
    rights_requests,
    tombstones,
)
from eigenart.privacy.gate import Grant, Refusal
from eigenart.privacy.in_force import register
from eigenart.privacy.models import AccessLog, Consent, Tombstone
from eigenart.privacy.rights_requests import RequestView
from eigenart.privacy.subject import Subject, subject_models
from eigenart.profiles.models import Interest, SkillEntry

NOW = datetime(2026, 11, 20, tzinfo=UTC)
YESTERDAY = date.today() - timedelta(days=1)


@pytest.fixture(autouse=True)
def no_training(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the store of models does has a test of its own; here it only confirms."""
    monkeypatch.setitem(
        erasure_stores._erasers, "model", {"runs": lambda commission: erasure_stores.Outcome()}
    )


@pytest.fixture(autouse=True)
def own_file(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tombstones, "path", lambda: tmp_path / "tombstones.jsonl")


def opened(person: Employee, purpose: str = "privacy.rights") -> Grant:
    assert person.user is not None
    answer = gate.open(actor_of(person.user), person, purpose)
    assert isinstance(answer, Grant)
    return answer


def system(person: Employee) -> Grant:
    answer = gate.open(Actor.system(), person.pk, "privacy.erasure")
    assert isinstance(answer, Grant)
    return answer


def know(person: Employee) -> None:
    """One skill from HR, one of the person's own, one interest with consent."""
    with gate.rows(opened(person)) as grant:
        SkillEntry.under(grant).create(key="from hr", value="2", origin="import", recorded_at=NOW)
        SkillEntry.under(grant).create(key="own", value="2", origin="self", recorded_at=NOW)
    assert person.user is not None
    consent.give(actor_of(person.user), person, "learning.interests")
    with gate.rows(opened(person, "learning.interests")) as grant:
        Interest.under(grant).create(key="welding", origin="self", recorded_at=NOW)


def skills_of(person: Employee) -> list[str]:
    grant = gate.open(Actor(None, person.pk, frozenset()), person.pk, "privacy.rights")
    assert isinstance(grant, Grant)
    with gate.rows(grant):
        return sorted(SkillEntry.under(grant).values_list("key", flat=True))


@pytest.fixture
def person(approved_register: None, employee: Employee) -> Employee:
    know(employee)
    return employee


@pytest.fixture
def hr(make_employee: Callable[..., Any]) -> Actor:
    return actor_of(make_employee("Hanna", "Reuter", roles=[Role.HR]).user)


def leave(person: Employee) -> None:
    Employee.objects.filter(pk=person.pk).update(leaves_on=YESTERDAY)


def ordered(actor: Actor, person: Employee, scope: Any, capture: Any) -> RequestView:
    """Ordered, and committed as far as a test can."""
    with capture(execute=True):
        answer = erasure.order(actor, person.pk, scope, language="en")
    assert not isinstance(answer, Refusal)
    return answer


def own_actor(person: Employee) -> Actor:
    assert person.user is not None
    return actor_of(person.user)


def test_the_preview_says_what_goes_what_stays_and_why_and_changes_nothing(person: Employee) -> None:
    lines = erasure.preview(own_actor(person), person.pk, "own")
    assert not isinstance(lines, Refusal)
    by_type = {line.category: line for line in lines}
    assert (by_type["skills"].goes, by_type["skills"].stays) == (1, 1)
    assert by_type["skills"].reason == "contract"
    assert by_type["skills"].laws == ("§ 26 Abs. 1 BDSG",)
    assert (by_type["interests"].goes, by_type["interests"].stays) == (1, 0)
    assert (by_type["consents"].goes, by_type["consents"].reason) == (0, "duty")
    assert by_type["identity"].stays == 1
    assert skills_of(person) == ["from hr", "own"]
    assert not Tombstone.objects.exists()


def test_everything_goes_only_when_the_employment_is_over(person: Employee, hr: Actor) -> None:
    for actor in (own_actor(person), hr):
        with pytest.raises(erasure.ScopeRefused):
            erasure.preview(actor, person.pk, "all")
    assert isinstance(erasure.preview(hr, person.pk, "own"), Refusal), "HR never asks for somebody employed"
    leave(person)
    lines = erasure.preview(hr, person.pk, "all")
    assert not isinstance(lines, Refusal)
    by_type = {line.category: line for line in lines}
    assert (by_type["skills"].goes, by_type["skills"].stays) == (2, 0)
    assert (by_type["identity"].goes, by_type["login"].goes) == (1, 1)
    assert by_type["pseudonym"].laws == by_type["consents"].laws
    assert by_type["consents"].until == date(YESTERDAY.year + 3, YESTERDAY.month, YESTERDAY.day)


def test_an_erasure_of_ones_own_data(person: Employee, django_capture_on_commit_callbacks: Any) -> None:
    request = ordered(own_actor(person), person, "own", django_capture_on_commit_callbacks)
    done = erasure.carry_out(request.id)
    assert done is not None
    assert done.state == "done"
    assert skills_of(person) == ["from hr"]
    with gate.rows(opened(person)) as grant:
        assert not Interest.under(grant).exists()
    switches = consent.switches(own_actor(person), person)
    assert not isinstance(switches, Refusal)
    assert not any(switch.is_on for switch in switches), "nothing new may come"
    assert Employee.objects.get(pk=person.pk).family_name == "Lindner"
    assert set(done.stores) == set(erasure_stores.stores())
    assert all(store["state"] == "confirmed" for store in done.stores.values())


def test_an_erasure_of_somebody_who_left(
    person: Employee, hr: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    session = SessionStore()
    session["_auth_user_id"] = str(person.user_id)
    session.save()
    leave(person)
    request = ordered(hr, person, "all", django_capture_on_commit_callbacks)
    done = erasure.carry_out(request.id)
    assert done is not None
    assert (done.state, done.asked_by) == ("done", "hr")
    left = Employee.objects.get(pk=person.pk)
    assert (left.given_name, left.family_name, left.email, left.user_id) == ("", "", "", None)
    assert not get_user_model().objects.filter(pk=person.user_id).exists()
    assert not session.exists(session.session_key)
    assert skills_of(person) == []
    after = erasure.preview(hr, person.pk, "all")
    assert not isinstance(after, Refusal)
    assert [line.category for line in after if line.goes] == [], "nothing is left that could go"
    with gate.rows(system(person)) as grant:
        assert Consent.under(grant).exists(), "proof stays"
        assert AccessLog.under(grant).exists()


def test_nobody_else_may_ask(person: Employee, make_employee: Callable[..., Any]) -> None:
    leave(person)
    for roles in ([], [Role.MANAGER], [Role.ADMIN], [Role.WORKS_COUNCIL], [Role.DPO]):
        stranger = actor_of(make_employee("Mia", f"Vogt {len(roles)}{roles}", roles=roles).user)
        assert isinstance(erasure.order(stranger, person.pk, "all", language="en"), Refusal)
    assert not Tombstone.objects.exists()


def test_no_table_about_people_is_out_of_reach() -> None:
    known = {data.type for data in register().purpose("privacy.erasure").data}
    assert {str(model.category) for model in subject_models()} <= known


def test_no_store_without_somebody_who_erases_in_it() -> None:
    assert erasure_stores.without_eraser() == ()
    assert set(erasure_stores.stores()) >= {"database", "model", "log", "files", "jobs"}


@pytest.mark.parametrize("store", ["files", "jobs", "database", "model", "log"])
def test_a_request_cannot_close_while_one_store_has_not_confirmed(
    person: Employee, monkeypatch: pytest.MonkeyPatch, store: str, django_capture_on_commit_callbacks: Any
) -> None:
    """Crash in any store: the state says where, the others keep their word, and the next try goes on from there."""
    request = ordered(own_actor(person), person, "own", django_capture_on_commit_callbacks)

    def broken(_: object) -> erasure_stores.Outcome:
        raise OSError("no space left on device")

    with monkeypatch.context() as crash:
        crash.setitem(erasure_stores._erasers, store, {"broken": broken})
        with pytest.raises(erasure.ErasureStuck) as stuck:
            erasure.carry_out(request.id)
    assert (stuck.value.store, stuck.value.code) == (store, "OSError")
    held = rights_requests.one(system(person), request.id)
    assert (held.state, held.certificate) == ("stuck", {})
    assert tombstones.unfinished()
    confirmed = [key for key in erasure_stores.stores() if held.stores[key]["state"] == "confirmed"]
    assert confirmed == list(erasure_stores.stores()[: len(confirmed)])
    done = erasure.carry_out(request.id)
    assert done is not None
    assert done.state == "done"
    assert [done.stores[key]["at"] for key in confirmed] == [held.stores[key]["at"] for key in confirmed]
    assert not tombstones.unfinished()


def test_a_store_that_nobody_looks_after_keeps_the_request_open(
    person: Employee, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.delitem(erasure_stores._erasers, "jobs")
    request = ordered(own_actor(person), person, "own", django_capture_on_commit_callbacks)
    with pytest.raises(erasure.ErasureStuck) as stuck:
        erasure.carry_out(request.id)
    assert stuck.value.code == "no_eraser"


def test_repeating_changes_nothing(person: Employee, django_capture_on_commit_callbacks: Any) -> None:
    request = ordered(own_actor(person), person, "own", django_capture_on_commit_callbacks)
    again = ordered(own_actor(person), person, "own", django_capture_on_commit_callbacks)
    assert again.id == request.id
    first, second = erasure.carry_out(request.id), erasure.carry_out(request.id)
    assert first == second
    assert Tombstone.objects.count() == len(list(tombstones.in_file())) == 1


def test_the_certificate_is_genuine_and_any_change_is_seen(
    person: Employee, django_capture_on_commit_callbacks: Any
) -> None:
    request = ordered(own_actor(person), person, "own", django_capture_on_commit_callbacks)
    done = erasure.carry_out(request.id)
    assert done is not None
    signed: Any = done.certificate
    key = installation_key.public_key()
    assert certificate.verify(signed, expected_key=key).code == "genuine"
    assert certificate.verify(signed, expected_key="00" * 32).code == "other_installation"
    database = next(s for s in signed["content"]["stores"] if s["store"] == "database")
    assert database["gone"] == {"skills": 1, "interests": 1}
    remains = {line["data_type"]: line for line in signed["content"]["remains"]}
    assert remains["skills"]["reason"] == "contract"
    assert "Lindner" not in str(signed)
    assert str(person.pk) not in str(signed)
    for path in (("scope",), ("stores", 0, "store"), ("remains", 0, "rows"), ("issued_at",)):
        import copy

        altered = copy.deepcopy(signed)
        place = altered["content"]
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = "x"
        assert certificate.verify(altered, expected_key=key).code == "altered", path
    for thing in (None, [], {}, {"content": {}, "key": "", "signature": ""}):
        assert certificate.verify(thing, expected_key=key).code == "not_a_certificate"


def test_tombstones_tell_nobody_who_it_was(person: Employee, django_capture_on_commit_callbacks: Any) -> None:
    ordered(own_actor(person), person, "own", django_capture_on_commit_callbacks)
    text = tombstones.path().read_text()
    subject = Subject.objects.get(employee=person)
    for told in (str(person.pk), str(subject.pk), "Lindner", person.personnel_number):
        assert told not in text
    (order,) = tombstones.in_file()
    assert tombstones.employee_of(order) == person.pk
    assert tombstones.path().stat().st_mode & 0o077 == 0


def test_an_order_that_was_taken_back_leaves_no_line(person: Employee) -> None:
    from django.db import transaction

    with transaction.atomic():
        erasure.order(own_actor(person), person.pk, "own", language="en")
        transaction.set_rollback(True)
    assert list(tombstones.in_file()) == []


def test_after_a_restore_the_erased_are_erased_again(
    person: Employee, django_capture_on_commit_callbacks: Any
) -> None:
    request = ordered(own_actor(person), person, "own", django_capture_on_commit_callbacks)
    erasure.carry_out(request.id)
    restored(person, request.id)
    assert [order.request for order in restore.lost()] == [str(request.id)]
    done = restore.replay()
    assert (done.again, done.unknown) == (1, 0)
    assert skills_of(person) == ["from hr"]
    assert restore.lost() == []
    assert rights_requests.one(system(person), request.id).state == "done"
    assert restore.replay().again == 0


def test_a_replay_that_crashes_is_not_taken_for_done(
    person: Employee, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    request = ordered(own_actor(person), person, "own", django_capture_on_commit_callbacks)
    erasure.carry_out(request.id)
    restored(person, request.id)

    def broken(_: object) -> erasure_stores.Outcome:
        raise OSError

    with monkeypatch.context() as crash:
        crash.setitem(erasure_stores._erasers, "model", {"broken": broken})
        with pytest.raises(erasure.ErasureStuck):
            restore.replay()
    assert restore.lost(), "the application must stay closed"
    assert restore.replay().again == 1


def test_a_restore_from_before_the_person_came(
    person: Employee, django_capture_on_commit_callbacks: Any
) -> None:
    request = ordered(own_actor(person), person, "own", django_capture_on_commit_callbacks)
    Tombstone.objects.filter(request=request.id).delete()
    from eigenart.privacy.tombstones import Order

    stranger = Order(str(UUID(int=5)), installation_key.mark_of("nobody"), "all", NOW.isoformat())
    tombstones._append([stranger])
    replayed = restore.replay()
    assert (replayed.again, replayed.unknown) == (1, 1)


def test_a_damaged_file_is_named_by_its_line(
    person: Employee, django_capture_on_commit_callbacks: Any
) -> None:
    ordered(own_actor(person), person, "own", django_capture_on_commit_callbacks)
    path = tombstones.path()
    whole = path.read_text()
    for damage in (whole.replace('"own"', '"all"'), "not json\n", whole + "{}\n"):
        path.write_text(damage)
        with pytest.raises(tombstones.TombstonesDamaged):
            restore.lost()
    path.write_text(whole)
    assert restore.lost() == []


def test_a_lost_file_is_written_anew(person: Employee, django_capture_on_commit_callbacks: Any) -> None:
    ordered(own_actor(person), person, "own", django_capture_on_commit_callbacks)
    tombstones.path().unlink()
    assert restore.replay().added == 1
    assert len(list(tombstones.in_file())) == 1


def restored(person: Employee, request_id: UUID) -> None:
    """As after a backup from before the order: the data are back, request and tombstone are not known."""
    from eigenart.privacy.models import RightsRequest

    know_again = opened(person)
    with gate.rows(know_again):
        SkillEntry.under(know_again).create(key="own", value="2", origin="self", recorded_at=NOW)
        RightsRequest.under(know_again).filter(pk=request_id).delete()
    Tombstone.objects.all().delete()
