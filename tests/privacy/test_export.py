"""The copy of one's data: everything and nobody else's, sealed, for its owner alone, by its schema, read in again."""

import csv
import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import connection, transaction

from eigenart.people.models import Employee, Role
from eigenart.people.services import actor_of
from eigenart.privacy import consent, export, export_identity, export_schemas, gate, portable, rights_requests
from eigenart.privacy.database_role import as_role
from eigenart.privacy.export_archive import table
from eigenart.privacy.gate import Grant
from eigenart.privacy.rights_requests import UnknownRequest
from eigenart.privacy.subject import Subject, subject_models
from eigenart.profiles.models import Activity, Interest, SkillEntry

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def rights_of(person: Employee) -> Grant:
    assert person.user is not None
    answer = gate.open(actor_of(person.user), person, "privacy.rights")
    assert isinstance(answer, Grant)
    return answer


def know(person: Employee, token: str) -> None:
    """A skill, a step of learning and, with consent, an interest, each with a token of its own."""
    grant = rights_of(person)
    with gate.rows(grant):
        for model, more in ((SkillEntry, {"value": "2"}), (Activity, {"value": "finished", "at": NOW})):
            model.under(grant).create(
                key=f"{token}-{model.__name__}",
                origin="self",
                recorded_at=NOW,
                source_reference=token,
                **more,
            )
    assert person.user is not None
    consent.give(actor_of(person.user), person, "learning.interests")
    agreed = gate.open(actor_of(person.user), person, "learning.interests")
    assert isinstance(agreed, Grant)
    with gate.rows(agreed):
        Interest.under(agreed).create(key=f"{token}-interest", origin="self", recorded_at=NOW)


def archive_of(person: Employee, language: str = "en") -> zipfile.ZipFile:
    assert person.user is not None
    actor = actor_of(person.user)
    asked = export.ask(actor, person.pk, language=language)
    assert not isinstance(asked, gate.Refusal)
    assert export.make(actor, asked.id).state == "done"
    return zipfile.ZipFile(io.BytesIO(export.fetch(actor, asked.id)))


@pytest.fixture
def two_people(approved_register: None, employee: Employee, make_employee: Callable[..., Any]) -> Employee:
    know(employee, "owncanary")
    know(make_employee("Jonas", "Weber"), "foreigncanary")
    return employee


def test_g15_1_all_of_ones_own_and_nothing_of_others(two_people: Employee) -> None:
    archive = archive_of(two_people)
    whole = {name: archive.read(name).decode() for name in archive.namelist()}
    for name in ("export.json", "portable.json", "index.html", "csv/skills.csv"):
        assert "owncanary-SkillEntry" in whole[name], name
    for token in ("owncanary-Activity", "owncanary-interest", "Lindner", "login-00001"):
        assert token in whole["export.json"], token
    assert not [name for name, text in whole.items() if "foreigncanary" in text or "Weber" in text]


def test_g15_1_every_row_in_the_database_is_in_the_copy(two_people: Employee) -> None:
    content = json.loads(archive_of(two_people).read("export.json"))
    subject = Subject.objects.get(employee=two_people)
    for model in subject_models():
        held = {row["values"]["id"] for row in content["data_types"][str(model.category)]["rows"]}
        with transaction.atomic(), as_role("privacy.rights", str(subject.pk)), connection.cursor() as cursor:
            cursor.execute(f"SELECT id::text FROM {model._meta.db_table} WHERE subject_id = %s", [subject.pk])
            stored = {key for (key,) in cursor.fetchall()}
        if str(model.category) != "access_log":  # reading for the copy adds lines of its own
            assert held == stored, model


class Outline(HTMLParser):
    """Headings, and the cells of head rows, of one page."""

    def __init__(self) -> None:
        super().__init__()
        self.language, self.levels, self.headless, self.unnamed = "", [], 0, 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "html":
            self.language = given.get("lang") or ""
        if tag in ("h1", "h2", "h3"):
            self.levels.append(int(tag[1]))
        if tag == "th" and "scope" not in given:
            self.headless += 1
        if given.get("tabindex") == "0" and not given.get("aria-labelledby"):
            self.unnamed += 1


