"""S-6: requests that carry marks in every place a value can stand; no line of the log holds one.

Names, passwords, searches, addresses, file names, contents, headers, and what an exception or the database quotes.
"""

import json
import logging
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from eigenart.config import logs
from eigenart.config.urls import urlpatterns as real
from eigenart.people.models import Employee, Role
from tests.factories.learning import catalogue
from tests.factories.people import sign_in, user_of
from tests.profiles.intake.files import people_csv

MARK = "kanarie"


def failing(request: HttpRequest, text: str) -> HttpResponse:
    raise ValueError(f"cannot use {text} and {request.POST}")


def quoting(request: HttpRequest, text: str) -> HttpResponse:
    """PostgreSQL quotes the value in its message."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::integer", [text])
    return HttpResponse("")


def telling(request: HttpRequest, text: str) -> HttpResponse:
    """What nobody may do."""
    logging.getLogger("eigenart.planted").error("somebody searched for %s", text)
    return HttpResponse("")


class Planted:
    urlpatterns = [
        path("failing/<str:text>/", failing),
        path("quoting/<str:text>/", quoting),
        path("telling/<str:text>/", telling),
        *real,
    ]


@pytest.fixture
def marked(make_employee: Callable[..., Employee], approved_register: None) -> Client:
    catalogue()
    person = make_employee(f"{MARK}-given", f"{MARK}-family", roles=[Role.HR], personnel_number=f"{MARK}-1")
    client = Client(
        raise_request_exception=False,
        headers={
            "User-Agent": f"{MARK}-agent",
            "Referer": f"http://testserver/{MARK}-page",
            "X-Forwarded-For": f"{MARK}-address",
            "Cookie-Note": f"{MARK}-note",
        },
    )
    return sign_in(client, person)


def use_everything(client: Client) -> set[int]:
    """The statuses that were met: the walk has to meet faults as well as success."""
    page = client.get("/").content.decode()
    assert MARK in page
    answers = [
        client.get(f"/learning/?q={MARK}-search"),
        client.get(f"/nowhere/{MARK}-path"),
        client.get("/my-data/"),
        client.get(f"/my-data/skills/?q={MARK}"),
        client.post("/my-data/interests/add/", {"key": f"{MARK}-interest"}),
        client.post(f"/my-data/facts/{MARK}-fact/forget/"),
        client.post("/my-data/rights/export/"),
        client.get("/hr/leavers/"),
        client.post("/hr/intake/", {"kind": MARK}),
        client.post("/hr/intake/", {"kind": "people", "file": file()}),
        client.post("/settings/theme/", {"theme": "dark", "note": f"{MARK}\x00"}),
        client.post("/settings/theme/", {f"{MARK}{n}": "1" for n in range(1_001)}),
        client.get("/", headers={"Host": f"{MARK}.example"}),
        Client(enforce_csrf_checks=True).post(f"/login/?next=/{MARK}", {"login": MARK}),
        Client().post("/login/", {"login": f"{MARK}-login", "password": f"{MARK}-password"}),
        *(client.get(f"/{name}/{MARK}-value/") for name in ("failing", "quoting")),
    ]
    return {answer.status_code for answer in answers}


def file() -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{MARK}.csv", people_csv(f"{MARK};{MARK};{MARK}", f"{MARK};{MARK}"))


def test_no_mark_is_in_the_log(marked: Client, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")
    with override_settings(ROOT_URLCONF=Planted):
        met = use_everything(marked)
        marked.post("/login/", {"login": user_of(Employee.objects.get()).get_username()})
    written = capsys.readouterr()
    assert {200, 302, 400, 403, 404, 500} <= met
    lines = [line for line in (written.err + written.out).splitlines() if line]
    assert sum(1 for line in lines if "fault" in json.loads(line)) >= 2
    events = {json.loads(line)["event"] for line in lines}
    assert {"refused", "sign_in_failed"} <= events
    assert [line for line in lines if MARK in line] == []


def test_control_a_mark_in_a_line_is_found(marked: Client, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("INFO")
    with override_settings(ROOT_URLCONF=Planted):
        marked.get(f"/telling/{MARK}-value/")
    assert MARK in capsys.readouterr().err
