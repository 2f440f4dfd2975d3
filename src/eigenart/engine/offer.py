"""Candidates prepared for ranking: what is the same for everybody who gets them, worked out once per list.

`pipeline` makes one from whatever it is given; `personalisation.ranking` keeps those that many people share.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import overload

import numpy as np

from eigenart.core.vocabulary import Candidate, ItemKey
from eigenart.engine.arrays import BoolArray, IntArray, ints
from eigenart.engine.catalogue import Catalogue


@dataclass(frozen=True, eq=False)
class Offer(Sequence[Candidate]):
    """Each item once, in the order of the catalogue, however the candidates came; of an item offered twice the
    earliest duty counts. Immutable; arrays are made on first use.

    rows: (n_candidates,), rows of `catalogue`, rising.
    """

    catalogue: Catalogue
    candidates: tuple[Candidate, ...]
    rows: IntArray

    @classmethod
    def of(cls, candidates: Sequence[Candidate], catalogue: Catalogue) -> "Offer":
        """As it is, if it was prepared for this catalogue. Raises UnknownItem."""
        if isinstance(candidates, Offer):
            if candidates.catalogue is catalogue:
                return candidates
            candidates = candidates.candidates
        rows = catalogue.rows(candidates)
        if len(rows) and (np.diff(rows) > 0).all():
            return cls(catalogue, tuple(candidates), rows)
        order = sorted(range(len(rows)), key=lambda place: (rows[place], *_claim(candidates[place])))
        once = np.flatnonzero(np.diff(rows[order], prepend=-1) > 0)
        places = [order[place] for place in map(int, once)]
        return cls(catalogue, tuple(candidates[place] for place in places), rows[places])

    def __len__(self) -> int:
        return len(self.candidates)

    @overload
    def __getitem__(self, place: int) -> Candidate: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Candidate]: ...
    def __getitem__(self, place: int | slice) -> Candidate | Sequence[Candidate]:
        return self.candidates[place]

    def where(self, kept: BoolArray) -> "Offer":
        """The chosen candidates. kept: (n_candidates,)."""
        places = np.flatnonzero(kept)
        return Offer(self.catalogue, tuple(self.candidates[place] for place in places), self.rows[places])

    @cached_property
    def only_duties(self) -> "Offer":
        return self.where(self.is_duty)

    @cached_property
    def without_duties(self) -> "Offer":
        return self.where(~self.is_duty)

    def place(self, key: ItemKey) -> int:
        """The candidate's place, -1 where the item is not among them."""
        row = self.catalogue.row_of.get(key)
        return -1 if row is None else int(self._place_of_row[row])

    @cached_property
    def is_duty(self) -> BoolArray:
        """(n_candidates,)."""
        return np.array([is_mandatory(candidate) for candidate in self.candidates], dtype=np.bool_)

    @cached_property
    def duties(self) -> IntArray:
        """Places of the duties: earliest deadline first, duties without one last."""
        places = map(int, np.flatnonzero(self.is_duty))
        return ints(sorted(places, key=lambda place: _urgency(self.candidates[place])))

    @cached_property
    def opens(self) -> IntArray:
        """(n_candidates,), the first day (date ordinal) of availability."""
        return self.catalogue.opens[self.rows]

    @cached_property
    def closes(self) -> IntArray:
        """(n_candidates,), the last day (date ordinal) of availability."""
        return self.catalogue.closes[self.rows]

    @cached_property
    def prerequisites(self) -> tuple[dict[ItemKey, int], IntArray, IntArray]:
        """A number for each item that any candidate asks for; places that ask, and the number each asks for."""
        number_of: dict[ItemKey, int] = {}
        places, numbers = [], []
        asking = self.catalogue.prerequisites.keys()
        for place in [self._place_of_row[row] for row in asking if self._place_of_row[row] >= 0]:
            for key in self.candidates[place].item.prerequisites:
                places.append(place)
                numbers.append(number_of.setdefault(key, len(number_of)))
        return number_of, ints(places), ints(numbers)

    @cached_property
    def _place_of_row(self) -> IntArray:
        places = np.full(len(self.catalogue), -1, dtype=np.intp)
        places[self.rows] = np.arange(len(self.rows), dtype=np.intp)
        return places


def is_mandatory(candidate: Candidate) -> bool:
    return candidate.item.is_mandatory or candidate.due_on is not None


def _claim(candidate: Candidate) -> tuple[date, str]:
    return (date.max if candidate.due_on is None else candidate.due_on, candidate.rule)


def _urgency(candidate: Candidate) -> tuple[str, str]:
    return (candidate.due_on.isoformat() if candidate.due_on else "9999", candidate.item.key)