@pytest.mark.parametrize(("language", "word"), [("de", "Ihre Daten"), ("en", "Your data")])
def test_the_page_speaks_the_persons_language_and_has_an_outline(
    two_people: Employee, language: str, word: str
) -> None:
    text = archive_of(two_people, language).read("index.html").decode()
    page = Outline()
    page.feed(text)
    assert f"<h1>{word}</h1>" in text
    assert page.language == language
    assert page.levels[0] == 1
    assert all(later - earlier <= 1 for earlier, later in zip(page.levels, page.levels[1:], strict=False))
    assert (page.headless, page.unnamed) == (0, 0)
    assert "style=" not in text
    assert "<script" not in text


def test_both_documents_fit_their_schema_and_a_damaged_one_does_not(two_people: Employee) -> None:
    archive = archive_of(two_people)
    for name, file in (("export", "export.json"), ("portable", "portable.json")):
        document = json.loads(archive.read(file))
        assert export_schemas.faults(document, name) == []
        assert json.loads(archive.read(f"schema/{name}.schema.json")) == export_schemas.schema(name)
        del document["format"]
        assert export_schemas.faults(document, name)


def test_every_row_has_its_end_and_its_last_use(two_people: Employee) -> None:
    content = json.loads(archive_of(two_people).read("export.json"))
    (step,) = content["data_types"]["learning_record"]["rows"]
    assert step["kept_until"] == "2029-11-20"
    (skill,) = content["data_types"]["skills"]["rows"]
    assert skill["kept_until"] is None, "the clock starts with leaving"
    assert skill["last_used_at"] is None
    Employee.objects.filter(pk=two_people.pk).update(leaves_on=NOW.date() + timedelta(days=365))
    assert two_people.user is not None
    assert isinstance(gate.open(actor_of(two_people.user), two_people, "learning.recommend"), Grant)
    content = json.loads(archive_of(two_people).read("export.json"))
    (skill,) = content["data_types"]["skills"]["rows"]
    assert skill["kept_until"] == "2028-05-20"
    assert skill["last_used_at"] is not None


def test_the_copy_says_what_article_15_asks_for(two_people: Employee) -> None:
    content = json.loads(archive_of(two_people).read("export.json"))
    assert {p["id"] for p in content["purposes"]} >= {"learning.recommend", "hr.masterdata"}
    assert all(p["legal_basis"] and p["logic"]["meaning"] for p in content["purposes"])
    assert {r["article"] for r in content["rights"]} >= {
        "Art. 15",
        "Art. 16",
        "Art. 17",
        "Art. 18",
        "Art. 21",
    }
    (given,) = content["consent_history"]
    assert "voluntary" in given["text"]
    assert content["data_types"]["access_log"]["rows"]
    assert "login" in content["person"]
    assert content["person"]["login"]["password"] == "***"


def test_a_cell_is_never_a_formula() -> None:
    starts = ("=1+1", "+49", "-2", "@sum", "\tx", "\rx")
    read = list(csv.reader(io.StringIO(table([{"a": text} for text in starts]).lstrip("\ufeff"))))
    assert [row[0][0] for row in read[1:]] == ["'"] * len(starts)
    assert table([{"a": -2, "b": "fine"}]).splitlines()[1] == "-2,fine"


def test_the_archive_is_sealed_and_for_its_owner_alone(two_people: Employee, make_employee: Any) -> None:
    assert two_people.user is not None
    actor = actor_of(two_people.user)
    asked = export.ask(actor, two_people.pk, language="en")
    assert not isinstance(asked, gate.Refusal)
    export.make(actor, asked.id)
    stored = export.path_of(asked.id)
    assert b"owncanary" not in stored.read_bytes()
    assert not stored.read_bytes().startswith(b"PK")
    assert stored.stat().st_mode & 0o077 == 0
    stranger = make_employee("Mia", "Vogt", roles=[Role.HR, Role.ADMIN])
    with pytest.raises(UnknownRequest):
        export.fetch(actor_of(stranger.user), asked.id)
    assert export.fetch(actor, asked.id).startswith(b"PK")
    export.discard(actor, asked.id)
    assert not stored.exists()
    with pytest.raises(export.ExportFailed) as gone:
        export.fetch(actor, asked.id)
    assert gone.value.code == "archive_gone"


