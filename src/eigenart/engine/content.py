"""Like what the person did: texts, topics and skills of items compared with recent and with all of the history.

Equation: the cosine of the items' tf-idf vectors (`Catalogue.vectors`), averaged over the history with the shares
below; `content_recent` looks at the last five items and halves the share per step back, `content_all` at all alike.
Source: Lops, de Gemmis, Semeraro 2011, Content-based Recommender Systems, section 3.3.1,
doi:10.1007/978-0-387-85820-3_3.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from eigenart.core.vocabulary import Term
from eigenart.engine.arrays import FloatArray, IntArray, ints, stacked
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.scorer import Opened
from eigenart.engine.state import State


@dataclass(frozen=True)
class Content:
    """last: how many items back. decay: share per step back."""

    catalogue: Catalogue
    name: str
    last: int
    decay: float

    def _shares(self, state: State) -> tuple[IntArray, FloatArray]:
        places = np.arange(max(0, state.n_past - self.last), state.n_past, dtype=np.intp)
        shares = self.decay ** (state.n_past - 1 - places).astype(np.float64) * state.past_strengths[places]
        return places, np.asarray(shares / (shares.sum() or 1.0), dtype=np.float64)

    def values(self, state: State, rows: IntArray) -> FloatArray:
        if not state.n_past:
            return np.zeros(len(rows))
        places, shares = self._shares(state)
        return self.catalogue.likeness(state.past_rows[places], shares)[rows]

    def of_many(self, states: Sequence[State]) -> FloatArray:
        shares = [(state.past_rows[places], own) for state in states for places, own in [self._shares(state)]]
        return self.catalogue.likeness_of_many(stacked(shares, n_columns=len(self.catalogue)))

    def terms(self, state: State, row: int) -> tuple[Term, ...]:
        if not state.n_past:
            return ()
        places, shares = self._shares(state)
        alike = self.catalogue.similarity(ints([row]), state.past_rows[places])[0]
        return tuple(
            Term(
                float(share * cosine),
                self.catalogue.keys[state.past_rows[place]],
                state.fact_of_past(int(place)),
            )
            for place, share, cosine in zip(places, shares, alike, strict=True)
            if cosine
        )

    def opened(self, state: State, rows: IntArray) -> Opened:
        places, shares = self._shares(state)
        past = state.past_rows[places]
        return Opened(
            amounts=shares * self.catalogue.similarity(rows, past),
            keys=[self.catalogue.keys[row] for row in past],
            facts=[state.fact_of_past(place) for place in places.tolist()],
        )


def content_recent(catalogue: Catalogue) -> Content:
    return Content(catalogue, "content_recent", last=5, decay=0.5)


def content_all(catalogue: Catalogue) -> Content:
    return Content(catalogue, "content_all", last=10_000, decay=1.0)
