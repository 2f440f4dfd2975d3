"""How good day one is: newcomers without history in companies of 100, 500 and up to 5,000 people, from real events.

    python -m bench.company_sizes [DIR] [--samples N] [--with-history]

A company is a draw of people and what they did before the cut (the middle of all events). Newcomers are everybody
whose first event lies after the cut and who did at least two things. Known about a newcomer: the job group and
three taps, the commonest tags of their first events (up to three, never the last one). Those first events are
taken off the list for every model; what came after them are the targets, of which no model sees anything. Items
carry their texts, their tags as topics and their job tags as skills that a job of the same name needs.
With `--with-history` the first events also stand in the newcomer's history: how good the next days are.
Compared are the lists as the portal would show them (`rank`, ten places, no exploration) with decayed popularity
in the same company, and with chance and the alphabet where there are no events at all.
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np

from bench.sets import InteractionSet, load, shared_data
from eigenart.core.vocabulary import (
    ActivityState,
    Candidate,
    Fact,
    FactId,
    FactKind,
    Item,
    LocalText,
    Origin,
    ProfileView,
    SkillLevel,
    Source,
)
from eigenart.engine.arrays import FloatArray, IntArray, ints
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.evaluation import TOP, bootstrap_interval, gain
from eigenart.engine.log import InteractionLog
from eigenart.engine.model import Model
from eigenart.engine.pipeline import rank
from eigenart.engine.popularity import company_sums
from eigenart.engine.training import fit

SIZES = (0, 100, 500, 5_000)
JOB, NEED = "job:", 2


@dataclass(frozen=True)
class Newcomer:
    """seen: rows of the first events. targets: rows of the later ones. taps: three topics.

    past: those of `seen` that the engine knows of.
    """

    job: str
    seen: IntArray
    targets: IntArray
    taps: tuple[str, ...]
    past: IntArray = field(default_factory=lambda: ints([]))


@dataclass
class Tally:
    """gains: per sample a list over newcomers. shown: the items that appeared in anybody's list, per sample."""

    gains: list[list[float]]
    shown: list[set[int]]

    def per_person(self) -> FloatArray:
        return np.asarray(np.array(self.gains).mean(axis=0), dtype=np.float64)

    def coverage(self, n_items: int) -> float:
        return float(np.mean([len(shown) for shown in self.shown])) / n_items


def with_jobs(catalogue: Catalogue) -> Catalogue:
    def changed(item: Item) -> Item:
        jobs = tuple(SkillLevel(topic.lower(), NEED) for topic in item.topics if topic.startswith(JOB))
        topics = tuple(topic for topic in item.topics if not topic.startswith(JOB))
        return replace(item, topics=topics, skills=jobs)

    return Catalogue(tuple(changed(item) for item in catalogue.items))


def newcomers(events: InteractionLog, catalogue: Catalogue, cut: float) -> list[Newcomer]:
    rows_of: dict[int, list[int]] = {}
    for place, user in enumerate(events.user_rows):
        rows_of.setdefault(int(user), []).append(place)
    found = []
    for user, places in sorted(rows_of.items()):
        if events.days[places[0]] <= cut or len(places) < 2:
            continue
        rows = events.item_rows[places]
        n_first = min(3, len(rows) - 1)
        taps = _taps(rows[:n_first], catalogue)
        found.append(Newcomer(events.positions[user], ints(rows[:n_first]), ints(rows[n_first:]), taps))
    return found


def _taps(rows: IntArray, catalogue: Catalogue) -> tuple[str, ...]:
    """The three commonest topics; the rarer in the catalogue first where they are equal."""
    spread = Counter(topic for item in catalogue.items for topic in item.topics)
    own = Counter(topic for row in rows for topic in catalogue.items[row].topics)
    return tuple(sorted(own, key=lambda topic: (-own[topic], spread[topic], topic))[:3])


def view_of(newcomer: Newcomer, catalogue: Catalogue, at: datetime) -> ProfileView:
    def fact(kind: FactKind, key: str, value: str, when: datetime = at) -> Fact:
        source = Source(Origin.SELF)
        return Fact(FactId(f"bench:{kind}:{key}"), kind, "", key, value, LocalText("", key), source, when)

    facts = [fact(FactKind.INTEREST, tap, tap) for tap in newcomer.taps]
    if newcomer.job:
        facts.append(fact(FactKind.POSITION, newcomer.job, newcomer.job))
    for step, row in enumerate(newcomer.past):
        when = at - timedelta(hours=len(newcomer.past) - step)
        facts.append(fact(FactKind.ACTIVITY, catalogue.keys[row], ActivityState.FINISHED, when))
    return ProfileView(tuple(facts), at)