def test_archives_go_after_seven_days(two_people: Employee) -> None:
    assert two_people.user is not None
    actor = actor_of(two_people.user)
    asked = export.ask(actor, two_people.pk, language="en")
    assert not isinstance(asked, gate.Refusal)
    export.make(actor, asked.id)
    export.purge_expired(datetime.now(UTC) + timedelta(days=6))
    assert export.path_of(asked.id).exists()
    assert export.purge_expired(datetime.now(UTC) + timedelta(days=8)) >= 1
    assert not export.path_of(asked.id).exists()


def test_asking_twice_makes_one_request(two_people: Employee) -> None:
    assert two_people.user is not None
    actor = actor_of(two_people.user)
    first, second = (export.ask(actor, two_people.pk, language="en") for _ in range(2))
    assert not isinstance(first, gate.Refusal)
    assert not isinstance(second, gate.Refusal)
    assert first.id == second.id
    export.make(actor, first.id)
    assert len(rights_requests.requests_of(rights_of(two_people), "export")) == 1


def test_a_failed_copy_says_so_and_can_be_made_again(
    two_people: Employee, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert two_people.user is not None
    actor = actor_of(two_people.user)
    asked = export.ask(actor, two_people.pk, language="en")
    assert not isinstance(asked, gate.Refusal)
    with monkeypatch.context() as broken:
        broken.setattr(export_schemas, "faults", lambda *_: ["$.format: const"])
        with pytest.raises(export.ExportFailed):
            export.make(actor, asked.id)
    held = rights_requests.one(rights_of(two_people), asked.id)
    assert (held.state, held.step) == ("stuck", "schema")
    assert export.make(actor, asked.id).state == "done"


def test_g15_2_every_table_that_names_a_person_has_a_way_into_the_copy() -> None:
    """A table is guarded by a grant and walked, or it points at a login or an employee and is walked, too."""
    from django.apps import apps
    from django.contrib.auth import get_user_model

    walked = {model for model, _ in export_identity.tables_that_name_people()} | set(subject_models())
    walked |= {Employee, Subject}
    people = {Employee, Subject, get_user_model()}
    naming = {
        model
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model in people
    }
    assert naming - walked == set()
    assert len(naming) > len(subject_models())


def test_round_trip_into_a_fresh_installation(two_people: Employee) -> None:
    """G20: what was taken along is read in, and taken along again it is the same."""
    carried = json.loads(archive_of(two_people).read("portable.json"))
    assert {name for name, rows in carried["facts"].items() if rows} == {
        "skills",
        "learning_record",
        "interests",
    }
    remove(two_people)
    taken = portable.take_in(carried)
    assert taken.counts["skills"] == taken.counts["interests"] == 1
    person = Employee.objects.get(personnel_number=taken.personnel_number)
    assert json.loads(json.dumps(portable.document(rights_without_login(person)))) == carried


def test_what_is_wrong_or_known_is_not_taken_in(two_people: Employee) -> None:
    carried = portable.document(rights_of(two_people))
    with pytest.raises(portable.NotTakenIn) as known:
        portable.take_in(carried)
    assert known.value.code == "person_exists"
    with pytest.raises(portable.NotTakenIn) as wrong:
        portable.take_in({**carried, "version": 2})
    assert wrong.value.code == "not_portable"
    assert Employee.objects.count() == 2


def test_without_a_consent_that_counts_interests_stay_outside(two_people: Employee) -> None:
    carried = {**portable.document(rights_of(two_people)), "consents": []}
    remove(two_people)
    assert portable.take_in(carried).without_consent == ("interests",)


def rights_without_login(person: Employee) -> Grant:
    from eigenart.people.services import Actor

    answer = gate.open(Actor(None, person.pk, frozenset()), person, "privacy.rights")
    assert isinstance(answer, Grant)
    return answer


def remove(person: Employee) -> None:
    """As a fresh installation, which has never heard of this person: free the personnel number."""
    Employee.objects.filter(pk=person.pk).update(personnel_number="gone")
