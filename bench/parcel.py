"""What a contestant's process gets and gives back, as files that any interpreter with NumPy can read.

A parcel holds one set under one protocol: events, their parts, the catalogue, and whom to ask. Answers come back
beside it, one pair of files per model. Nothing is pickled: the peers' environment may hold another NumPy.
"""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from bench.peers.crowd import newcomers_half_life
from bench.peers.peer import Task
from bench.questions import TEST, VALIDATION, Protocol, Question, questions_of
from eigenart.core.vocabulary import Item, ItemKey, LocalText
from eigenart.engine.arrays import FloatArray, IntArray, floats, ints
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.log import InteractionLog


@dataclass(frozen=True)
class Parcel:
    """events: `first_events`. parts: (n_events,). asked: part -> rows of the people who are asked."""

    name: str
    protocol: Protocol
    events: InteractionLog
    parts: IntArray
    catalogue: Catalogue
    users: tuple[str, ...]
    asked: dict[int, IntArray]

    def task(self, before: int) -> Task:
        """What may be learned from where `before` (VALIDATION or TEST) is asked.

        With a catalogue of its own: nothing that a model worked out while it was tuned makes its last fit look fast.
        """
        log = self.events.where(self.parts < before)
        catalogue, is_live = Catalogue(self.catalogue.items), self.protocol is Protocol.LIVE
        half_life = newcomers_half_life(log, n_items=len(catalogue), is_live=is_live)
        return Task(log, catalogue, self.users, self.events.is_timed, half_life)

    def between(self, done: int, place: int, *, part: int) -> InteractionLog:
        """What happened from the event at `done` to the one at `place`, which are places among all events."""
        places = np.arange(done, place, dtype=np.intp)
        return self.events.where(places[self.parts[places] == part])

    def questions(self, part: int) -> list[Question]:
        return questions_of(self.events, self.parts, part, self.protocol, users=self.asked[part])

    def save(self, folder: Path) -> None:
        events = self.events
        np.savez(
            folder / "events.npz",
            user_rows=events.user_rows,
            item_rows=events.item_rows,
            days=events.days,
            strengths=events.strengths,
            parts=self.parts,
            validation=self.asked[VALIDATION],
            test=self.asked[TEST],
        )
        about = {
            "name": self.name,
            "protocol": self.protocol,
            "users": self.users,
            "org_units": events.org_units,
            "positions": events.positions,
            "items": [[i.key, i.surface, i.title.en, i.summary.en, i.topics] for i in self.catalogue.items],
        }
        (folder / "about.json").write_text(json.dumps(about), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> "Parcel":
        about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        with np.load(folder / "events.npz", allow_pickle=False) as arrays:
            log = InteractionLog(
                ints(arrays["user_rows"]),
                ints(arrays["item_rows"]),
                floats(arrays["days"]),
                floats(arrays["strengths"]),
                tuple(about["org_units"]),
                tuple(about["positions"]),
                len(about["users"]),
            )
            parts = ints(arrays["parts"])
            asked = {VALIDATION: ints(arrays["validation"]), TEST: ints(arrays["test"])}
        items = tuple(
            Item(
                ItemKey(key),
                surface,
                title=LocalText("", title),
                summary=LocalText("", summary),
                topics=tuple(topics),
            )
            for key, surface, title, summary, topics in about["items"]
        )
        protocol, users = Protocol(about["protocol"]), tuple(about["users"])
        return cls(about["name"], protocol, log, parts, Catalogue(items), users, asked)


@dataclass(frozen=True)
class Answers:
    """What one model did: (n_questions,) each, found (n_targets,) over all questions, tops (n_questions, 10), -1 empty.

    fit_s: the last fit alone. tune_s: the search before it. missing: why there are no answers, '' where there are.
    """

    missing: str = ""
    gains: FloatArray = field(default_factory=lambda: floats([]))
    recalls: FloatArray = field(default_factory=lambda: floats([]))
    found: FloatArray = field(default_factory=lambda: floats([]))
    tops: IntArray = field(default_factory=lambda: ints([]))
    milliseconds: FloatArray = field(default_factory=lambda: floats([]))
    fit_s: float = 0.0
    tune_s: float = 0.0
    peak_mb: float = 0.0
    chosen: dict[str, Any] = field(default_factory=dict)

    _ARRAYS = ("gains", "recalls", "found", "tops", "milliseconds")

    def save(self, folder: Path, model: str) -> None:
        values = asdict(self)
        arrays = {name: values.pop(name) for name in self._ARRAYS}
        np.savez(folder / f"{model}.npz", **arrays)
        (folder / f"{model}.json").write_text(json.dumps(values), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, model: str) -> "Answers":
        values = json.loads((folder / f"{model}.json").read_text(encoding="utf-8"))
        with np.load(folder / f"{model}.npz", allow_pickle=False) as arrays:
            return cls(**values, **{name: arrays[name] for name in cls._ARRAYS})
