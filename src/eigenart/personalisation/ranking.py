"""One surface ranked for one view: candidates from the surface, order and numbers from the engine.

Called by `recommend` for a page and by `feedback` to measure what an answer changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from django.utils import timezone

from eigenart.core.vocabulary import Candidate, FactKind, ItemKey, LeverCard, ProfileView, Ranked, Without
from eigenart.engine import counterfactual, levers, pipeline
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.model import Model
from eigenart.engine.offer import Offer
from eigenart.personalisation import artefacts, catalogues, registry
from eigenart.personalisation.surface import Surface
from eigenart.profiles import read as profiles

DUTIES: Final = 1
"""So many duties stand on a page of suggestions, the most urgent ones; the person's own list has all of them."""
STOPPED: Final = "stopped"
"""The gate's refusal while a party has stopped the AI system."""
MOVERS: Final = 5
"""So many single changes are handed to a surface; some of them a reason says already."""

_held: dict[str, tuple[Sequence[Candidate], Offer]] = {}


@dataclass(frozen=True)
class Ranking:
    """What was ranked, with what. run_id: the model run, None before the first training."""

    ranked: tuple[Ranked, ...]
    run_id: UUID | None
    view: ProfileView
    candidates: Offer
    model: Model
    catalogue: Catalogue
    needs: Mapping[str, int]


def rank_for(
    surface: Surface,
    view: ProfileView,
    *,
    at: datetime,
    n: int | None,
    minutes: int | None = None,
    subject: UUID | None = None,
) -> Ranking:
    """The best n of a surface, or with None all of them in the order of their scores, without exploration.

    subject: decides, together with the day, what stands in the exploration place; the same all day.
    """
    ranking = _prepared(surface, view, at)
    if n is None:
        ranked = _rank(ranking, ranking.candidates, n=len(ranking.candidates), explore=False)
    else:
        seed = _seed(subject, at)
        duties, free = ranking.candidates.only_duties, ranking.candidates.without_duties
        ranked = _rank(ranking, duties, n=DUTIES, minutes=minutes, explore=False) if duties else []
        ranked += _rank(ranking, free, n=n - len(ranked), minutes=minutes, explore=True, seed=seed)
    in_place = tuple(replace(r, place=place) for place, r in enumerate(ranked, 1))
    return replace(ranking, ranked=in_place)


def order_for(surface: Surface, view: ProfileView, *, at: datetime) -> dict[ItemKey, float]:
    """Everything on offer with its score, first to last, without reasons; cheaper than `rank_for`."""
    ranking = _prepared(surface, view, at)
    line = pipeline.line_up(
        view, ranking.candidates, model=ranking.model, catalogue=ranking.catalogue, needs=ranking.needs
    )
    scores = {c.item.key: float(score) for c, score in zip(line.candidates, line.scores, strict=True)}
    return {key: scores[key] for key in line.keys}


def levers_for(ranking: Ranking, item_key: ItemKey) -> LeverCard:
    """What the person could change to move one item, each verified by ranking again; slow beside `rank_for`."""
    return levers.levers(
        ranking.view,
        ranking.candidates,
        item_key,
        model=ranking.model,
        catalogue=ranking.catalogue,
        limit=MOVERS,
        needs=ranking.needs,
    )


def without_each_reason(ranking: Ranking, ranked: Ranked) -> tuple[Without, ...]:
    """Where an item would stand without each of its first reasons, in their order; ranks once for each."""
    return counterfactual.of_reasons(
        ranking.view,
        ranking.candidates,
        ranked,
        model=ranking.model,
        catalogue=ranking.catalogue,
        needs=ranking.needs,
    )


def warm_up(at: datetime) -> None:
    """Load what every page needs, catalogue and model of each surface, by ranking once for nobody."""
    for surface in registry.all_surfaces():
        rank_for(surface, ProfileView.empty(at=at), at=at, n=1)


def _prepared(surface: Surface, view: ProfileView, at: datetime) -> Ranking:
    """What will be ranked with what; a candidate that the catalogue does not know yet waits for the next request.

    While the AI system is stopped nothing that it learned is used, for nobody.
    """
    versioned = catalogues.of(surface)
    model_of = artefacts.untrained if view.refusal == STOPPED else artefacts.in_use
    used = model_of(surface.key, versioned)
    offer = _offer(surface.key, surface.candidates(view, at), versioned.catalogue)
    return Ranking((), used.run_id, view, offer, used.model, versioned.catalogue, _needs(view))


def _offer(surface_key: str, candidates: Sequence[Candidate], catalogue: Catalogue) -> Offer:
    """Prepared once while a surface hands out the very same tuple, as one does that offers the same to everybody."""
    held = _held.get(surface_key)
    if held is not None and held[0] is candidates and held[1].catalogue is catalogue:
        return held[1]
    known = catalogue.row_of
    offer = Offer.of([c for c in candidates if c.item.key in known], catalogue)
    if isinstance(candidates, tuple):
        _held[surface_key] = (candidates, offer)
    return offer


def _rank(
    ranking: Ranking,
    candidates: Sequence[Candidate],
    *,
    n: int,
    explore: bool,
    minutes: int | None = None,
    seed: int = 0,
) -> list[Ranked]:
    return pipeline.rank(
        ranking.view,
        candidates,
        model=ranking.model,
        catalogue=ranking.catalogue,
        n=max(0, n),
        minutes=minutes,
        seed=seed,
        explore=explore,
        needs=ranking.needs,
    )


def _needs(view: ProfileView) -> Mapping[str, int]:
    position = view.one(FactKind.POSITION)
    return profiles.position_needs(position.value or position.key) if position else {}


def _seed(subject: UUID | None, at: datetime) -> int:
    return ((subject.int if subject else 0) ^ timezone.localdate(at).toordinal()) & 0xFFFFFFFF
