"""Your rights in the portal: copy, erasure, restriction for oneself; erasure of leavers for HR; nobody else gets in."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from eigenart.delivery.jobs import tasks
from eigenart.people.models import Employee, Role
from eigenart.privacy import erasure_stores, rights_requests, tombstones
from eigenart.privacy.erasure_stores import Outcome
from tests.delivery.web.browsing import ENGLISH, HTMX
from tests.factories.people import sign_in

YESTERDAY = date.today() - timedelta(days=1)


@pytest.fixture(autouse=True)
def apart(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tombstones of their own; the model has tests of its own."""
    monkeypatch.setattr(tombstones, "path", lambda: tmp_path / "tombstones.jsonl")
    monkeypatch.setitem(erasure_stores._erasers, "model", {"runs": lambda _: Outcome()})


def text_of(client: Client, address: str, status: int = 200, **more: Any) -> str:
    response = client.get(address, headers=ENGLISH, **more)
    assert response.status_code == status, address
    return str(response.content.decode())


def latest(employee: Employee, kind: str) -> rights_requests.RequestView:
    from eigenart.people.services import actor_of
    from eigenart.privacy import gate

    assert employee.user is not None
    grant = gate.open(actor_of(employee.user), employee, "privacy.rights")
    assert isinstance(grant, gate.Grant)
    return rights_requests.requests_of(grant, kind)[0]


def test_my_data_leads_there(person: Client) -> None:
    assert "/my-data/rights/" in text_of(person, "/my-data/")
    page = text_of(person, "/my-data/rights/")
    for word in ("Get a copy", "Have data erased", "Let your data rest", "You have made no request yet."):
        assert word in page


def test_a_copy_from_order_to_deletion(person: Client, employee: Employee, make_employee: Any) -> None:
    assert person.post("/my-data/rights/export/", headers=ENGLISH).status_code == 302
    held = latest(employee, "export")
    assert "Waits for its turn" in text_of(person, "/my-data/rights/")
    assert 'hx-trigger="every 2s"' in text_of(person, "/my-data/rights/")
    tasks.make_export(str(held.id), employee.user_id or 0)
    assert "Download" in text_of(person, "/my-data/rights/")
    address = f"/my-data/rights/export/{held.id}/"
    answer = person.get(address, headers=ENGLISH)
    assert answer["Content-Type"] == "application/zip"
    assert answer["Cache-Control"] == "no-store"
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert {"index.html", "style.css", "export.json", "portable.json"} <= set(archive.namelist())
    assert "Lindner" in archive.read("index.html").decode()
    stranger = sign_in(Client(), make_employee("Mia", "Vogt", roles=[Role.HR, Role.ADMIN]))
    assert stranger.get(address).status_code == 404
    assert Client().get(address).status_code == 302
    assert person.post(f"{address}discard/", headers=ENGLISH).status_code == 302
    assert person.get(address, headers=ENGLISH).status_code == 404


def test_an_erasure_from_preview_to_certificate(person: Client, employee: Employee) -> None:
    page = text_of(person, "/my-data/rights/erasure/")
    for word in (
        "This goes",
        "This stays, and why",
        "Your employment needs it",
        "§ 26 Abs. 1 BDSG",
        "Erase now",
    ):
        assert word in page
    untouched = person.post("/my-data/rights/erasure/", headers=ENGLISH)
    assert untouched.status_code == 422
    assert "Please tick the box first" in untouched.content.decode()
    assert not tombstones.unfinished()
    assert person.post("/my-data/rights/erasure/", {"understood": "yes"}, headers=ENGLISH).status_code == 302
    held = latest(employee, "erasure")
    tasks.carry_out_erasure(str(held.id))
    page = text_of(person, "/my-data/rights/")
    assert "Read the certificate" in page
    assert "Done" in page
    sheet = text_of(person, f"/my-data/rights/erasure/{held.id}/certificate.html")
    for word in (
        "Forget certificate",
        "Stores that confirmed",
        "Database",
        "Files",
        "Job queue",
        "Signature",
    ):
        assert word in sheet
    answer = person.get(f"/my-data/rights/erasure/{held.id}/certificate.json", headers=ENGLISH)
    assert json.loads(answer.content)["content"]["scope"] == "own"
    assert person.get(f"/my-data/rights/erasure/{held.id}/certificate.exe").status_code == 404


def test_restriction_and_back(person: Client, employee: Employee) -> None:
    person.post("/my-data/rights/restriction/", {"turn": "on"}, headers=ENGLISH)
    page = text_of(person, "/my-data/rights/")
    assert "Your data have rested since" in page
    assert "read your data again" in page, "what starts again is said before it is lifted"
    assert person.get("/", headers=ENGLISH).status_code == 200, "the portal goes on without suggestions"
    person.post("/my-data/rights/restriction/", {"turn": "off"}, headers=ENGLISH)
    assert "Ended" in text_of(person, "/my-data/rights/")


def test_a_part_for_htmx_is_no_whole_page(person: Client) -> None:
    answer = person.get("/my-data/rights/", headers=HTMX).content.decode()
    assert "<html" not in answer
    assert 'id="requests"' in answer


def test_hr_erases_somebody_who_left_and_nobody_who_did_not(
    client: Client, approved_register: None, make_employee: Callable[..., Any]
) -> None:
    leaver, colleague = make_employee("Ada", "Lindner"), make_employee("Jonas", "Weber")
    Employee.objects.filter(pk=leaver.pk).update(leaves_on=YESTERDAY)
    hr = sign_in(client, make_employee("Hanna", "Reuter", roles=[Role.HR]))
    page = text_of(hr, "/hr/leavers/")
    assert "Ada Lindner" in page
    assert "Jonas Weber" not in page
    text_of(hr, f"/hr/leavers/{colleague.pk}/", status=404)
    address = f"/hr/leavers/{leaver.pk}/"
    assert "Ada Lindner" in text_of(hr, address)
    assert hr.post(address, {"understood": "yes"}, headers=ENGLISH).status_code == 302
    (order,) = tombstones.unfinished()
    tasks.carry_out_erasure(order.request)
    page = text_of(hr, address)
    assert "Name and login are erased." in page
    assert "Lindner" not in page
    assert "Read the certificate" in page
    sheet = text_of(hr, f"{address}{order.request}/certificate.html")
    assert "Forget certificate" in sheet
    assert "Lindner" not in sheet
    assert "Nobody is stored here whose employment is over." in text_of(hr, "/hr/leavers/")


@pytest.mark.parametrize("role", [None, *(role for role in Role if role not in (Role.HR, Role.EMPLOYEE))])
def test_no_other_role_gets_to_leavers(
    client: Client, approved_register: None, make_employee: Callable[..., Any], role: Role | None
) -> None:
    leaver = make_employee("Ada", "Lindner")
    Employee.objects.filter(pk=leaver.pk).update(leaves_on=YESTERDAY)
    other = sign_in(client, make_employee("Mia", "Vogt", roles=[role] if role else []))
    for address in ("/hr/leavers/", f"/hr/leavers/{leaver.pk}/"):
        assert other.get(address).status_code == 403
    assert other.post(f"/hr/leavers/{leaver.pk}/", {"understood": "yes"}).status_code == 403


def test_the_schemas_are_public(client: Client, db: None) -> None:
    for name in ("export", "portable"):
        answer = client.get(f"/schemas/{name}.schema.json")
        assert answer.status_code == 200
        assert json.loads(answer.content)["title"] == f"eigenart.{name} 1"
    assert client.get("/schemas/other.schema.json").status_code == 404
