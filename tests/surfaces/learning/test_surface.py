"""Learning keeps the promises of a surface; its words cover every signal of the engine."""

import re
from datetime import date, datetime, timedelta

import pytest
from django.utils import translation

from eigenart.core.vocabulary import (
    Candidate,
    Contribution,
    Explanation,
    Fact,
    FactId,
    FactKind,
    Item,
    LocalText,
    Origin,
    ProfileView,
    Ranked,
    Source,
    Term,
    Without,
)
from eigenart.engine.signals import NAMES
from eigenart.personalisation import registry
from eigenart.personalisation.surface import Surface, Why
from eigenart.surfaces.learning import words
from eigenart.surfaces.learning.labels import Labels, labels
from tests.contracts.surface import SurfaceContract
from tests.factories import learners
from tests.factories.learners import EXCEL, PIVOT, SPREADSHEETS


@pytest.fixture
def surface(db: None) -> Surface:
    learners.fill_catalogue(learners.duty())
    return registry.surface("learning")


class TestLearning(SurfaceContract):
    """Keeps every promise of a surface."""


def test_only_active_and_available_items_are_offered(surface: Surface, now: datetime) -> None:
    from eigenart.surfaces.learning import services
    from eigenart.surfaces.learning.models import LearningItem

    today = date.today()
    LearningItem.objects.filter(number="EXCEL").update(is_active=False)
    LearningItem.objects.filter(number="PIVOT").update(available_from=today + timedelta(days=3))
    LearningItem.objects.filter(number="WELD").update(available_until=today - timedelta(days=1))
    services.catalogue_changed()
    view = ProfileView.empty(at=now)
    offered = {c.item.key for c in surface.candidates(view, now)}
    assert not offered & {"learning:EXCEL", "learning:PIVOT", "learning:WELD"}
    assert "learning:TALK" in offered
    assert "learning:PIVOT" in {c.item.key for c in surface.candidates(view, now + timedelta(days=4))}


def test_a_duty_is_due_when_its_availability_ends(db: None, now: datetime) -> None:
    until = date.today() + timedelta(days=40)
    learners.fill_catalogue(learners.duty(until=until))
    offered = registry.surface("learning").candidates(ProfileView.empty(at=now), now)
    assert [(c.due_on, c.rule) for c in offered if c.rule] == [(until, "mandatory")]


class TestWords:
    """Reasons are made of contributions: names of terms, and the facts they rest on."""

    @pytest.fixture
    def fact(self, now: datetime) -> Fact:
        unit = LocalText("Vertrieb", "Sales")
        return Fact(
            FactId("profiles.Employment:1"), FactKind.ORG_UNIT, "job_profile", "org_unit", "V", unit,
            Source(Origin.IMPORT), now,
        )  # fmt: skip

    def explained(self, contribution: Contribution, fact: Fact, *, slot: str = "ranked") -> Explanation:
        item = Item(PIVOT, "learning", LocalText("x", "x"), LocalText("", ""))
        ranked = Ranked(Candidate(item), 1, contribution.amount, (contribution,), slot=slot)
        return words.explain(Why(ranked=ranked, facts={fact.id: fact}), labels())

    @pytest.mark.parametrize("language", ["de", "en"])
    @pytest.mark.parametrize("signal", NAMES)
    def test_every_signal_has_a_sentence(
        self, surface: Surface, fact: Fact, signal: str, language: str
    ) -> None:
        key = {"skill_gap": SPREADSHEETS, "interests": "data", "format_preference": "video"}.get(
            signal, EXCEL
        )
        with translation.override(language):
            found = self.explained(Contribution(signal, 1, 0.5, 0.5, (Term(0.5, key, fact.id),)), fact)
        reason = found.reasons[0]
        assert reason.signal == signal
        assert len(reason.text) > 10
        assert "%(" not in reason.text
        assert reason.facts == (fact.id,)
        assert reason.share == 1.0

    def test_names_come_from_the_terms(self, surface: Surface, fact: Fact) -> None:
        with translation.override("en"):
            said = self.explained(
                Contribution("transition", 1, 0.5, 0.5, (Term(0.2, PIVOT), Term(0.3, EXCEL))), fact
            )
            assert (
                said.reasons[0].text == "A possible step after “Spreadsheet basics” and “Spreadsheet pivot”."
            )
            group = self.explained(
                Contribution("org_unit_popularity", 1, 0.5, 0.5, (Term(0.5, "V", fact.id),)), fact
            )
            assert "Sales" in group.reasons[0].text

    def test_a_beginning_has_its_own_words(self, surface: Surface, fact: Fact) -> None:
        with translation.override("en"):
            said = self.explained(Contribution("starts", 1, 0.5, 0.5, (Term(0.5, "company"),)), fact)
        assert said.reasons[0].text == "Can be a beginning."

    @pytest.mark.parametrize(
        ("people", "said"), [(0, ""), (1, ""), (9, ""), (10, "10"), (19, "10"), (20, "20"), (4321, "2000")]
    )
    @pytest.mark.parametrize("signal", ["popularity", "starts", "ease", "rp3beta", "transition"])
    def test_people_are_spoken_of_from_ten_on_and_never_exactly(
        self, surface: Surface, fact: Fact, signal: str, people: int, said: str
    ) -> None:
        with translation.override("en"):
            text = (
                self.explained(
                    Contribution(
                        signal, 1, 0.5, 0.5, (Term(0.3, EXCEL, people=4321), Term(0.2, PIVOT, people=people))
                    ),
                    fact,
                )
                .reasons[0]
                .text
            )
        assert re.findall(r"\d+", text) == ([said] if said else [])
        assert "many" not in text.lower()
        assert "often" not in text.lower()

    def test_what_counts_against_it_is_said(self, surface: Surface, fact: Fact) -> None:
        with translation.override("en"):
            said = self.explained(Contribution("dislike", 0.5, -1, -0.5, (Term(-0.5, "video"),)), fact)
        assert said.reasons[0].share == -1.0
        assert said.reasons[0].text == "Counts against it: your answer or preference on “Video”."

    def test_a_draw_by_lot_says_so_with_its_chance(self, surface: Surface, fact: Fact) -> None:
        with translation.override("en"):
            said = self.explained(Contribution("popularity", 1, 0.5, 0.5), fact, slot="explore")
        assert "by lot" in said.note
        assert "100 %" in said.note

    def test_two_reasons_that_rest_on_one_entry_say_once_what_it_does(
        self, surface: Surface, fact: Fact
    ) -> None:
        item = Item(PIVOT, "learning", LocalText("x", "x"), LocalText("", ""))
        signals = ("content_recent", "content_all", "popularity")
        ranked = Ranked(
            Candidate(item), 1, 0.9, tuple(Contribution(s, 1, 0.3, 0.3, (Term(0.3, EXCEL),)) for s in signals)
        )
        answers = (
            *(Without(s, FactKind.ACTIVITY, EXCEL, 1, 4, 0.9, 0.3) for s in signals[:2]),
            Without("popularity", None, "", 1, 2, 0.9, 0.6),
        )
        said = words.explain(Why(ranked=ranked, without=answers), labels()).reasons
        assert [bool(reason.without) for reason in said] == [True, False, True]

    def test_what_has_no_name_is_called_by_its_key(self) -> None:
        nameless = Labels("en", {}, {}, {})
        assert nameless.item("learning:LI-9") == "LI-9"
        assert nameless.topic("safety") == "safety"
        assert nameless.skill("skill:welding") == "welding"
