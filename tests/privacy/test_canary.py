"""The canary protocol: people with a mark in every field use everything, are erased, and everything is scanned.

By itself: `pytest -m canary`. EIGENART_CANARIES sets how many people carry marks (100 unless told).
"""

import io
import logging
import os
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connections, models, transaction

from eigenart.core.vocabulary import Signal
from eigenart.delivery.jobs import defer, tasks
from eigenart.people.models import Employee, Role
from eigenart.people.services import Actor, actor_of, set_login
from eigenart.personalisation import artefacts, feedback, training, training_log
from eigenart.personalisation.models import ModelRun
from eigenart.personalisation.recommend import recommend
from eigenart.privacy import (
    consent,
    data_keys,
    erasure,
    erasure_plan,
    erasure_stores,
    export,
    gate,
    tombstones,
)
from eigenart.privacy.seal import CannotUnseal, unseal
from eigenart.privacy.subject import Subject, subject_models
from eigenart.profiles import intake, write
from eigenart.profiles.models import IntakeChange
from tests.factories import learners
from tests.factories.learners import EXCEL, PIVOT, WELD, finish, grant_of

pytestmark = [pytest.mark.canary, pytest.mark.django_db(transaction=True)]
MARK = re.compile(rb"kanarie\d{3}")
CANARIES = int(os.environ.get("EIGENART_CANARIES", "100"))
FOREIGN = 12
YESTERDAY = date.today() - timedelta(days=1)
HEADINGS = "Personalnummer;Vorname;Nachname;E-Mail;Standort;Abteilung;Stelle;Vorgesetzter;Eintritt;Austritt;Fähigkeiten"


def mark(number: int) -> str:
    return f"kanarie{number:03d}"


@dataclass
class Place:
    """A company with its data folder, its log lines and its people."""

    folder: Path
    lines: list[str] = field(default_factory=list)
    canaries: list[Employee] = field(default_factory=list)
    hr: Actor = field(default_factory=Actor.system)


@pytest.fixture
def place(
    tmp_path: Path,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
    approved_register: None,
    make_employee: Callable[..., Any],
) -> Iterator[Place]:
    """Foreign people with a log, HR, and a model that never knew a canary."""
    settings.EIGENART = settings.EIGENART.model_copy(update={"data_dir": tmp_path})
    monkeypatch.setattr(artefacts, "_held", {})
    monkeypatch.setattr(artefacts, "_refused", set())
    monkeypatch.setattr(training_log, "_opened", [])
    learners.fill_catalogue()
    learners.fill_log(make_employee, people=FOREIGN)
    made = Place(tmp_path, hr=actor_of(make_employee("Hanna", "Reuter", roles=[Role.HR]).user))
    watching = _Watching(made.lines)
    logging.getLogger().addHandler(watching)
    yield made
    logging.getLogger().removeHandler(watching)


class _Watching(logging.Handler):
    def __init__(self, lines: list[str]) -> None:
        super().__init__()
        self.lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


def trained() -> str:
    return training.train(Actor.system(), "learning", seconds=None).digest


def bring_in(place: Place) -> None:
    """By the front door: HR's file, logins, switches, statements, steps, suggestions, answers, copies."""
    rows = [
        f"{mark(n)};{mark(n)} Vorname;{mark(n)} Nachname;{mark(n)}@example.org;Ort;Werk;Montage;;1.4.2019;;"
        f"{mark(n)} unbekannt:2"
        for n in range(CANARIES)
    ]
    boss = f"CHEF-1;Mia;Vogt;mia@example.org;Ort;Werk;Montage;{mark(0)};1.4.2019;;"
    file = "\n".join((HEADINGS, *rows, boss, ""))
    batch = intake.receive(place.hr, "people", f"{mark(0)}.csv".replace(mark(0), "personal"), file.encode())
    intake.inspect(batch)
    intake.apply(place.hr, batch)
    place.canaries = list(Employee.objects.filter(personnel_number__startswith="kanarie").order_by("pk"))
    assert len(place.canaries) == CANARIES
    for person in place.canaries:
        use_everything(person)


