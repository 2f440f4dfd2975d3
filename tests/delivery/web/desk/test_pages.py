"""The desk: who gets in where, that no page of it holds a person, and what stands there when there is nothing."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from eigenart.delivery.jobs import tasks
from eigenart.delivery.web.desk.urls import urlpatterns
from eigenart.people.actor import Actor
from eigenart.people.models import Employee, Role
from eigenart.people.services import actor_of
from eigenart.personalisation.recommend import recommend
from eigenart.privacy import gate, incidents, stops
from eigenart.privacy.in_force import register
from eigenart.privacy.models import AuditRun, Incident, StopEvent
from tests.factories import learners

READ = ("", "systems/", "access/", "figures/", "audit/", "incidents/")
WATCHING_ONLY = ("access/", "audit/")
WRITE = (
    "systems/learning_recommender/stop/",
    "systems/learning_recommender/restart/",
    "audit/verify/",
    "incidents/",
    "incidents/1/answer/",
)
OFFICES = (Role.WORKS_COUNCIL, Role.DPO, Role.EMPLOYER)
AsRole = Callable[..., Client]


class TestWhoGetsIn:
    @pytest.mark.parametrize("role", list(Role))
    @pytest.mark.parametrize("page", READ)
    def test_reading(self, as_role: AsRole, role: Role, page: str) -> None:
        allowed = role in OFFICES and not (role is Role.EMPLOYER and page in WATCHING_ONLY)
        assert as_role(role).get(f"/desk/{page}").status_code == (200 if allowed else 403)

    @pytest.mark.parametrize("role", [r for r in Role if r not in OFFICES])
    @pytest.mark.parametrize("page", WRITE)
    def test_writing_is_for_offices(self, as_role: AsRole, role: Role, page: str) -> None:
        for party in ("works_council", "dpo", "employer"):
            assert as_role(role).post(f"/desk/{page}", {"party": party, "reason": "x"}).status_code == 403
        assert not StopEvent.objects.exists()
        assert not Incident.objects.exists()

    def test_without_a_login_there_is_the_login_page(self, client: Client, approved_register: None) -> None:
        for page in READ:
            assert client.get(f"/desk/{page}").headers["Location"].startswith("/login/")

    def test_this_file_tries_every_address(self) -> None:
        tried = {"", *READ, *WRITE, "incidents/1/"}
        patterns = {str(pattern.pattern) for pattern in urlpatterns}
        shapes = {
            page.replace("learning_recommender", "<slug:system>")
            .replace("1/answer", "<int:number>/<slug:step>")
            .replace("incidents/1/", "incidents/<int:number>/")
            for page in tried
        }
        assert patterns == shapes


@pytest.fixture
def busy_company(approved_register: None, make_employee: Callable[..., Employee]) -> list[Employee]:
    """Fifteen people with unmistakable names, who opened their pages yesterday, and an HR opening for everybody."""
    people = [make_employee(f"Vorname{n}x", f"Familie{n}x") for n in range(15)]
    yesterday = datetime.now(UTC) - timedelta(days=1)
    for person in people:
        gate.open(actor_of(person.user), person, "learning.record", yesterday)
    for person in people[:4]:
        gate.open(actor_of(person.user), person, "privacy.rights", yesterday)
    gate.open_population(
        actor_of(make_employee("Hr", "Person", roles=[Role.HR]).user), "hr.masterdata", yesterday
    )
    return people


class TestNoPersonAnywhere:
    @pytest.mark.parametrize("role", OFFICES)
    def test_no_name_number_address_or_pseudonym(
        self, as_role: AsRole, busy_company: list[Employee], role: Role
    ) -> None:
        client = as_role(role)
        incident = noted("stolen_session", busy_company[0].user.username)
        incidents.answer(offices(role), role.value, incident)
        pages = [*READ, f"incidents/{incident.pk}/"]
        texts = [client.get(f"/desk/{page}").content.decode() for page in pages]
        marks = {
            mark
            for person in busy_company
            for mark in (
                person.given_name,
                person.family_name,
                person.email,
                str(person.pk),
                person.user.username,
            )
        }
        marks.add(incident.account)
        assert len(marks) > 60
        for text in texts:
            assert not [mark for mark in marks if mark in text]

    def test_control_a_name_would_be_found(self, as_role: AsRole, busy_company: list[Employee]) -> None:
        client = as_role(Role.DPO)
        noted("lost_backup", text=f"It was {busy_company[3].family_name}.")
        page = client.get(f"/desk/incidents/{Incident.objects.latest('id').pk}/").content.decode()
        assert busy_company[3].family_name in page


class TestAccessInNumbers:
    def test_ten_and_more_are_rounded_down_and_fewer_are_not_shown(
        self, as_role: AsRole, busy_company: list[Employee]
    ) -> None:
        rows = lines(as_role(Role.WORKS_COUNCIL).get("/desk/access/").content.decode())
        assert rows[title("learning.record")] == "at least 15"
        assert rows[title("hr.masterdata")] == "at least 15", "sixteen and a login of the desk, rounded down"
        assert rows[title("privacy.rights")] == "fewer than ten"

    def test_a_purpose_with_a_switch_says_no_number(
        self, as_role: AsRole, approved_register: None, make_employee: Callable[..., Employee]
    ) -> None:
        yesterday = datetime.now(UTC) - timedelta(days=1)
        for _ in range(12):
            person = make_employee()
            gate.open(actor_of(person.user), person, "learning.recommend", yesterday)
        rows = lines(as_role(Role.DPO).get("/desk/access/").content.decode())
        assert rows[title("learning.recommend")] == "ten or more"

    def test_nothing_yet(self, as_role: AsRole) -> None:
        assert "Nothing was opened in this time" in as_role(Role.DPO).get("/desk/access/").content.decode()


class TestStops:
    def test_stop_shows_everywhere_and_restart_needs_a_second_login(
        self, as_role: AsRole, actor: Any, employee: Employee
    ) -> None:
        learners.fill_catalogue()
        council, employer, anybody = as_role(Role.WORKS_COUNCIL), as_role(Role.EMPLOYER), as_role()
        post(
            council,
            "systems/learning_recommender/stop/",
            party="works_council",
            reason="Reasons are unclear.",
        )
        home = anybody.get("/").content.decode()
        assert "Reasons are unclear." in home
        assert "Works council stopped it" in home
        assert "Reasons are unclear" in anybody.get("/transparenz/").content.decode()
        found = recommend(actor, at=datetime.now(UTC))
        assert found.is_stopped
        assert not found.is_personal
        assert len(found) == 3
        assert {r.impression for r in found} == {""}
        assert "Stopped: Learning recommender" in council.get("/desk/").content.decode()

        post(council, "systems/learning_recommender/restart/", party="works_council")
        assert stops.state("learning_recommender").is_stopped
        post(employer, "systems/learning_recommender/restart/", party="employer")
        assert "Reasons are unclear." not in anybody.get("/").content.decode()
        assert "Reasons are unclear." in council.get("/desk/systems/").content.decode(), (
            "the journal remembers"
        )

    def test_a_stop_needs_a_reason(self, as_role: AsRole) -> None:
        answer = as_role(Role.DPO).post(
            "/desk/systems/learning_recommender/stop/", {"party": "dpo", "reason": " "}
        )
        assert answer.status_code == 422
        assert "Please say why" in answer.content.decode()

    def test_nobody_speaks_for_another_party(self, as_role: AsRole) -> None:
        answer = as_role(Role.DPO).post(
            "/desk/systems/learning_recommender/stop/", {"party": "works_council", "reason": "why"}
        )
        assert answer.status_code == 422
        assert not StopEvent.objects.exists()


class TestAudit:
    def test_ordered_carried_out_and_shown(self, as_role: AsRole, busy_company: list[Employee]) -> None:
        client = as_role(Role.WORKS_COUNCIL)
        assert "Nobody has ordered a check" in client.get("/desk/audit/").content.decode()
        client.post("/desk/audit/verify/")
        moving = client.get("/desk/audit/").content.decode()
        assert "<progress" in moving
        client.post("/desk/audit/verify/")
        run = AuditRun.objects.get()
        tasks.verify_audit(run.pk)
        page = client.get("/desk/audit/").content.decode()
        assert "Every line is as it was written." in page
        assert "passed" in client.get("/transparenz/").content.decode()
        tasks.verify_audit(run.pk)
        assert AuditRun.objects.get().finished_at == AuditRun.objects.get(pk=run.pk).finished_at


class TestIncidents:
    def test_the_way_through(
        self, as_role: AsRole, busy_company: list[Employee], mailoutbox: list[Any]
    ) -> None:
        client = as_role(Role.DPO)
        thief = busy_company[0]
        day = datetime.now(UTC) - timedelta(days=2)
        answer = post(
            client,
            "incidents/",
            party="dpo",
            kind="stolen_session",
            login=thief.user.username,
            begins=f"{day:%Y-%m-%dT%H:%M}",
            ends=f"{datetime.now(UTC):%Y-%m-%dT%H:%M}",
        )
        page = answer.headers["Location"]
        assert "71 hours left" in client.get(page).content.decode()
        step = page.removeprefix("/desk/")
        assert (
            client.post(f"{page}decide/", {"party": "dpo", "decision": "report", "reason": "x"}).status_code
            == 422
        )
        post(client, f"{step}answer/", party="dpo")
        shown = client.get(page).content.decode()
        assert "1 person affected" in shown
        assert "People affected: 1 employee." in shown
        assert "Notice of a personal data breach" in shown
        assert "Meldung einer Verletzung" in shown
        Client().force_login(thief.user)
        post(client, f"{step}revoke/", party="dpo")
        post(client, f"{step}decide/", party="dpo", decision="report_and_tell", reason="Names were read.")
        post(client, f"{step}tell/", party="dpo")
        assert [mail.to for mail in mailoutbox] == [[thief.email]]
        post(client, f"{step}report/", party="dpo")
        post(client, f"{step}close/", party="dpo", lesson="Sessions end sooner.")
        assert client.post(f"{page}answer/", {"party": "dpo"}).status_code == 422, "closed stays closed"
        assert "Sessions end sooner." in client.get(page).content.decode()

    def test_an_unknown_login_and_times_the_wrong_way_round(self, as_role: AsRole) -> None:
        client = as_role(Role.EMPLOYER)
        given = {"party": "employer", "kind": "stolen_session", "login": "nobody"}
        times = {"begins": "2026-01-01T10:00", "ends": "2026-01-01T11:00"}
        assert "no such login" in client.post("/desk/incidents/", given | times).content.decode()
        wrong = {"begins": "2026-01-01T11:00", "ends": "2026-01-01T10:00"}
        assert "after the beginning" in client.post("/desk/incidents/", given | wrong).content.decode()
        assert client.post("/desk/incidents/", given | {"begins": "2026-13-01T10:00"}).status_code == 422
        assert not Incident.objects.exists()


def test_the_overview_says_when_nothing_waits(as_role: AsRole) -> None:
    assert "Nothing waits for you" in as_role(Role.WORKS_COUNCIL).get("/desk/").content.decode()


def test_the_desk_is_in_the_navigation_of_offices_only(as_role: AsRole) -> None:
    for role in Role:
        assert ('href="/desk/"' in as_role(role).get("/").content.decode()) == (role in OFFICES), role


def title(purpose: str) -> str:
    return register().purpose(purpose).title.en


def noted(kind: str, login: str = "", *, text: str = "") -> Incident:
    now = datetime.now(UTC)
    return incidents.note(
        offices(Role.DPO), "dpo", kind, login=login, begins=now - timedelta(days=3), ends=now, text=text
    )


def offices(*roles: Role) -> Any:
    return Actor(None, None, frozenset(roles))


def post(client: Client, page: str, **values: str) -> Any:
    answer = client.post(f"/desk/{page}", values)
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return answer


def lines(page: str) -> dict[str, str]:
    """Purpose and people of each row of the table."""
    cells = re.findall(
        r'<td data-label="Purpose">(.*?)</td>.*?<td data-label="People reached">(.*?)</td>', page
    )
    assert cells
    return dict(cells)
