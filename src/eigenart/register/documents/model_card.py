"""The model card of one AI system: only figures that training measured, and plainly nothing where nothing was."""

from collections.abc import Mapping
from typing import Any, Final

from eigenart.core.vocabulary import LocalText
from eigenart.register.documents import passages as p
from eigenart.register.documents import words as w
from eigenart.register.documents.material import TrainedModel
from eigenart.register.documents.model import Block, Fact, Facts, Paragraph, Table
from eigenart.register.documents.words import both

QUALITY: Final = "validation_ndcg@10"
COUNTS: Mapping[str, LocalText] = {
    "n_people": both("Personen im Lernverlauf", "People in the learning records"),
    "n_events": both("Ereignisse", "Events"),
    "n_items": both("Lernangebote", "Learning offers"),
    "validation_people": both("Personen in der Prüfung", "People in the check"),
    "validation_events": both("Ereignisse in der Prüfung", "Events in the check"),
}
VERDICTS: w.Words = {
    "blend": both(
        "Die Mischung ist besser als jedes einzelne Signal und wird benutzt.",
        "The blend beats every single signal and is used.",
    ),
    "single": both(
        "Keine Mischung war besser; benutzt wird das beste einzelne Signal.",
        "No blend was better; the best single signal is used.",
    ),
    "prior": both(
        "Zu wenige Lernverläufe zum Messen; es gelten Ausgangsgewichte.",
        "Too few learning records to measure; starting weights apply.",
    ),
}
SIGNALS: w.Words = {
    "popularity": both("Beliebtheit", "popularity"),
    "org_unit_popularity": both("Beliebtheit in der Abteilung", "popularity in the department"),
    "position_popularity": both("Beliebtheit bei gleicher Stelle", "popularity in the position"),
    "ease": both("oft zusammen gelernt (EASE)", "often learnt together (EASE)"),
    "starts": both("womit andere anfangen", "what others begin with"),
    "rp3beta": both("kurze Wege zwischen Lernenden (RP3beta)", "short walks between learners (RP3beta)"),
    "transition": both("was oft danach kommt", "what often follows"),
    "content_recent": both("ähnlich wie zuletzt Gelerntes", "like what was learnt last"),
    "content_all": both("ähnlich wie alles Gelernte", "like all that was learnt"),
    "skill_gap": both("fehlende Fähigkeit", "missing skill"),
    "interests": both("eigene Interessen", "own interests"),
    "format_preference": both("gewünschtes Format", "preferred format"),
    "dislike": both("Abgelehntes (zieht ab)", "declined (takes away)"),
    "blend_ascent": both("Mischung, schrittweise verbessert", "blend, improved step by step"),
    "blend_likelihood": both("Mischung, nach Wahrscheinlichkeit", "blend, by likelihood"),
    "blend_mean": both("Mischung, Mittel aus beiden", "blend, mean of both"),
    "blend_prior": both("Mischung mit Ausgangsgewichten", "blend with starting weights"),
}
BUCKETS: w.Words = {
    "no_history": both("ohne Verlauf", "no history"),
    "coming_back": both("nach einer Pause", "coming back"),
    "sitting_few": both("mitten im Lernen, kurzer Verlauf", "in the middle of learning, short history"),
    "sitting_many": both("mitten im Lernen, langer Verlauf", "in the middle of learning, long history"),
}
UNTRAINED: Final = both(
    "Noch nicht trainiert. Es gibt keine gemessenen Werte; es gelten Ausgangsgewichte, bis ein "
    "Modell geprüft und freigegeben ist.",
    "Not trained yet. There are no measured figures; starting weights apply until a model has been "
    "checked and promoted.",
)
NO_INTERVAL: Final = both(
    "Die Werte stammen aus der Prüfung an späteren Verläufen, die das Modell nicht kannte. Ein "
    "Vertrauensbereich wird beim Training nicht gespeichert; unter 100 Personen sind Unterschiede "
    "von wenigen Hundertsteln nicht belastbar.",
    "The figures come from a check on later records that the model did not know. Training stores no "
    "confidence interval; below 100 people, differences of a few hundredths are not reliable.",
)


def card(model: TrainedModel | None) -> tuple[Block, ...]:
    """The blocks of the card; one honest paragraph where there is no model."""
    if model is None:
        return (Paragraph(UNTRAINED),)
    blocks: list[Block] = [Facts(_facts(model))]
    quality = model.metrics.get(QUALITY)
    if isinstance(quality, Mapping) and quality:
        blocks += [_quality(quality), Paragraph(NO_INTERVAL)]
    weights = model.metrics.get("weights")
    if isinstance(weights, Mapping) and weights:
        blocks.append(_weights(weights))
    return tuple(blocks)


def _facts(model: TrainedModel) -> tuple[Fact, ...]:
    verdict = str(model.metrics.get("verdict", ""))
    winner = str(model.metrics.get("winner", ""))
    counts = tuple(
        p.fact(name, label, w.same(str(model.metrics[name])))
        for name, label in COUNTS.items()
        if name in model.metrics
    )
    return (
        p.fact("trained", both("Trainiert am", "Trained on"), w.day(model.trained_on)),
        p.fact("surface", both("Bereich", "Surface"), w.code((model.surface,))),
        p.fact("verdict", both("Ergebnis der Prüfung", "Outcome of the check"), w.word(VERDICTS, verdict)),
        *((p.fact("winner", both("Benutzt wird", "In use"), _winner(winner)),) if winner else ()),
        *counts,
        p.fact("catalogue", both("Katalog", "Catalogue"), w.code((model.catalogue_version,))),
        p.fact("digest", both("Prüfsumme des Modells", "Digest of the model"), w.code((model.digest,))),
        p.fact(
            "register", both("Register beim Training", "Register at training"), w.code((model.register_hash,))
        ),
    )


def _winner(name: str) -> LocalText:
    """Training names the blend that won without its family."""
    return SIGNALS.get(name) or w.word(SIGNALS, f"blend_{name}" if f"blend_{name}" in SIGNALS else name)


def _quality(quality: Mapping[str, Any]) -> Table:
    ordered = sorted(quality.items(), key=lambda pair: (-float(pair[1]), pair[0]))
    rows = tuple((w.word(SIGNALS, name), _number(value, 4)) for name, value in ordered)
    caption = both("NDCG@10 auf späteren Verläufen", "NDCG@10 on later records")
    return Table(caption, (both("Verfahren", "Method"), w.same("NDCG@10")), rows, (3, 1))


def _weights(weights: Mapping[str, Mapping[str, Any]]) -> Table:
    """One row for each signal, one column for each amount of history, each bucket as training named it."""
    buckets = tuple(name for name in (*BUCKETS, *sorted(set(weights) - set(BUCKETS))) if name in weights)
    signals = tuple(dict.fromkeys(signal for bucket in buckets for signal in weights[bucket]))
    rows = tuple(
        (w.word(SIGNALS, signal), *(_number(weights[bucket].get(signal, 0.0), 3) for bucket in buckets))
        for signal in signals
    )
    head = (both("Signal", "Signal"), *(w.word(BUCKETS, bucket) for bucket in buckets))
    caption = both("Gewichte je Umfang des Lernverlaufs", "Weights by length of the learning record")
    return Table(caption, head, rows, (3, *(1 for _ in buckets)))


def _number(value: Any, digits: int) -> LocalText:
    written = f"{float(value):.{digits}f}"
    return both(written.replace(".", ","), written)
