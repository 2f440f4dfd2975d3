"""All labels of the skill vocabulary in memory, folded: exact names, beginnings, similar spellings. For `vocabulary`.

PostgreSQL here has no pg_trgm; rapidfuzz over 60,000 labels takes some milliseconds and forgives more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from eigenart.profiles import folding

SIMILAR_LABEL = 78.0
SIMILAR_WORD = 82.0
SHORTEST_FUZZY = 4
SHORTEST_WORD = 5
CANDIDATES = 60

Texts = tuple[str, str, str, str, str]
"""Concept id, label_de, label_en, alternatives in German and English (one a line)."""


@dataclass(frozen=True, slots=True)
class LabelIndex:
    """names, owners, is_preferred: one entry per label and concept. exact: folded label -> concept.

    words: folded word -> as it is written, for correcting queries.
    """

    exact: dict[str, str]
    ids: frozenset[str]
    names: tuple[str, ...]
    owners: tuple[str, ...]
    is_preferred: tuple[bool, ...]
    words: dict[str, str]

    @classmethod
    def of(cls, concepts: Iterable[Texts]) -> "LabelIndex":
        held = list(concepts)
        labels = [(label, concept, True) for concept, de, en, _, _ in held for label in (de, en) if label]
        for concept, _, _, *alternatives in held:
            others = dict.fromkeys(line for text in alternatives for line in text.splitlines() if line)
            labels += [(label, concept, False) for label in others]
        folded = [folding.fold(label) for label, _, _ in labels]
        exact: dict[str, str] = {}
        for name, (_, concept, _) in zip(folded, labels, strict=True):
            exact.setdefault(name, concept)
        words = {folding.fold(word): word for label, _, _ in labels for word in folding.words(label)}
        return cls(
            exact,
            frozenset(concept for concept, *_ in held),
            tuple(folded),
            tuple(concept for _, concept, _ in labels),
            tuple(is_preferred for _, _, is_preferred in labels),
            words,
        )

    def concept(self, label: str) -> str | None:
        """The concept with exactly this label, or this id."""
        return self.exact.get(folding.fold(label)) or (label.strip() if label.strip() in self.ids else None)

    def by_label(self, wanted: str) -> dict[str, float]:
        """Concept -> score: exact 2.0 (alternative 1.9), beginning of the label 0.7 .. 1.0, similar up to 0.95, inside
        a label (German compounds) 0.45 .. 0.6."""
        scores: dict[str, float] = {}
        for name, concept, is_preferred in zip(self.names, self.owners, self.is_preferred, strict=True):
            if name.startswith(wanted):
                score = _closeness(wanted, name, is_preferred=is_preferred)
                scores[concept] = max(score, scores.get(concept, 0.0))
            elif len(wanted) >= SHORTEST_WORD and wanted in name:
                score = 0.45 + 0.15 * len(wanted) / len(name)
                scores[concept] = max(score, scores.get(concept, 0.0))
        if len(wanted) >= SHORTEST_FUZZY:
            for _, ratio, place in process.extract(
                wanted, self.names, scorer=fuzz.ratio, limit=CANDIDATES, score_cutoff=SIMILAR_LABEL
            ):
                concept = self.owners[place]
                score = ratio / 100 * (0.95 if self.is_preferred[place] else 0.9)
                scores[concept] = max(score, scores.get(concept, 0.0))
        return scores

    def corrected(self, words: Sequence[str]) -> list[str]:
        """The words of a query with unknown ones replaced by the most similar known one; [] if nothing is replaced."""
        result = [self._corrected(word) for word in words]
        return result if result != list(words) else []

    def _corrected(self, word: str) -> str:
        folded = folding.fold(word)
        if len(folded) < SHORTEST_WORD or folded in self.words:
            return word
        if any(known.startswith(folded) for known in self.words):
            return word
        best = process.extractOne(folded, self.words.keys(), scorer=fuzz.ratio, score_cutoff=SIMILAR_WORD)
        return self.words[best[0]] if best else word


def _closeness(wanted: str, name: str, *, is_preferred: bool) -> float:
    if name == wanted:
        return 2.0 if is_preferred else 1.9
    share = len(wanted) / len(name)
    return 0.75 + 0.25 * share if is_preferred else 0.7 + 0.2 * share
