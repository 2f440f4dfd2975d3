"""Reading: only the grant's categories, the same facts for ranking and My data, and no identities in the log."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from eigenart.core.vocabulary import ActivityState, FactKind, LocalText
from eigenart.people.models import Employee
from eigenart.people.services import Actor
from eigenart.privacy import gate
from eigenart.privacy.grant import Grant
from eigenart.privacy.subject import Subject
from eigenart.profiles import change, read, sources, write
from tests.profiles.intake.files import applied, people_csv

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("approved_register", "concepts")]
ADA = "00299;Ada;Lindner;ada@example.org;Köln;Vertrieb > Süd;Leitung;;1.4.19;;38,5;hybrid;de;Python:3"
BEN = "00300;Ben;Öz;;Köln;Vertrieb;Monteur;;1.2.20;;40;field;de;"
AT = datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def people(approved_register: None, concepts: None) -> None:
    applied("people", people_csv(ADA, BEN))


def test_ranking_reads_what_my_data_shows(open_grant_for: Callable[..., Grant]) -> None:
    shown = {fact.id for fact in read.all_facts(open_grant_for("00299"))}
    view = read.read(open_grant_for("00299", "learning.recommend"))
    view.of(*FactKind)
    assert len(view.inputs_read) == 7
    assert view.inputs_read <= shown


def test_a_grant_shows_only_its_categories(open_grant_for: Callable[..., Grant]) -> None:
    assert read.all_facts(open_grant_for("00299", "learning.record")) == ()


def test_labels_are_names_in_both_languages(open_grant_for: Callable[..., Grant]) -> None:
    labels = {fact.kind: fact.label for fact in read.all_facts(open_grant_for("00299"))}
    assert labels[FactKind.ORG_UNIT] == LocalText("Süd", "Süd")
    assert labels[FactKind.SITE] == LocalText("Köln", "Köln")
    assert labels[FactKind.SKILL] == LocalText("Python", "Python")


def test_other_floors_add_names(
    open_grant_for: Callable[..., Grant], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "_labels", {})
    sources.register_labels(FactKind.WORK_MODE, lambda keys: {"work_mode": LocalText("Arbeitsort", "Place")})
    fact = next(f for f in read.all_facts(open_grant_for("00299")) if f.kind is FactKind.WORK_MODE)
    assert fact.label.en == "Place"


def test_the_log_has_rows_instead_of_people(open_grant_for: Callable[..., Grant]) -> None:
    for number, item in (("00299", "learning:1"), ("00300", "learning:2"), ("00299", "learning:2")):
        write.record_activity(open_grant_for(number, "learning.record"), item, ActivityState.FINISHED, AT)
    grant = gate.open_population(Actor.system(), "personalisation.training")
    assert isinstance(grant, Grant)
    log = read.pasts(grant)
    assert sorted((past.position, past.org_unit, past.keys) for past in log) == [
        ("leitung", "Vertrieb > Süd", ("learning:1", "learning:2")),
        ("monteur", "Vertrieb", ("learning:2",)),
    ]
    assert {(begun, last) for past in log for begun, last in zip(past.begun, past.last, strict=True)} == {
        (AT.timestamp(), "finished")
    }
    known = {str(pk) for pk in Employee.objects.values_list("pk", flat=True)}
    known |= {str(pk) for pk in Subject.objects.values_list("pk", flat=True)}
    assert not any(identity in repr(log) for identity in known)


def test_muted_steps_and_departments_are_not_learnt_from(open_grant_for: Callable[..., Grant]) -> None:
    write.record_activity(
        open_grant_for("00299", "learning.record"), "learning:1", ActivityState.FINISHED, AT
    )
    rights = open_grant_for("00299")
    for fact in read.all_facts(rights):
        if fact.kind in (FactKind.ACTIVITY, FactKind.ORG_UNIT):
            change.mute(rights, fact.id)
    grant = gate.open_population(Actor.system(), "personalisation.training")
    assert isinstance(grant, Grant)
    log = read.pasts(grant)
    assert not any(past.keys for past in log)
    assert sorted(past.org_unit for past in log) == ["", "Vertrieb"]


def test_an_own_value_wins_in_the_log_too(open_grant_for: Callable[..., Grant]) -> None:
    rights = open_grant_for("00299")
    position = next(f for f in read.all_facts(rights) if f.kind is FactKind.POSITION)
    change.correct(rights, position.id, "monteur")
    grant = gate.open_population(Actor.system(), "personalisation.training")
    assert isinstance(grant, Grant)
    assert [past.position for past in read.pasts(grant)] == ["monteur", "monteur"]
    own = next(f for f in read.read(rights).of(FactKind.POSITION))
    change.mute(rights, own.id)
    assert sorted(past.position for past in read.pasts(grant)) == ["", "monteur"], (
        "a muted own value hides the import too"
    )