def use_everything(person: Employee) -> None:
    token = person.personnel_number
    set_login(f"{token}-login", password=None, personnel_number=token, roles=[])
    user = get_user_model().objects.get(username=f"{token}-login")
    get_user_model().objects.filter(pk=user.pk).update(first_name=token, last_name=token, email=token)
    session = SessionStore()
    session.update({"_auth_user_id": str(user.pk), "note": token})
    session.save()
    actor = actor_of(user)
    assert actor.employee_id is not None
    consent.give(actor, person, "learning.interests")
    write.state_interest(grant_of(actor, "learning.interests"), f"{token}-topic")
    write.set_preference(grant_of(actor, "learning.interests"), f"topic:{token}", "like")
    finish(actor, EXCEL, WELD, PIVOT)
    for shown in list(recommend(actor, at=datetime.now(UTC)))[:1]:
        feedback.record(actor, UUID(shown.impression), Signal.LATER, None, at=datetime.now(UTC))


def fill_every_field(place: Place) -> None:
    """Beyond what the portal accepts: a mark in every column that a row about a person has."""
    with as_owner():
        for person in place.canaries:
            for model in going_models():
                row = filled(model, person, person.personnel_number)
                model._base_manager.using("owner").bulk_create([row])


def going_models() -> list[Any]:
    """Tables of which nothing may remain of somebody who left."""
    return [m for m in subject_models() if erasure_plan.rule(m, "all")[0] == erasure_plan.EVERYTHING]


def filled(model: Any, person: Employee, token: str) -> Any:
    """A row with the mark in every text and every nested value, whatever the column."""
    values: dict[str, Any] = {"subject": Subject.of(person.pk)}
    for column in model._meta.concrete_fields:
        match column:
            case models.CharField() if not column.choices:
                values[column.name] = token[: column.max_length]
            case models.CharField():
                values[column.name] = column.choices[0][0]
            case models.JSONField():
                values[column.name] = {token: [token]}
            case models.DateTimeField() if not column.null:
                values[column.name] = datetime.now(UTC)
            case models.DateField() if not column.null:
                values[column.name] = date.today()
            case models.UUIDField() if not column.primary_key:
                values[column.name] = UUID(int=person.pk.int ^ 1)
            case models.FloatField() | models.IntegerField() if not column.null:
                values[column.name] = 1
            case models.ForeignKey() if column.name == "batch":
                values["batch_id"] = intake.batches(1)[0].pk
    return model(**values)


@contextmanager
def as_owner() -> Iterator[None]:
    """The owner stands above the policies for a moment, as a backup does."""
    tables = [model._meta.db_table for model in subject_models()]
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def dump() -> dict[str, list[str]]:
    """Every row of every table as text, as a backup would hold it; sessions also decoded."""
    found: dict[str, list[str]] = {}
    with as_owner(), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM public."{table}" t')
            found[table] = [row for (row,) in cursor.fetchall()]
    found["journal, opened"] = list(opened_journal().values())
    found["sessions, decoded"] = [str(session.get_decoded()) for session in Session.objects.all()]
    return found


def opened_journal() -> dict[str, str]:
    """What the sealed journal says to whoever has the keys, by the id of its row."""
    grant = gate.open_population(Actor.system(), "hr.masterdata")
    assert isinstance(grant, gate.Grant)
    with gate.rows(grant):
        return {
            str(row.pk): f"{row.before} {row.after}" for row in data_keys.opened(IntakeChange.under(grant))
        }


def scan(place: Place) -> Counter[str]:
    """Hits by place: tables, files (unsealed and unzipped as far as the keys reach), log lines."""
    hits: Counter[str] = Counter()
    for table, rows in dump().items():
        hits[f"table {table}"] += sum(len(MARK.findall(row.encode())) for row in rows)
    for path in place.folder.rglob("*"):
        if path.is_file():
            hits[f"file {path.relative_to(place.folder).parts[0]}"] += hits_in(path)
    hits["log"] += sum(len(MARK.findall(line.encode())) for line in place.lines)
    return +hits


def hits_in(path: Path) -> int:
    content = path.read_bytes()
    for about in (path.name, f"export:{path.name.partition('.')[0]}"):
        try:
            content = unseal(path.read_bytes(), about=about)
        except CannotUnseal:
            continue
    parts = [path.name.encode(), content]
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts += [archive.read(name) for name in archive.namelist()]
    return sum(len(MARK.findall(part)) for part in parts)


