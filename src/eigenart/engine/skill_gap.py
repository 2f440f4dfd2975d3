"""What the person's position needs and they do not have yet, where the item teaches it.

Equation: gap = level needed - own level, where above 0; the item closes min(gap, level it teaches - own level) of it;
the value is the sum over skills, divided by 4 levels.
"""

from dataclasses import dataclass

import numpy as np

from eigenart.core.vocabulary import Term
from eigenart.engine.arrays import FloatArray, IntArray
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.scorer import Opened
from eigenart.engine.state import Known, State

LEVELS = 4
_NOTHING = Known(0, None)


@dataclass(frozen=True)
class SkillGap:
    catalogue: Catalogue
    name: str = "skill_gap"

    def values(self, state: State, rows: IntArray) -> FloatArray:
        everything = np.zeros(len(self.catalogue))
        for skill, need, own in self._gaps(state):
            teaching, closed = self._closed(skill, need, own)
            everything[teaching] += closed
        return everything[rows]

    def terms(self, state: State, row: int) -> tuple[Term, ...]:
        taught = {s.skill: s.level for s in self.catalogue.items[row].skills}
        found = []
        for skill, need in state.needs.items():
            own = state.levels.get(skill, _NOTHING)
            closed = min(need, taught.get(skill, 0)) - own.level
            if closed > 0:
                found.append(Term(closed / LEVELS, skill, own.fact or state.position_fact))
        return tuple(found)

    def opened(self, state: State, rows: IntArray) -> Opened:
        gaps, everything = self._gaps(state), np.zeros(len(self.catalogue))
        amounts = np.zeros((len(rows), len(gaps)))
        for number, (skill, need, own) in enumerate(gaps):
            teaching, closed = self._closed(skill, need, own)
            everything[teaching] = closed
            amounts[:, number] = everything[rows]
            everything[teaching] = 0.0
        facts = [own.fact or state.position_fact for _, _, own in gaps]
        return Opened(amounts, [skill for skill, _, _ in gaps], facts)

    def _gaps(self, state: State) -> list[tuple[str, int, Known]]:
        """Skill, level needed, what the person has; only skills that some item teaches."""
        owned = ((skill, need, state.levels.get(skill, _NOTHING)) for skill, need in state.needs.items())
        return [gap for gap in owned if gap[0] in self.catalogue.skill_row and gap[1] > gap[2].level]

    def _closed(self, skill: str, need: int, own: Known) -> tuple[IntArray, FloatArray]:
        """Rows of the items that teach the skill, and how much each closes."""
        columns, column = self.catalogue.skill_columns, self.catalogue.skill_row[skill]
        low, high = columns.indptr[column], columns.indptr[column + 1]
        closed = np.minimum(np.maximum(columns.data[low:high] - own.level, 0.0), need - own.level)
        return columns.indices[low:high], closed / LEVELS
