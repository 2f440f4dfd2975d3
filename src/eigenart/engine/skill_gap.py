"""What the person's position needs and they do not have yet, where the item teaches it.

Equation: gap = level needed - own level, where above 0; the item closes min(gap, level it teaches - own level) of it;
the value is the sum over skills, divided by 4 levels.
"""

from dataclasses import dataclass

import numpy as np

from eigenart.core.vocabulary import Term
from eigenart.engine.arrays import FloatArray, IntArray
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.state import Known, State

LEVELS = 4
_NOTHING = Known(0, None)


@dataclass(frozen=True)
class SkillGap:
    catalogue: Catalogue
    name: str = "skill_gap"

    def values(self, state: State, rows: IntArray) -> FloatArray:
        everything = np.zeros(len(self.catalogue))
        columns = self.catalogue.skill_columns
        for skill, need, own in self._gaps(state):
            low, high = columns.indptr[skill], columns.indptr[skill + 1]
            closed = np.clip(columns.data[low:high] - own.level, 0.0, need - own.level)
            everything[columns.indices[low:high]] += closed / LEVELS
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

    def _gaps(self, state: State) -> list[tuple[int, int, Known]]:
        """Column of the skill, level needed, what the person has; only skills that some item teaches."""
        column = self.catalogue.skill_row
        owned = ((column.get(s, -1), need, state.levels.get(s, _NOTHING)) for s, need in state.needs.items())
        return [(skill, need, own) for skill, need, own in owned if skill >= 0 and need > own.level]
