"""The raw file: for the owner only, unchanged, and gone in time."""

import stat
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from eigenart.people.services import Actor
from eigenart.profiles import intake
from eigenart.profiles.intake import progress
from eigenart.profiles.intake.receive import content_of
from tests.profiles.intake.files import HR, inspected, people_csv

pytestmark = pytest.mark.django_db
CONTENT = people_csv("00299;Ada;Lindner;;;;;;;;;;;")


def test_a_file_is_kept_for_its_owner_only_until_its_day() -> None:
    batch = intake.receive(HR, "people", "..\\..\\geheim/personal.csv", CONTENT)
    path = progress.folder() / batch.stored_as
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert batch.file_name == "personal.csv"
    assert content_of(batch) == CONTENT
    assert batch.delete_after - batch.received_at == timedelta(days=settings.EIGENART.intake_keep_days)


def test_only_hr_may_bring_files() -> None:
    nobody = Actor(user_id=None, employee_id=None, roles=frozenset())
    before = set(progress.folder().glob("*.raw"))
    with pytest.raises(intake.IntakeError) as error:
        intake.receive(nobody, "people", "a.csv", CONTENT)
    assert error.value.code == "not_allowed"
    assert set(progress.folder().glob("*.raw")) == before


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(intake.IntakeError) as error:
        intake.receive(HR, "salaries", "a.csv", CONTENT)
    assert error.value.code == "unknown_kind"


def test_expired_files_go_and_the_report_stays() -> None:
    batch = inspected("people", CONTENT)
    path = progress.folder() / batch.stored_as
    assert intake.purge_expired() == 0
    assert path.exists()
    assert intake.purge_expired(datetime.now(UTC) + timedelta(days=366)) == 1
    assert not path.exists()
    batch.refresh_from_db()
    assert (batch.has_file, batch.is_applicable, intake.summary(batch).rows) == (False, False, 1)
    with pytest.raises(intake.IntakeError) as error:
        intake.sample(batch)
    assert error.value.code == "file_gone"


def test_a_file_that_was_exchanged_is_not_read() -> None:
    batch = intake.receive(HR, "people", "a.csv", CONTENT)
    (progress.folder() / batch.stored_as).write_bytes(CONTENT.replace(b"Ada", b"Eve"))
    with pytest.raises(intake.IntakeError) as error:
        intake.inspect(batch)
    assert error.value.code == "file_gone"


def test_an_unknown_batch() -> None:
    with pytest.raises(intake.IntakeError) as error:
        intake.batch("nonsense")
    assert error.value.code == "unknown_batch"
