"""The engine in a notebook's length; needs NumPy and SciPy only. Run: python docs/engine_example.py"""

from datetime import UTC, datetime

import numpy as np

from eigenart.core.vocabulary import (
    Candidate,
    Fact,
    FactId,
    FactKind,
    Item,
    ItemKey,
    LocalText,
    Origin,
    ProfileView,
    Source,
)
from eigenart.engine.catalogue import Catalogue
from eigenart.engine.levers import levers
from eigenart.engine.log import InteractionLog
from eigenart.engine.pipeline import rank
from eigenart.engine.training import fit

NOW = datetime(2026, 3, 2, tzinfo=UTC)
TITLES = {
    "safety": ("First aid", "Fire drill", "Ladders", "Lifting well", "Hearing protection"),
    "sales": ("Asking good questions", "Prices", "Closing", "After the sale", "Difficult customers"),
    "software": ("Spreadsheets", "Pivot tables", "Macros", "Queries", "Dashboards"),
}

# 1. A catalogue: what can be offered.
items = tuple(
    Item(
        ItemKey(f"learning:{topic}-{n}"),
        "learning",
        LocalText("", title),
        LocalText("", f"About {topic}"),
        topics=(topic,),
    )
    for topic, titles in TITLES.items()
    for n, title in enumerate(titles)
)
catalogue = Catalogue(items)

# 2. A log: 400 people who mostly follow one topic in its order, and sometimes look elsewhere.
rng = np.random.default_rng(1)
events = [
    (
        user,
        int(topic) * 5 + step if rng.random() < 0.6 else int(rng.integers(0, 15)),
        20_000 + user % 60 + step * 3,
    )
    for user, topic in enumerate(rng.integers(0, 3, 400))
    for step in range(int(rng.integers(0, 3)), 5)
]
users, rows, days = (np.array(column) for column in zip(*events, strict=True))
blank = ("",) * 400
log = InteractionLog(users, rows, days.astype(float), np.ones(len(rows)), blank, blank, n_users=400)

# 3. A model: settings, weights and the guard's verdict come from the log's own last events.
model = fit(log, catalogue)
print("verdict:", model.metrics["verdict"], "| validation NDCG@10 of the blend and its signals:")
for name, ndcg in sorted(model.metrics["validation_ndcg@10"].items(), key=lambda pair: -pair[1]):
    print(f"   {ndcg:.3f}  {name}")


# 4. A person: two finished items and one stated interest.
def fact(kind: FactKind, key: str, value: str = "") -> Fact:
    return Fact(FactId(f"fact:{key}"), kind, "", key, value, LocalText("", key), Source(Origin.SELF), NOW)


person = ProfileView(
    (
        fact(FactKind.ACTIVITY, "learning:software-0", "finished"),
        fact(FactKind.ACTIVITY, "learning:software-1", "finished"),
        fact(FactKind.INTEREST, "safety"),
    ),
    NOW,
)

# 5. A short list, and the exact calculation behind each place.
candidates = [Candidate(item) for item in items]
ranked = rank(person, candidates, model=model, catalogue=catalogue, n=4, explore=False)
for place in ranked:
    print(f"\n{place.place}. {place.candidate.item.title.en}: {place.score:.4f}")
    for c in place.contributions:
        because = ", ".join(f"{term.key} {term.amount:+.4f}" for term in c.terms)
        print(f"   {c.amount:+.4f} = {c.weight:.3f} x {c.value:.3f}  {c.signal} ({because})")
    assert abs(place.score - sum(c.amount for c in place.contributions)) < 1e-9

# 6. What the person could change, verified by ranking again.
for lever in levers(person, candidates, ItemKey("learning:sales-3"), model=model, catalogue=catalogue).movers:
    print(
        f"\nAfter the sale: {lever.change} {lever.kind} {lever.key}: place {lever.place_before} -> {lever.place_after}"
    )
