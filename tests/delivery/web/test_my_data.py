"""My data: what a person sees of themselves, and that each change counts on the very next page."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from eigenart.core.vocabulary import ActivityState, Fact, FactKind, Origin
from eigenart.people.models import Employee
from eigenart.privacy import consent
from eigenart.privacy.grant import Grant
from eigenart.privacy.in_force import register
from eigenart.profiles import change, read, write
from tests.delivery.web.browsing import ENGLISH, HTMX, page
from tests.factories.learning import catalogue
from tests.profiles.intake.files import applied, people_csv

Open = Callable[[str], Grant]


def row_of(shown: str, fact: Fact) -> str:
    """The HTML of one row."""
    found = re.search(rf'<li class="ei-fact[^"]*" id="fact-{re.escape(fact.id)}".*?</li>', shown, re.DOTALL)
    assert found, f"no row for {fact.id}"
    return found[0]


def facts(open_grant: Open) -> list[Fact]:
    return list(read.all_facts(open_grant("privacy.rights")))


def skill(open_grant: Open, level: int = 2) -> Fact:
    write.state_skill(open_grant("privacy.rights"), "skill:python", level)
    return next(f for f in facts(open_grant) if f.kind is FactKind.SKILL)


def post(client: Client, fact: Fact, action: str, *, htmx: bool = False, **values: str) -> Any:
    address = reverse("web:my-data-change", args=[fact.id, action])
    return client.post(address, values, headers=HTMX if htmx else ENGLISH)


class TestMirror:
    def test_every_input_of_ranking_has_its_row_and_its_actions(
        self, person: Client, open_grant: Open, actor: Any
    ) -> None:
        catalogue()
        skill(open_grant)
        consent.give(actor, actor.employee_id, "learning.interests")
        write.set_preference(open_grant("learning.interests"), "format:video", "dislike")
        write.set_preference(open_grant("learning.interests"), "minutes", "30")
        write.state_interest(open_grant("learning.interests"), "skill:loeten")
        write.record_activity(
            open_grant("learning.record"), "learning:LI-1", ActivityState.FINISHED, datetime.now(UTC)
        )
        ranked_by = read.read(open_grant("learning.recommend")).facts
        assert {f.kind for f in ranked_by} == {
            FactKind.SKILL, FactKind.PREFERENCE, FactKind.INTEREST, FactKind.ACTIVITY,
        }  # fmt: skip
        shown = page(person)
        assert "These entries are read when your suggestions are chosen, and nothing else." in shown
        assert set(re.findall(r'id="fact-([^"]+)"', shown)) == {f.id for f in ranked_by}
        for fact in ranked_by:
            html = row_of(shown, fact)
            for action in ("mute", "end", "forget"):
                assert reverse("web:my-data-change", args=[fact.id, action]) in html

    def test_a_row_says_what_from_where_since_and_until_when(self, person: Client, open_grant: Open) -> None:
        fact = skill(open_grant, 3)
        html = row_of(page(person), fact)
        assert "Python" in html
        assert "Advanced" in html
        assert "From you" in html
        assert "6 months after leaving" in html

    def test_the_date_of_deletion_is_computed_from_the_register(
        self, person: Client, open_grant: Open
    ) -> None:
        happened = datetime(2025, 3, 14, 12, tzinfo=UTC)
        write.record_activity(
            open_grant("learning.record"), "learning:LI-1", ActivityState.FINISHED, happened
        )
        assert register().retention("learning_record").period == "P36M"
        assert "to be deleted: 14 Mar 2028" in page(person)

    def test_a_group_names_the_purposes_that_read_it(self, person: Client, open_grant: Open) -> None:
        skill(open_grant)
        group = page(person).partition('id="group-skills"')[2].partition("</section>")[0]
        assert "Personal learning suggestions" in group
        assert "HR administration" in group

    def test_german(self, person: Client, open_grant: Open) -> None:
        skill(open_grant)
        shown = person.get("/my-data/", headers={"Accept-Language": "de"}).content.decode()
        assert "Diese Angaben liest die Auswahl Ihrer Vorschläge und sonst nichts." in shown
        assert "Selbstständig" in shown
        assert "Von Ihnen" in shown


class TestChanges:
    def test_muting_keeps_it_visible_and_out_of_ranking(self, person: Client, open_grant: Open) -> None:
        fact = skill(open_grant)
        assert post(person, fact, "mute").status_code == 302
        assert not read.read(open_grant("learning.recommend")).of(FactKind.SKILL)
        assert "Not used for suggestions" in row_of(page(person), fact)
        post(person, fact, "unmute")
        assert [f.id for f in read.read(open_grant("learning.recommend")).of(FactKind.SKILL)] == [fact.id]

    def test_forgetting_asks_first_and_deletes(self, person: Client, open_grant: Open) -> None:
        fact = skill(open_grant)
        asked = person.get(reverse("web:my-data-change", args=[fact.id, "forget"]), headers=ENGLISH)
        assert "The entry is deleted here for good." in asked.content.decode()
        assert facts(open_grant)
        post(person, fact, "forget")
        assert facts(open_grant) == []

    def test_what_was_forgotten_can_be_put_back_at_once(self, person: Client, open_grant: Open) -> None:
        part = post(person, skill(open_grant, 3), "forget", htmx=True).content.decode()
        values = dict(re.findall(r'<input type="hidden" name="(kind|key|value)" value="([^"]*)"', part))
        assert values == {"kind": "skill", "key": "skill:python", "value": "3"}
        person.post(reverse("web:my-data-restate"), values)
        assert [(f.key, f.value) for f in facts(open_grant)] == [("skill:python", "3")]

    def test_an_end_date_counts_up_to_that_day(self, person: Client, open_grant: Open) -> None:
        fact = skill(open_grant)
        yesterday = date.today() - timedelta(days=1)
        post(person, fact, "end", until=yesterday.isoformat())
        assert not read.read(open_grant("learning.recommend")).of(FactKind.SKILL)
        assert "ended on" in row_of(page(person), fact)
        post(person, fact, "end", until="")
        assert read.read(open_grant("learning.recommend")).of(FactKind.SKILL)

    @pytest.mark.parametrize("until", ["tomorrow", "1999-01-01", "2100-01-01", "2026-13-01"])
    def test_a_wrong_end_date_changes_nothing(self, person: Client, open_grant: Open, until: str) -> None:
        fact = skill(open_grant)
        part = post(person, fact, "end", htmx=True, until=until).content.decode()
        assert "This value does not fit. Nothing was changed." in part
        assert facts(open_grant)[0].expires_on is None

    def test_correcting_counts_at_once(self, person: Client, open_grant: Open) -> None:
        fact = skill(open_grant)
        part = post(person, fact, "correct", htmx=True, value="4").content.decode()
        assert "Corrected." in part
        assert 'id="group-skills"' in part
        assert [f.value for f in facts(open_grant)] == ["4"]

    def test_a_correction_can_be_undone(self, person: Client, open_grant: Open) -> None:
        fact = skill(open_grant)
        part = post(person, fact, "correct", htmx=True, value="4").content.decode()
        address = reverse("web:my-data-change", args=[fact.id, "correct"])
        toast = part.partition('class="undo-toast"')[2]
        assert f'action="{address}"' in toast
        assert '<input type="hidden" name="value" value="2">' in toast
        person.post(address, {"value": "2"})
        assert [f.value for f in facts(open_grant)] == ["2"]

    def test_an_own_value_beside_an_imported_one_can_be_taken_back(
        self, person: Client, employee: Employee, open_grant: Open
    ) -> None:
        row = f"{employee.personnel_number};Ada;Lindner;;;;;;;;;;;Python:1"
        applied("people", people_csv(row))
        imported = facts(open_grant)[0]
        part = post(person, imported, "correct", htmx=True, value="3").content.decode()
        own = next(f for f in facts(open_grant) if f.source.origin is Origin.SELF)
        assert "Your own entry counts instead" in part
        assert [f.value for f in read.read(open_grant("learning.recommend")).of(FactKind.SKILL)] == ["3"]
        address = reverse("web:my-data-change", args=[own.id, "forget"])
        assert f'action="{address}"' in part.partition('class="undo-toast"')[2]
        person.post(address)
        assert [f.value for f in read.read(open_grant("learning.recommend")).of(FactKind.SKILL)] == ["1"]

    def test_hr_data_are_corrected_at_the_source_but_can_be_kept_out(
        self, person: Client, employee: Employee, open_grant: Open
    ) -> None:
        row = f"{employee.personnel_number};Ada;Lindner;;Köln;;;;;;38,5;hybrid;;"
        applied("people", people_csv(row), "personal.csv")
        shown = page(person)
        site = next(f for f in facts(open_grant) if f.kind is FactKind.SITE)
        mode = next(f for f in facts(open_grant) if f.kind is FactKind.WORK_MODE)
        assert "HR file personal.csv, line 2" in row_of(shown, site)
        assert "Please write to HR." in row_of(shown, site)
        assert "<select" not in row_of(shown, site)
        assert "<select" in row_of(shown, mode)
        post(person, site, "mute")
        assert not read.read(open_grant("learning.recommend")).of(FactKind.SITE)

    def test_a_wrong_value_changes_nothing(self, person: Client, open_grant: Open) -> None:
        fact = skill(open_grant)
        assert "does not fit" in post(person, fact, "correct", htmx=True, value="9").content.decode()
        assert [f.value for f in facts(open_grant)] == ["2"]

    @pytest.mark.parametrize("action", ["mute", "unmute", "forget", "end", "correct"])
    def test_nobody_reaches_the_facts_of_another_person(
        self, person: Client, open_grant: Open, make_employee: Callable[..., Any], action: str
    ) -> None:
        fact = skill(open_grant)
        other = Client()
        other.force_login(make_employee("Bo", "Berg").user)
        assert post(other, fact, action, value="4", until="2026-01-01").status_code == 404
        assert facts(open_grant) == [fact]

    def test_unknown_actions_and_gone_facts_are_404(self, person: Client, open_grant: Open) -> None:
        fact = skill(open_grant)
        assert post(person, fact, "steal").status_code == 404
        assert person.get(reverse("web:my-data-change", args=[fact.id, "mute"])).status_code == 404
        change.forget(open_grant("privacy.rights"), fact.id)
        assert post(person, fact, "mute").status_code == 404


class TestStatements:
    def test_search_forgives_typing_errors(self, person: Client) -> None:
        found = person.get("/my-data/skills/", {"q": "Pyhton"}, headers=HTMX).content.decode()
        assert 'value="skill:python"' in found
        assert "<html" not in found
        whole = person.get("/my-data/skills/", {"q": "soldering"}, headers=ENGLISH).content.decode()
        assert 'value="skill:loeten"' in whole
        assert "<html" in whole

    def test_a_skill_is_added_with_its_level(self, person: Client, open_grant: Open) -> None:
        person.post(reverse("web:my-data-skill"), {"key": "skill:loeten", "value": "3"})
        assert [(f.key, f.value) for f in facts(open_grant)] == [("skill:loeten", "3")]

    @pytest.mark.parametrize(
        ("key", "value"), [("skill:unknown", "2"), ("skill:python", "7"), ("", ""), ("skill:python", "x")]
    )
    def test_nonsense_is_refused(self, person: Client, open_grant: Open, key: str, value: str) -> None:
        answer = person.post(
            reverse("web:my-data-skill"), {"key": key, "value": value}, headers=ENGLISH, follow=True
        )
        assert "This value does not fit. Nothing was changed." in answer.content.decode()
        assert facts(open_grant) == []

    def test_interests_are_stored_only_with_consent(
        self, person: Client, open_grant: Open, actor: Any
    ) -> None:
        assert "Interests and preferences are stored only if you agree to it." in page(person)
        answer = person.post(
            reverse("web:my-data-interest"), {"key": "skill:python"}, headers=ENGLISH, follow=True
        )
        assert "stored only if you agree" in answer.content.decode()
        assert facts(open_grant) == []
        consent.give(actor, actor.employee_id, "learning.interests")
        person.post(reverse("web:my-data-interest"), {"key": "skill:python"})
        person.post(reverse("web:my-data-preference"), {"key": "format:audio", "value": "like"})
        assert {(f.kind, f.key) for f in facts(open_grant)} == {
            (FactKind.INTEREST, "skill:python"),
            (FactKind.PREFERENCE, "format:audio"),
        }


class TestWithoutData:
    def test_a_login_without_employee(self, client: Client, django_user_model: Any) -> None:
        client.force_login(django_user_model.objects.create_user("it", password="a long enough password"))
        response = client.get("/my-data/", headers=ENGLISH)
        assert response.status_code == 403
        assert "Your login belongs to no employee" in response.content.decode()

    def test_somebody_of_whom_nothing_is_known(self, person: Client) -> None:
        assert "Nothing is known about you yet." in page(person)

    def test_it_needs_a_login(self, client: Client) -> None:
        assert client.get("/my-data/").status_code == 302