def shown_to(newcomer: Newcomer, model: Model, catalogue: Catalogue, at: datetime) -> list[int]:
    seen = set(newcomer.seen.tolist())
    candidates = [Candidate(item) for row, item in enumerate(catalogue.items) if row not in seen]
    needs = {f"{JOB}{newcomer.job}": NEED} if newcomer.job else {}
    profile = view_of(newcomer, catalogue, at)
    ranked = rank(profile, candidates, model=model, catalogue=catalogue, n=TOP, explore=False, needs=needs)
    return [catalogue.row_of[r.candidate.item.key] for r in ranked]


def best_of(scores: FloatArray, newcomer: Newcomer) -> list[int]:
    order = np.lexsort((np.arange(len(scores)), -scores))
    return [int(row) for row in order if row not in set(newcomer.seen.tolist())][:TOP]


def gain_of(shown: Sequence[int], newcomer: Newcomer) -> float:
    places = {row: place for place, row in enumerate(shown, start=1)}
    return float(np.mean([gain(places[t]) if t in places else 0.0 for t in map(int, newcomer.targets)]))


def run(data: InteractionSet, *, samples: int, with_history: bool) -> None:
    catalogue = with_jobs(data.catalogue)
    events = data.log.first_events()
    cut = float(np.median(events.days))
    early = events.where(events.days <= cut)
    people = newcomers(events, catalogue, cut)
    if with_history:
        people = [replace(person, past=person.seen) for person in people]
    at = datetime.fromtimestamp(cut * 86_400, tz=UTC)
    print(f"{data.name}: {len(catalogue)} items, {len(people)} newcomers after {at:%Y-%m-%d}")
    heads = f"{'people':>7}{'events':>8}  {'model':12}{'NDCG@10':>8}{'interval':>18}"
    print(heads + f"{'difference':>12}{'interval':>20}{'cover':>7}")
    for size in SIZES:
        _print_size(size, early, catalogue, people, at=at, samples=samples)
    print(
        "difference: eigenart's lead over that model, 95 % bootstrap over newcomers, mean over drawn companies"
    )


def _print_size(
    size: int,
    early: InteractionLog,
    catalogue: Catalogue,
    people: Sequence[Newcomer],
    *,
    at: datetime,
    samples: int,
) -> None:
    present = np.unique(early.user_rows)
    n_draws = samples if 0 < size < len(present) else 1
    tallies: dict[str, Tally] = {}
    n_events = []
    for draw in range(n_draws):
        rng = np.random.default_rng([7, size, draw])
        chosen = rng.permutation(present)[:size]
        log = early.where(np.isin(early.user_rows, chosen))
        n_events.append(len(log))
        for name, lists in _lists(log, catalogue, people, at=at, rng=rng).items():
            tally = tallies.setdefault(name, Tally([], []))
            tally.gains.append([gain_of(shown, p) for shown, p in zip(lists, people, strict=True)])
            tally.shown.append({row for shown in lists for row in shown})
    label = str(min(size, len(present)))
    own = tallies["eigenart"].per_person()
    for name, tally in tallies.items():
        each = tally.per_person()
        low, high = bootstrap_interval(each)
        d_low, d_high = bootstrap_interval(own - each)
        lead = (
            f"{(own - each).mean():12.4f}{f'[{d_low:+.4f}, {d_high:+.4f}]':>20}"
            if name != "eigenart"
            else f"{'':32}"
        )
        print(
            f"{label:>7}{np.mean(n_events):8.0f}  {name:12}{each.mean():8.4f}{f'[{low:.4f}, {high:.4f}]':>18}"
            f"{lead}{tally.coverage(len(catalogue)):7.3f}"
        )


def _lists(
    log: InteractionLog,
    catalogue: Catalogue,
    people: Sequence[Newcomer],
    *,
    at: datetime,
    rng: np.random.Generator,
) -> dict[str, list[list[int]]]:
    model = fit(log, catalogue)
    lists = {"eigenart": [shown_to(person, model, catalogue, at) for person in people]}
    if len(log):
        half_life = model.settings.half_life_days
        sums = company_sums(log, n_items=len(catalogue), half_life_days=half_life, at=float(log.days.max()))
        return lists | {"popularity": [best_of(sums, person) for person in people]}
    chance = [best_of(rng.random(len(catalogue)), person) for person in people]
    titles = np.argsort(np.argsort([item.title.en for item in catalogue.items]))
    return lists | {
        "chance": chance,
        "alphabet": [best_of(-titles.astype(float), person) for person in people],
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", nargs="?", type=Path, default=shared_data() / "interactions" / "mars_en")
    parser.add_argument("--samples", type=int, default=10, help="companies drawn per size")
    parser.add_argument("--with-history", action="store_true", help="the engine knows the first events, too")
    arguments = parser.parse_args()
    run(load(arguments.folder), samples=arguments.samples, with_history=arguments.with_history)


if __name__ == "__main__":
    main()
