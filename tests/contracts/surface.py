"""SurfaceContract: what every surface promises. A surface's test class inherits it and offers the fixture `surface`."""

from dataclasses import fields
from datetime import datetime
from importlib import import_module
from typing import Any

import pytest
from django.urls import resolve
from django.utils import translation

from eigenart.core.vocabulary import Candidate, Item, ProfileView
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.model import Model
from eigenart.engine.pipeline import rank
from eigenart.personalisation.surface import Surface, Why
from eigenart.privacy.in_force import register


class SurfaceContract:
    """Needs the fixtures `surface` (with at least one item on offer) and `now`."""

    @pytest.fixture
    def view(self, now: datetime) -> ProfileView:
        return ProfileView.empty(at=now, refusal="objected")

    def ranked(self, surface: Surface, view: ProfileView) -> Any:
        catalogue = Catalogue(tuple(surface.items()))
        candidates = surface.candidates(view, view.at)
        return rank(view, candidates, model=Model.empty(catalogue), catalogue=catalogue, n=5)

    def test_it_is_a_surface(self, surface: Surface) -> None:
        assert isinstance(surface, Surface)
        assert surface.key.isidentifier()

    def test_it_works_with_the_empty_view(self, surface: Surface, view: ProfileView) -> None:
        assert self.ranked(surface, view)

    def test_candidates_are_items_of_its_own_and_say_nothing_about_a_person(
        self, surface: Surface, view: ProfileView
    ) -> None:
        offered = surface.candidates(view, view.at)
        known = {item.key for item in surface.items()}
        for candidate in offered:
            assert candidate.item.key in known
            assert candidate.item.surface == surface.key
            assert candidate.item.key.startswith(f"{surface.key}:")
        assert {f.name for f in fields(Candidate)} == {"item", "due_on", "rule"}
        assert "subject" not in {f.name for f in fields(Item)}
        assert view.inputs_read == frozenset()

    def test_reasons_sum_to_the_score(self, surface: Surface, view: ProfileView) -> None:
        for entry in self.ranked(surface, view):
            explanation = surface.explain(entry.candidate, Why(ranked=entry, is_personal=False))
            told = sum(reason.amount for reason in explanation.reasons) + explanation.rest_amount
            assert told == pytest.approx(entry.score, abs=1e-9)
            assert len(explanation.reasons) <= 3
            assert all(-1.0 <= reason.share <= 1.0 and reason.text for reason in explanation.reasons)

    @pytest.mark.parametrize("language", ["de", "en"])
    def test_a_card_is_complete_in_both_languages(
        self, surface: Surface, view: ProfileView, language: str
    ) -> None:
        with translation.override(language):
            for entry in self.ranked(surface, view):
                card = surface.card(entry.candidate)
                assert card.key == entry.candidate.item.key
                assert card.surface == surface.key
                assert all((card.title, card.kind, card.icon, card.url))

    def test_its_addresses_resolve(self, surface: Surface, view: ProfileView) -> None:
        if not surface.urls:
            return
        assert import_module(surface.urls).urlpatterns
        for entry in self.ranked(surface, view):
            assert resolve(surface.card(entry.candidate).url)

    def test_it_sees_no_more_than_its_purpose_declares(self, surface: Surface) -> None:
        declared = register().gated_columns(surface.purpose)
        assert surface.categories <= set(declared)

    def test_its_version_stays_while_nothing_changes(self, surface: Surface) -> None:
        assert surface.catalogue_version() == surface.catalogue_version()