def foreign_rows(place: Place) -> set[tuple[str, str]]:
    """(table, row) of all that is about other people; logs only grow, so what was there must still be there."""
    own = {str(person.pk) for person in place.canaries}
    own |= {
        str(pk) for pk in Subject.objects.filter(employee__in=place.canaries).values_list("pk", flat=True)
    }
    own |= {key for key, text in opened_journal().items() if MARK.search(text.encode())}
    tables = {model._meta.db_table for model in subject_models()} | {"people_employee", "privacy_subject"}
    return {
        (table, row)
        for table, rows in dump().items()
        if table in tables
        for row in rows
        if not any(key in row for key in own) and not MARK.search(row.encode())
    }


def erase_all(place: Place) -> None:
    """HR orders it for everybody who left; the stores are asked one after the other, the model last and once."""
    Employee.objects.filter(pk__in=[person.pk for person in place.canaries]).update(leaves_on=YESTERDAY)
    for person in place.canaries:
        answer = erasure.order(place.hr, person.pk, "all", language="de")
        assert not isinstance(answer, gate.Refusal)
    orders = [UUID(order.request) for order in tombstones.unfinished()]
    assert len(orders) == len(place.canaries)
    for request_id in orders:
        erasure.carry_out(request_id, without=("model",))
    for request_id in orders:
        done = erasure.carry_out(request_id)
        assert done is not None
        assert done.state == "done"


def test_nothing_of_the_erased_remains_anywhere(place: Place) -> None:
    before_anybody = trained()
    bring_in(place)
    copies = [order_copy(person) for person in place.canaries[:3]]
    assert all(export.path_of(copy).exists() for copy in copies)
    with_them = trained()
    assert with_them != before_anybody, "control: the model did learn from them"
    fill_every_field(place)
    start = scan(place)
    reached = {model._meta.db_table for model in going_models()} | {"people_employee", "auth_user"}
    assert {f"table {table}" for table in reached} <= set(start), "control: every table carries marks"
    assert {"file intake", "file exports", "table sessions, decoded", "table journal, opened"} <= set(start)
    logins = {person.user_id for person in Employee.objects.filter(pk__in=[p.pk for p in place.canaries])}
    foreign = foreign_rows(place)
    erase_all(place)
    assert scan(place) == Counter()
    assert foreign - foreign_rows(place) == set(), "rows of other people changed"
    assert not get_user_model().objects.filter(pk__in=logins).exists()
    assert not [
        row for row in dump()["procrastinate_jobs"] if any(f'"user_id": {pk}' in row for pk in logins)
    ]
    held = ModelRun.objects.get(surface="learning", status="promoted")
    assert held.digest == before_anybody, "the model is the one that never knew them"
    assert [path.name for path in artefacts.folder(held).parent.iterdir()] == [str(held.pk)]


def order_copy(person: Employee) -> UUID:
    """A copy of one's data, by the queue's own task; its finished job stays in the table until erasure."""
    person.refresh_from_db()
    actor = actor_of(person.user)  # type: ignore[arg-type]
    asked = export.ask(actor, person.pk, language="de")
    assert not isinstance(asked, gate.Refusal)
    defer.make_export(asked.id, actor)
    tasks.make_export(str(asked.id), actor.user_id or 0)
    return asked.id


@pytest.mark.parametrize("store", ["files", "database"])
def test_control_a_store_that_is_skipped_is_found(
    place: Place, monkeypatch: pytest.MonkeyPatch, store: str
) -> None:
    monkeypatch.setattr(f"{__name__}.CANARIES", 3)
    bring_in(place)
    order_copy(place.canaries[0])
    monkeypatch.setitem(erasure_stores._erasers, store, {"asleep": lambda _: erasure_stores.Outcome()})
    erase_all(place)
    wanted = {
        "files": {"file intake", "file exports"},
        "database": {"table people_employee", "table auth_user"},
    }
    assert wanted[store] <= set(scan(place))


def test_control_a_model_that_is_kept_is_found(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    before_anybody = trained()
    monkeypatch.setattr(f"{__name__}.CANARIES", 3)
    bring_in(place)
    trained()
    monkeypatch.setitem(erasure_stores._erasers, "model", {"asleep": lambda _: erasure_stores.Outcome()})
    erase_all(place)
    assert ModelRun.objects.get(surface="learning", status="promoted").digest != before_anybody
