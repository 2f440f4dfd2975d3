"""HR intake in the browser: upload, report, mapping, preview, confirm, take back; for HR and nobody else."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import translation
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from eigenart.delivery.web import intake_sheets
from eigenart.people.models import Employee, Role
from eigenart.profiles import intake, vocabulary
from eigenart.profiles.intake import IntakeBatch, IntakeError
from eigenart.profiles.intake.decode import LARGEST_BYTES
from eigenart.profiles.models import SkillConcept
from tests.profiles.intake.files import people_csv

ENGLISH = {"Accept-Language": "en"}
HTMX = ENGLISH | {"HX-Request": "true"}
ADA = "00299;Ada;Lindner;ada@example.org;Köln;Vertrieb;Vertriebsleitung;;1.4.19;;38,5;hybrid;de;Python:3"
BEN = "00300;Ben;Öz;ben@example.org;Köln;Vertrieb;Sachbearbeitung;00299;01.02.2020;;40;Büro;en;"
BROKEN = ";Cem;Yilmaz;cem(at)example.org;Köln;Vertrieb;Sachbearbeitung;;31.02.2020;;40;Büro;en;"


@pytest.fixture
def hr(client: Client, make_employee: Callable[..., Any], approved_register: None) -> Client:
    vocabulary.store([SkillConcept(concept_id="skill:python", label_de="Python", label_en="Python")])
    client.force_login(make_employee("Hanna", "Roth", roles=[Role.HR], personnel_number="09000").user)
    return client


def run_jobs() -> None:
    """Do what the worker would do, in this process: run what waits and note how it ended."""
    for job in ProcrastinateJob.objects.filter(status="todo", queue_name="intake").order_by("id"):
        try:
            app.tasks[job.task_name](**job.args)
            set_status(job, "succeeded")
        except IntakeError:
            set_status(job, "failed")


def set_status(job: ProcrastinateJob, status: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = %s WHERE id = %s", [status, job.pk])


def upload(client: Client, content: bytes, *, kind: str = "people", name: str = "personal.csv") -> Any:
    values = {"kind": kind, "file": SimpleUploadedFile(name, content)}
    return client.post(reverse("web:intake"), values, headers=ENGLISH)


def checked(client: Client, *rows: str) -> IntakeBatch:
    assert upload(client, people_csv(*rows)).status_code == 302
    run_jobs()
    return intake.batches(1)[0]


def page(client: Client, name: str, batch: IntakeBatch, query: str = "") -> str:
    response = client.get(reverse(f"web:{name}", args=[batch.pk]) + query, headers=ENGLISH)
    assert response.status_code == 200
    return str(response.content.decode())


def confirm(client: Client, batch: IntakeBatch) -> Any:
    return client.post(reverse("web:intake-apply", args=[batch.pk]), headers=ENGLISH)


def numbers() -> set[str]:
    return set(Employee.objects.exclude(personnel_number="09000").values_list("personnel_number", flat=True))


class TestWayOfAFile:
    def test_nothing_changes_before_hr_confirms_and_all_is_there_afterwards(self, hr: Client) -> None:
        batch = checked(hr, ADA, BEN)
        report = page(hr, "intake-batch", batch)
        assert "Result of the check" in report
        preview = page(hr, "intake-preview", batch)
        assert "Apply 2 changes" in preview
        assert "Ada Lindner" in preview
        assert numbers() == set()
        assert confirm(hr, batch).status_code == 302
        assert numbers() == set(), "a job does it, not the request"
        run_jobs()
        assert numbers() == {"00299", "00300"}
        done = page(hr, "intake-batch", batch)
        assert "The file is applied" in done
        assert "Take it back" in done

    def test_taking_back_asks_first(self, hr: Client) -> None:
        batch = checked(hr, ADA)
        confirm(hr, batch)
        run_jobs()
        assert "Take this file back?" in page(hr, "intake-revert", batch)
        assert numbers() == {"00299"}
        hr.post(reverse("web:intake-revert", args=[batch.pk]))
        run_jobs()
        assert numbers() == set()
        assert "The file is taken back" in page(hr, "intake-batch", batch)

    def test_a_second_click_orders_nothing_twice(self, hr: Client) -> None:
        batch = checked(hr, ADA)
        confirm(hr, batch)
        assert re.search(r'aria-current="step">Apply<', page(hr, "intake-batch", batch))
        confirm(hr, batch)
        jobs = ProcrastinateJob.objects.filter(task_name__endswith=".apply_batch")
        assert jobs.count() == 1
        run_jobs()
        confirm(hr, batch)
        assert jobs.count() == 1

    def test_a_change_is_shown_with_before_and_after(self, hr: Client) -> None:
        confirm(hr, checked(hr, ADA))
        run_jobs()
        later = checked(hr, ADA.replace("ada@example.org", "a.lindner@example.org"))
        preview = page(hr, "intake-preview", later)
        assert "<del>ada@example.org</del>" in preview
        assert "<ins>a.lindner@example.org</ins>" in preview
        assert "Apply 1 change<" in preview.replace("\n", "")

    def test_a_long_comparison_is_announced_first(self, hr: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("eigenart.delivery.web.intake.LONG_COMPARISON", 1)
        batch = checked(hr, ADA, BEN)
        announced = page(hr, "intake-preview", batch)
        address = f"{reverse('web:intake-preview', args=[batch.pk])}?now=1"
        assert f'hx-get="{address}"' in announced
        assert '<noscript><p><a class="btn" href="?now=1">' in announced
        assert "Apply 2 changes" in page(hr, "intake-preview", batch, "?now=1")

    def test_the_same_file_again_says_so(self, hr: Client) -> None:
        confirm(hr, checked(hr, ADA))
        run_jobs()
        again = checked(hr, ADA)
        assert "Exactly this file is applied already." in page(hr, "intake-batch", again)
        assert "Applying it changes nothing." in page(hr, "intake-preview", again)

    def test_the_list_shows_every_file_with_its_state(self, hr: Client) -> None:
        assert "No file yet" in hr.get(reverse("web:intake"), headers=ENGLISH).content.decode()
        checked(hr, ADA)
        listed = hr.get(reverse("web:intake"), headers=ENGLISH).content.decode()
        assert "personal.csv" in listed
        assert "Checked" in listed


class TestProgress:
    def test_it_polls_while_a_job_waits_and_reloads_when_it_is_over(self, hr: Client) -> None:
        upload(hr, people_csv(ADA))
        batch = intake.batches(1)[0]
        waiting = page(hr, "intake-batch", batch)
        assert re.search(r'aria-current="step">Check<', waiting)
        assert "It waits for its turn." in waiting
        address = reverse("web:intake-progress", args=[batch.pk])
        assert f'hx-get="{address}"' in waiting
        part = hr.get(address, headers=HTMX)
        assert "hx-get" in part.content.decode()
        assert "<html" not in part.content.decode()
        run_jobs()
        assert hr.get(address, headers=HTMX)["HX-Refresh"] == "true"

    def test_without_javascript_there_is_a_link(self, hr: Client) -> None:
        upload(hr, people_csv(ADA))
        batch = intake.batches(1)[0]
        shown = page(hr, "intake-batch", batch)
        assert f'<a href="{reverse("web:intake-batch", args=[batch.pk])}">Show the current state</a>' in shown

    def test_a_job_whose_worker_died_can_be_started_again(self, hr: Client) -> None:
        upload(hr, people_csv(ADA))
        batch = intake.batches(1)[0]
        set_status(ProcrastinateJob.objects.get(), "doing")
        shown = page(hr, "intake-batch", batch)
        assert "The last step did not succeed; nothing was changed." in shown
        hr.post(reverse("web:intake-inspect", args=[batch.pk]))
        run_jobs()
        assert "Result of the check" in page(hr, "intake-batch", batch)


class TestReport:
    def test_it_names_line_column_and_remedy(self, hr: Client) -> None:
        report = page(hr, "intake-batch", checked(hr, ADA, BROKEN))
        rows = re.findall(r"<tr><td[^>]*>3</td><td[^>]*>([^<]+)</td><td[^>]*>([^<]+)", report)
        assert ("Personalnummer", "The cell is empty, but a value is needed.") in rows
        assert "Fill the cell in the HR system and export again." in report
        for dimension in ("Completeness", "Validity", "Uniqueness", "Consistency", "Timeliness"):
            assert dimension in report

    def test_findings_can_be_filtered(self, hr: Client) -> None:
        batch = checked(hr, ADA, BROKEN)
        everything = page(hr, "intake-batch", batch)
        assert "This is not an email address." in everything
        names = page(hr, "intake-batch", batch, "?column=personnel_number")
        assert "This is not an email address." not in names
        assert "The cell is empty, but a value is needed." in names
        warnings = page(hr, "intake-batch", batch, "?severity=warning")
        assert "The cell is empty, but a value is needed." not in warnings
        assert "No finding fits this choice." in page(hr, "intake-batch", batch, "?column=nonsense")

    def test_many_findings_are_on_pages(self, hr: Client) -> None:
        rows = [f";A;B;a{number}@example.org;Köln;Vertrieb;X;;;;;;;" for number in range(120)]
        batch = checked(hr, *rows)
        assert "Page 1 of 3" in page(hr, "intake-batch", batch)
        last = page(hr, "intake-batch", batch, "?severity=refusal&page=3")
        assert last.count("The cell is empty, but a value is needed.") == 20
        assert 'href="?severity=refusal&amp;page=2"' in last

    def test_it_can_be_downloaded_for_a_spreadsheet(self, hr: Client) -> None:
        batch = checked(hr, ADA, BROKEN)
        response = hr.get(reverse("web:intake-report", args=[batch.pk]), headers={"Accept-Language": "de"})
        text = response.content.decode("utf-8")
        assert text.startswith("\ufeff")
        assert "Personalnummer" in text
        assert f"eigenart-report-{batch.pk}.csv" in response["Content-Disposition"]

    def test_special_columns_are_refused_aloud(self, hr: Client) -> None:
        content = "Personalnummer;Vorname;Nachname;Konfession\r\n1;Ada;Lindner;rk\r\n".encode("cp1252")
        upload(hr, content)
        run_jobs()
        batch = intake.batches(1)[0]
        report = page(hr, "intake-batch", batch)
        assert "These columns were not read:" in report
        assert "religion or church tax" in report
        mapping = page(hr, "intake-mapping", batch)
        assert "religion or church tax" in mapping
        assert mapping.count("<select") == 3

    def test_a_dimension_of_which_nothing_was_asked_claims_nothing(self, hr: Client) -> None:
        upload(hr, b"Personalnummer;Vorname;Nachname\r\n1;Ada;Lindner\r\n")
        run_jobs()
        rows = intake_sheets.dimension_rows(intake.summary(intake.batches(1)[0]))
        assert [(row.words, row.tone) for row in rows if not row.checked] == [("–", "plain")]

    def test_a_share_is_never_rounded_up_to_whole(self) -> None:
        with translation.override("en"):
            row = intake_sheets.share_row("x", 0.9999)
            assert (row.percent, row.words, row.tone) == (99, "99.9\N{NO-BREAK SPACE}%", "good")
            assert intake_sheets.share_row("x", 1.0).words == "100.0\N{NO-BREAK SPACE}%"
        assert [intake_sheets.share_row("x", s).tone for s in (0.96, 0.5)] == ["fair", "poor"]


class TestMapping:
    CONTENT = "Nummer X;Vorname;Familie Z\r\n1;Ada;Lindner\r\n".encode("cp1252")

    def upload(self, hr: Client) -> IntakeBatch:
        upload(hr, self.CONTENT)
        run_jobs()
        return intake.batches(1)[0]

    def test_a_missing_column_is_chosen_by_hand_and_remembered(self, hr: Client) -> None:
        batch = self.upload(hr)
        assert "No column was found for:" in page(hr, "intake-batch", batch)
        shown = page(hr, "intake-mapping", batch)
        assert "Lindner" not in shown, "a column that is not read shows no example"
        assert "Ada" in shown
        values = {"column-0": "personnel_number", "column-1": "given_name", "column-2": "family_name"}
        hr.post(reverse("web:intake-mapping", args=[batch.pk]), values)
        run_jobs()
        confirm(hr, batch)
        run_jobs()
        assert numbers() == {"1"}
        assert "As last time" in page(hr, "intake-mapping", self.upload(hr))

    def test_a_column_chosen_twice_changes_nothing(self, hr: Client) -> None:
        batch = self.upload(hr)
        values = {"column-0": "given_name", "column-1": "given_name"}
        answer = hr.post(reverse("web:intake-mapping", args=[batch.pk]), values, headers=ENGLISH)
        assert answer.status_code == 422
        assert "Two columns are mapped" in answer.content.decode()
        batch.refresh_from_db()
        assert batch.mapping == {}


class TestRefusedFiles:
    @pytest.mark.parametrize(
        ("content", "name", "words"),
        [
            (b"", "leer.csv", "The file is empty."),
            (b"%PDF-1.7 something", "bericht.pdf", "Please save it as CSV or XLSX."),
        ],
    )
    def test_what_is_no_table_is_not_kept(self, hr: Client, content: bytes, name: str, words: str) -> None:
        answer = upload(hr, content, name=name)
        assert answer.status_code == 422 or "web:intake" in answer.get("Location", "")
        assert words in answer.content.decode()
        assert intake.batches() == []

    def test_no_file_at_all(self, hr: Client) -> None:
        answer = hr.post(reverse("web:intake"), {"kind": "people"}, headers=ENGLISH)
        assert "Please choose a file first." in answer.content.decode()

    def test_an_unknown_kind(self, hr: Client) -> None:
        assert "This kind of file is not known." in upload(hr, people_csv(ADA), kind="pay").content.decode()

    def test_a_file_beyond_the_limit_says_the_limit(
        self, hr: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("eigenart.delivery.web.intake.LARGEST_BYTES", 2**20)
        answer = upload(hr, b"x" * (2**20 + 1))
        assert "larger than 1 MB" in answer.content.decode()
        assert LARGEST_BYTES > 2**20
        assert intake.batches() == []

    def test_a_damaged_file_says_where(self, hr: Client) -> None:
        upload(hr, b'Personalnummer;Vorname;Nachname\r\n1;"Ada;Lindner\r\n')
        run_jobs()
        shown = page(hr, "intake-batch", intake.batches(1)[0])
        assert "A quotation mark is missing or misplaced." in shown
        assert "Nothing was changed. Please correct the file and upload it again." in shown

    def test_without_approval_nothing_is_applied_and_the_page_says_so(
        self, client: Client, make_employee: Callable[..., Any]
    ) -> None:
        client.force_login(make_employee(roles=[Role.HR], personnel_number="09000").user)
        batch = checked(client, ADA)
        answer = client.get(reverse("web:intake-preview", args=[batch.pk]), headers=ENGLISH, follow=True)
        assert "HR imports are not approved at the moment" in answer.content.decode()
        confirm(client, batch)
        run_jobs()
        assert numbers() == set()
        assert "The last step did not succeed; nothing was changed." in page(client, "intake-batch", batch)


PAGES = (
    "intake-batch",
    "intake-progress",
    "intake-report",
    "intake-mapping",
    "intake-preview",
    "intake-revert",
)
STEPS = ("intake-apply", "intake-revert", "intake-inspect", "intake-mapping")


class TestWhoMay:
    @pytest.mark.parametrize("role", [role for role in Role if role is not Role.HR])
    def test_everybody_but_hr_gets_403_on_every_page(
        self, hr: Client, make_employee: Callable[..., Any], role: Role
    ) -> None:
        batch = checked(hr, ADA)
        other = Client()
        other.force_login(make_employee("Max", "Muster", roles=[role]).user)
        assert other.get(reverse("web:intake")).status_code == 403
        assert upload(other, people_csv(BEN)).status_code == 403
        for name in PAGES:
            assert other.get(reverse(f"web:{name}", args=[batch.pk])).status_code == 403, name
        for name in STEPS:
            assert other.post(reverse(f"web:{name}", args=[batch.pk])).status_code == 403, name
        assert len(intake.batches()) == 1
        assert numbers() - {"00299"} == numbers()

    def test_without_login_there_is_the_login(self, client: Client, db: None) -> None:
        assert client.get(reverse("web:intake"))["Location"].startswith(reverse("web:login"))

    def test_a_file_that_never_was(self, hr: Client) -> None:
        for name in PAGES:
            assert hr.get(reverse(f"web:{name}", args=[4711])).status_code == 404, name
