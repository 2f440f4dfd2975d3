"""Topic codes and their labels. Called by search, by the words of reasons, and by the interest chooser."""

from collections.abc import Collection, Mapping

from django.utils.translation import get_language

from eigenart.core.vocabulary import LocalText
from eigenart.surfaces.learning.models import Topic


def labels(codes: Collection[str] | None = None) -> dict[str, LocalText]:
    """Labels of these topics, or of all; a code without a label stands for itself."""
    rows = Topic.objects.all() if codes is None else Topic.objects.filter(code__in=codes)
    found = {
        t.code: LocalText(t.label_de or t.label_en or t.code, t.label_en or t.label_de or t.code)
        for t in rows
    }
    return found | {code: LocalText(code, code) for code in codes or () if code not in found}


def label(code: str) -> str:
    return labels([code])[code].in_language(get_language() or "en")


def save(texts: Mapping[str, LocalText]) -> int:
    """Add or rename topics; repeating it changes nothing. Returns how many rows were written."""
    rows = [Topic(code=code, label_de=text.de, label_en=text.en) for code, text in sorted(texts.items())]
    written = Topic.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["code"], update_fields=["label_de", "label_en"]
    )
    return len(written)


def add_missing(codes: Collection[str]) -> None:
    """Make a row for each new code, without a label."""
    Topic.objects.bulk_create([Topic(code=code) for code in sorted(codes)], ignore_conflicts=True)


def preference_labels(keys: Collection[str]) -> dict[str, LocalText]:
    """Labels for preference keys of the form `topic:<code>`; others are left to the page."""
    codes = {key: key.removeprefix("topic:") for key in keys if key.startswith("topic:")}
    found = labels(codes.values())
    return {key: found[code] for key, code in codes.items()}


def interest_labels(keys: Collection[str]) -> dict[str, LocalText]:
    """Labels for those interest keys that are topics; the others are skills and have their own names."""
    known = set(Topic.objects.filter(code__in=keys).values_list("code", flat=True))
    return labels(known) if known else {}
