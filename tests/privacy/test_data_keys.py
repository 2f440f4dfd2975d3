"""Keys of single people: sealed in the database, opened for the person, wrapped anew, lost with a clear word."""

import secrets
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest

from eigenart.people.models import Employee
from eigenart.people.services import Actor, actor_of
from eigenart.privacy import data_keys, gate, rights, rotation
from eigenart.privacy.gate import Grant
from eigenart.privacy.in_force import register
from eigenart.privacy.seal import unseal
from eigenart.privacy.subject import Subject
from eigenart.profiles import intake
from eigenart.profiles.models import IntakeChange

FILE = "Personalnummer;Vorname;Nachname;E-Mail;Standort\n{};Ada;Umbenannt;neu@example.org;Ort\n"


@pytest.fixture
def imported(
    tmp_path: Path, settings: Any, approved_register: None, employee: Employee, make_employee: Any
) -> Employee:
    """Somebody whose name an import changed, in a data folder whose keys lie in its own file."""
    from eigenart.people.models import Role

    settings.EIGENART = settings.EIGENART.model_copy(update={"data_dir": tmp_path, "data_key": None})
    settings.EIGENART.__dict__.pop("keys", None)
    hr = actor_of(make_employee("Hanna", "Reuter", roles=[Role.HR]).user)
    batch = intake.receive(hr, "people", "people.csv", FILE.format(employee.personnel_number).encode())
    intake.inspect(batch)
    intake.apply(hr, batch)
    return employee


def journal(person: Employee) -> list[dict[str, Any]]:
    assert person.user is not None
    answer = gate.open(actor_of(person.user), person, "privacy.rights")
    assert isinstance(answer, Grant)
    return rights.everything(answer)[IntakeChange.category]


def stored(person: Employee) -> str:
    """As it stands in the table, past everything that opens it."""
    grant = gate.open_population(Actor.system(), "hr.masterdata")
    assert isinstance(grant, Grant)
    subject = Subject.objects.get(employee=person)
    with gate.rows(grant):
        return str(
            list(IntakeChange.under(grant).filter(subject_id=subject.pk).values_list("before", "after"))
        )


def test_the_register_says_what_is_sealed() -> None:
    assert register().data_type("intake_journal").sealed == ("before", "after")


def test_the_table_shows_nothing_and_the_person_everything(imported: Employee) -> None:
    assert "Umbenannt" not in stored(imported)
    assert data_keys.MARK in stored(imported)
    (row,) = journal(imported)
    assert row["before"]["family_name"] == "Lindner"
    assert row["after"]["family_name"] == "Umbenannt"


def test_a_revert_reads_what_it_sealed(imported: Employee, make_employee: Any) -> None:
    from eigenart.people.models import Role

    hr = actor_of(make_employee("Ina", "Haar", roles=[Role.HR]).user)
    intake.revert(hr, intake.batches(1)[0])
    assert Employee.objects.get(pk=imported.pk).family_name == "Lindner"


def test_one_persons_key_opens_nothing_of_another(imported: Employee, make_employee: Any) -> None:
    other = Subject.of(make_employee("Jonas", "Weber").pk)
    grant = gate.open_population(Actor.system(), "hr.masterdata")
    assert isinstance(grant, Grant)
    with gate.rows(grant):
        (row,) = IntakeChange.under(grant).all()
    with pytest.raises(data_keys.DataKeyLost):
        data_keys.opened_values(IntakeChange, other.pk, [{"before": row.before}])
    with pytest.raises(data_keys.DataKeyLost):
        data_keys.opened_values(IntakeChange, row.subject_id, [{"after": row.before}])


def test_a_rotation_seals_everything_anew_and_may_be_repeated(imported: Employee, settings: Any) -> None:
    before, file = settings.EIGENART.keys[1], intake.batches(1)[0].stored_as
    wrapped = bytes(Subject.objects.get(employee=imported).data_key or b"")
    rotation.begin()
    rotation.begin()
    assert settings.EIGENART.data_keys[1] == before
    assert journal(imported)[0]["after"]["family_name"] == "Umbenannt", "both keys open while it is under way"
    seen: list[tuple[int, int]] = []
    done = rotation.run(lambda part, whole: seen.append((part, whole)), lambda part, whole: None)
    assert (done.people, done.files) == (1, 1)
    assert seen[-1] == (1, 1)
    rotation.run(lambda part, whole: None, lambda part, whole: None)
    rotation.end()
    assert settings.EIGENART.data_keys == (settings.EIGENART.keys[1],)
    assert settings.EIGENART.keys[1] != before
    assert bytes(Subject.objects.get(employee=imported).data_key or b"") != wrapped
    assert journal(imported)[0]["after"]["family_name"] == "Umbenannt"
    assert b"Umbenannt" in unseal((settings.EIGENART.data_dir / "intake" / file).read_bytes(), about=file)
    assert settings.EIGENART.key_path.stat().st_mode & 0o077 == 0


def test_a_lost_key_is_a_clear_word_and_loses_nothing(imported: Employee, settings: Any, client: Any) -> None:
    right = settings.EIGENART.key_path.read_text()
    wrong = b64encode(secrets.token_bytes(32)).decode()
    secret = right.splitlines()[0]
    settings.EIGENART.key_path.write_text(f"{secret}\nEIGENART_DATA_KEY={wrong}\n")
    settings.EIGENART.__dict__.pop("keys", None)
    with pytest.raises(data_keys.DataKeyLost):
        journal(imported)
    with pytest.raises(data_keys.DataKeyLost):
        data_keys.rewrap()
    assert data_keys.unreadable() == 1
    client.force_login(imported.user)
    answer = client.get("/my-data/stored/", headers={"Accept-Language": "en"})
    assert answer.status_code == 503
    assert "cannot be read with the key of this installation" in answer.content.decode()
    settings.EIGENART.key_path.write_text(right)
    settings.EIGENART.__dict__.pop("keys", None)
    assert data_keys.unreadable() == 0
    assert journal(imported)[0]["after"]["family_name"] == "Umbenannt"


def test_without_a_second_key_in_the_environment_nothing_is_rotated(settings: Any) -> None:
    from pydantic import SecretStr

    fixed = SecretStr(b64encode(bytes(32)).decode())
    settings.EIGENART = settings.EIGENART.model_copy(update={"data_key": fixed, "secret_key": SecretStr("x")})
    settings.EIGENART.__dict__.pop("keys", None)
    with pytest.raises(rotation.NothingToRotate):
        rotation.begin()


def test_destroying_a_key_leaves_noise(imported: Employee) -> None:
    data_keys.forget(Subject.objects.get(employee=imported).pk)
    with pytest.raises(data_keys.DataKeyLost):
        journal(imported)
