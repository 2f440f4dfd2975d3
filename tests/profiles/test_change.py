"""Mute, forget, end and correct: each on its own fact, each visible, each effective at once."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from eigenart.core.vocabulary import ActivityState, Fact, FactId, FactKind, Origin
from eigenart.privacy.grant import Grant
from eigenart.profiles import change, read, sources, write
from tests.profiles.intake.files import applied, people_csv

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("approved_register", "concepts")]
ADA = "00299;Ada;Lindner;ada@example.org;Köln;Vertrieb;Leitung;;1.4.19;;38,5;hybrid;de;Python:3"
TODAY = datetime.now(UTC).date()


@pytest.fixture
def grant(open_grant_for: Callable[..., Grant]) -> Grant:
    applied("people", people_csv(ADA))
    return open_grant_for("00299")


def fact(grant: Grant, kind: FactKind) -> Fact:
    return next(f for f in read.read(grant).of(kind))


def test_muted_is_shown_but_not_used_and_back(grant: Grant) -> None:
    skill = fact(grant, FactKind.SKILL)
    change.mute(grant, skill.id)
    view = read.read(grant)
    assert view.of(FactKind.SKILL) == ()
    assert [f.is_muted for f in view.facts if f.kind is FactKind.SKILL] == [True]
    change.unmute(grant, skill.id)
    assert read.read(grant).of(FactKind.SKILL) == (skill,)


def test_an_end_date_counts_to_its_last_day(grant: Grant) -> None:
    site = fact(grant, FactKind.SITE)
    change.set_end(grant, site.id, TODAY)
    assert read.read(grant).of(FactKind.SITE)
    change.set_end(grant, site.id, TODAY - timedelta(days=1))
    assert read.read(grant).of(FactKind.SITE) == ()
    change.set_end(grant, site.id, None)
    assert read.read(grant).of(FactKind.SITE)


def test_a_correction_stands_beside_the_import_and_wins(grant: Grant) -> None:
    imported = fact(grant, FactKind.WEEKLY_HOURS)
    change.correct(grant, imported.id, "20")
    own = fact(grant, FactKind.WEEKLY_HOURS)
    assert (own.value, own.source.origin) == ("20", Origin.SELF)
    assert read.fact(grant, imported.id).is_overruled
    change.correct(grant, own.id, "25")
    assert fact(grant, FactKind.WEEKLY_HOURS).value == "25"
    change.correct(grant, imported.id, "30")
    assert fact(grant, FactKind.WEEKLY_HOURS).value == "30"
    change.forget(grant, fact(grant, FactKind.WEEKLY_HOURS).id)
    assert fact(grant, FactKind.WEEKLY_HOURS) == imported


def test_when_an_own_value_runs_out_the_imported_one_counts_again(grant: Grant) -> None:
    change.correct(grant, fact(grant, FactKind.WORK_MODE).id, "home")
    change.set_end(grant, fact(grant, FactKind.WORK_MODE).id, TODAY - timedelta(days=1))
    assert fact(grant, FactKind.WORK_MODE).value == "hybrid"


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (FactKind.WORK_MODE, "moon"),
        (FactKind.WEEKLY_HOURS, "200"),
        (FactKind.WEEKLY_HOURS, "NaN"),
        (FactKind.ENTRY_DATE, "gestern"),
        (FactKind.SKILL, "9"),
        (FactKind.POSITION, "unknown-position"),
        (FactKind.SITE, "unknown-site"),
        (FactKind.ORG_UNIT, "Nirgendwo"),
    ],
)
def test_a_wrong_correction_changes_nothing(grant: Grant, kind: FactKind, value: str) -> None:
    before = read.all_facts(grant)
    with pytest.raises(sources.WrongValue) as error:
        change.correct(grant, fact(grant, kind).id, value)
    assert error.value.code == f"wrong_{kind.value}"
    assert read.all_facts(grant) == before


def test_a_step_is_corrected_in_place(grant: Grant, open_grant_for: Callable[..., Grant]) -> None:
    record = open_grant_for("00299", "learning.record")
    write.record_activity(record, "learning:1", ActivityState.FINISHED, datetime(2026, 1, 1, tzinfo=UTC))
    change.correct(record, fact(grant, FactKind.ACTIVITY).id, "stopped")
    steps = [f for f in read.all_facts(grant) if f.kind is FactKind.ACTIVITY]
    assert [(f.key, f.value, f.source.origin) for f in steps] == [("learning:1", "stopped", Origin.SELF)]


def test_forgetting_leaves_no_trace_of_the_value(grant: Grant) -> None:
    from eigenart.privacy import gate
    from eigenart.profiles.models import SkillEntry

    change.forget(grant, fact(grant, FactKind.SKILL).id)
    with gate.rows(grant):
        left = list(SkillEntry.under(grant))
    assert [(row.is_forgotten, row.value) for row in left] == [(True, "")]
    assert "python" not in left[0].key
    write.state_skill(grant, "skill:python", 1)
    assert fact(grant, FactKind.SKILL).value == "1"
    with gate.rows(grant):
        assert [row.is_forgotten for row in SkillEntry.under(grant)] == [False], (
            "stating it anew lifts the mark"
        )


@pytest.mark.parametrize(
    "bad", ["profiles.SkillEntry:00000000-0000-0000-0000-000000000000", "profiles.Nope:1", "x"]
)
def test_an_unknown_fact(grant: Grant, bad: str) -> None:
    for action in (change.mute, change.unmute, change.forget):
        with pytest.raises(sources.UnknownFact):
            action(grant, FactId(bad))


def test_nobody_reaches_the_facts_of_another(grant: Grant, open_grant: Callable[[str], Any]) -> None:
    skill = fact(grant, FactKind.SKILL)
    with pytest.raises(sources.UnknownFact):
        change.forget(open_grant("privacy.rights"), skill.id)
    assert fact(grant, FactKind.SKILL) == skill


def test_dates_are_checked_as_iso(grant: Grant) -> None:
    change.correct(grant, fact(grant, FactKind.ENTRY_DATE).id, date(2020, 1, 1).isoformat())
    assert fact(grant, FactKind.ENTRY_DATE).value == "2020-01-01"
