"""The documents as pages and PDF: public ones for everybody, the others for the offices, each with the hash."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from eigenart.people.models import Role
from eigenart.privacy.in_force import register
from eigenart.register.documents.catalogue import DOCUMENTS, LANGUAGES

pytestmark = pytest.mark.django_db

PUBLIC = sorted(code for code, kind in DOCUMENTS.items() if kind.is_public)
INTERNAL = sorted(code for code, kind in DOCUMENTS.items() if not kind.is_public)
OFFICES = [Role.WORKS_COUNCIL, Role.DPO, Role.EMPLOYER, Role.HR, Role.ADMIN]


def page_of(client: Client, code: str, language: str = "de") -> str:
    response = client.get(reverse("web:document", args=[code]), headers={"accept-language": language})
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.mark.parametrize("code", PUBLIC)
def test_everybody_reads_the_public_ones_without_a_login(client: Client, code: str) -> None:
    german, english = page_of(client, code), page_of(client, code, "en")
    assert register().hash in german
    assert register().hash in english
    assert german != english


@pytest.mark.parametrize("code", INTERNAL)
def test_the_others_lead_to_the_login(client: Client, code: str) -> None:
    for address in (
        reverse("web:document", args=[code]),
        reverse("web:document-pdf", args=[code, "de"]),
    ):
        response = client.get(address)
        assert response.status_code == 302
        assert response["Location"].startswith(reverse("web:login"))


@pytest.mark.parametrize("role", [None, Role.MANAGER])
def test_employees_and_managers_do_not_read_them(
    client: Client, make_employee: Callable[..., Any], role: Role | None
) -> None:
    client.force_login(make_employee(roles=[role] if role else []).user)
    for code in INTERNAL:
        assert client.get(reverse("web:document", args=[code])).status_code == 403
        assert client.get(reverse("web:document-pdf", args=[code, "de"])).status_code == 403
    listed = client.get(reverse("web:documents")).content.decode()
    assert all(reverse("web:document-pdf", args=[code, "de"]) in listed for code in PUBLIC)
    assert not any(reverse("web:document-pdf", args=[code, "de"]) in listed for code in INTERNAL)


@pytest.mark.parametrize("role", OFFICES)
def test_the_offices_read_all(client: Client, make_employee: Callable[..., Any], role: Role) -> None:
    client.force_login(make_employee(roles=[role]).user)
    listed = client.get(reverse("web:documents"), headers={"accept-language": "en"}).content.decode()
    assert "controller.deletion" in listed
    for code in DOCUMENTS:
        assert reverse("web:document-pdf", args=[code, "en"]) in listed
        assert register().hash in page_of(client, code)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_is_that_of_its_address(client: Client, language: str) -> None:
    response = client.get(
        reverse("web:document-pdf", args=["notice", language]), headers={"accept-language": "en"}
    )
    assert response["Content-Type"] == "application/pdf"
    assert register().hash[:12] in response["Content-Disposition"]
    reader = PdfReader(BytesIO(response.content))
    assert reader.trailer["/Root"]["/Lang"] == language
    assert reader.metadata is not None
    assert reader.metadata["/Keywords"] == register().hash


def test_what_does_not_exist_is_not_found(client: Client) -> None:
    assert client.get(reverse("web:document", args=["gossip"])).status_code == 404
    assert client.get(reverse("web:document-pdf", args=["notice", "fr"])).status_code == 404


def test_nothing_can_be_posted(client: Client) -> None:
    assert client.post(reverse("web:document", args=["notice"]), {"title": "x"}).status_code == 405


def test_transparency_shows_hash_approvals_and_drills_without_a_login(
    client: Client, approved_register: None
) -> None:
    page = client.get("/transparenz/", headers={"accept-language": "en"}).content.decode()
    assert register().hash in page
    assert page.count("approved on") == 3
    assert "not available yet" in page
    assert reverse("web:document", args=["notice"]) in page
    assert reverse("web:register") in page


def test_transparency_says_who_has_not_approved(client: Client) -> None:
    page = client.get("/transparenz/", headers={"accept-language": "en"}).content.decode()
    assert page.count("not yet approved") == 3


def test_every_page_leads_to_the_notice(client: Client) -> None:
    page = client.get(reverse("web:login")).content.decode()
    assert reverse("web:document", args=["notice"]) in page
    assert reverse("web:transparency") in page


def test_a_changed_register_changes_every_document(
    client: Client, settings: Any, tmp_path: Any, make_employee: Callable[..., Any]
) -> None:
    from eigenart.register.loader import DEFAULT_FILE

    before = register().hash
    client.force_login(make_employee(roles=[Role.DPO]).user)
    settings.EIGENART = settings.EIGENART.model_copy(update={"data_dir": tmp_path})
    text = DEFAULT_FILE.read_text(encoding="utf-8").replace("Musterfirma GmbH", "Eigene AG")
    (tmp_path / "register.yaml").write_text(text, encoding="utf-8")
    assert register().hash != before
    for code in DOCUMENTS:
        page = page_of(client, code)
        assert register().hash in page
        assert before not in page


def test_without_a_readable_register_there_are_no_documents(
    client: Client, settings: Any, tmp_path: Any
) -> None:
    settings.EIGENART = settings.EIGENART.model_copy(update={"data_dir": tmp_path})
    (tmp_path / "register.yaml").write_text("register: nonsense\n", encoding="utf-8")
    for address in (
        reverse("web:documents"),
        reverse("web:document", args=["notice"]),
        reverse("web:document-pdf", args=["notice", "de"]),
        reverse("web:transparency"),
    ):
        assert client.get(address).status_code == 503
