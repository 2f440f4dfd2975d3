"""What differs between two registers, in words: whoever approves reads it before the whole text.

Works on the plain content as it is kept with a proposal, so an older register needs no older schema. Every value that
differs gives a sentence; `tests/register/test_differences.py` holds that. Called by the register page and the command.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from eigenart.core.vocabulary import LocalText
from eigenart.register.difference_words import SECTIONS, both, field, listed, same, value

KEYS: Final = ("id", "type")
"""What names an entry of a list, so that a changed place in the list is not a changed entry."""

Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One sentence. kind: added | removed | changed. section: e.g. purposes; id: of the entry, "" without one."""

    kind: str
    section: str
    id: str
    place: LocalText
    text: LocalText


def differences(before: Plain, after: Plain) -> tuple[Difference, ...]:
    """From one content to another, both as JSON; purposes first, in the order of the newer one."""
    names = [*SECTIONS, *sorted((set(before) | set(after)) - set(SECTIONS))]
    found: list[Difference] = []
    for section in names:
        old, new = before.get(section), after.get(section)
        if old == new:
            continue
        if section in ("register", "controller"):
            old, new = {"": old or {}}, {"": new or {}}
        if _is_named(old) and _is_named(new):
            found.extend(_entries(section, _by_name(old), _by_name(new)))
        else:
            found.extend(_changed(section, "", _place(section, "", {}), [], old, new))
    return tuple(found)


def _entries(section: str, old: Plain, new: Plain) -> Iterator[Difference]:
    for name in [*new, *(name for name in old if name not in new)]:
        place = _place(section, name, new.get(name, old.get(name)))
        if name not in old:
            yield Difference("added", section, name, place, _summary(new[name]))
        elif name not in new:
            yield Difference("removed", section, name, place, both("entfällt", "is removed"))
        else:
            yield from _changed(section, name, place, [], old[name], new[name])


def _changed(
    section: str, name: str, place: LocalText, path: list[str], old: Any, new: Any
) -> Iterator[Difference]:
    """The sentences of one entry, each for the smallest part that differs."""
    if old == new:
        return
    if _is_walked(old) and _is_walked(new):
        old, new = _by_name(old), _by_name(new)
        for part in [*new, *(part for part in old if part not in new)]:
            if part in old and part in new:
                yield from _changed(section, name, place, [*path, part], old[part], new[part])
            else:
                kind = "added" if part in new else "removed"
                text = _came_or_went(field([*path, part]), kind, new.get(part, old.get(part)))
                yield Difference(kind, section, name, place, text)
        return
    label = field(path) if path else same("")
    if isinstance(old, list) and isinstance(new, list):
        yield Difference("changed", section, name, place, _list_sentence(label, old, new))
    else:
        yield Difference("changed", section, name, place, _sentence(label, old, new))


def _sentence(label: LocalText, old: Any, new: Any) -> LocalText:
    before, after = value(old), value(new)
    return both(
        _led(label.de, f"bisher {before.de}, jetzt {after.de}")
        if before.de != after.de
        else _led(label.de, f"der englische Wortlaut ist jetzt {after.en}"),
        _led(label.en, f"before {before.en}, now {after.en}")
        if before.en != after.en
        else _led(label.en, f"the German wording is now {after.de}"),
    )


def _list_sentence(label: LocalText, old: list[Any], new: list[Any]) -> LocalText:
    came = listed([one for one in new if one not in old])
    went = listed([one for one in old if one not in new])
    if not (came.de or went.de):
        return _sentence(label, old, new)
    de = [*([f"neu {came.de}"] if came.de else []), *([f"entfällt {went.de}"] if went.de else [])]
    en = [*([f"new {came.en}"] if came.en else []), *([f"removed {went.en}"] if went.en else [])]
    return both(_led(label.de, "; ".join(de)), _led(label.en, "; ".join(en)))


def _came_or_went(label: LocalText, kind: str, content: Any) -> LocalText:
    if kind == "removed":
        return both(_led(label.de, "entfällt"), _led(label.en, "is removed"))
    if isinstance(content, dict):
        content = {name: inner for name, inner in content.items() if name not in KEYS}
    words = value(content)
    return both(_led(label.de, f"neu: {words.de}"), _led(label.en, f"new: {words.en}"))


def _led(label: str, text: str) -> str:
    return f"{label}: {text}" if label else text


def _summary(content: Any) -> LocalText:
    """What a new entry is, without its title."""
    shown = (
        {k: v for k, v in content.items() if k not in ("id", "title")}
        if isinstance(content, dict)
        else content
    )
    words = value(shown)
    return both(f"neu. {words.de}", f"new. {words.en}")


def _place(section: str, name: str, entry: Any) -> LocalText:
    label = SECTIONS.get(section, same(section))
    if not name:
        return label
    title = entry.get("title") if isinstance(entry, dict) else None
    if not isinstance(title, dict):
        return both(f"{label.de} {name}", f"{label.en} {name}")
    return both(
        f"{label.de} „{title.get('de') or name}“ ({name})", f"{label.en} “{title.get('en') or name}” ({name})"
    )


def _is_named(found: Any) -> bool:
    return isinstance(found, dict) or (isinstance(found, list) and bool(_names(found)))


def _is_walked(found: Any) -> bool:
    """Whether a difference is looked for inside; texts in two languages and levels of visibility are one value."""
    if isinstance(found, dict):
        return set(found) != {"de", "en"} and "level" not in found
    return isinstance(found, list) and bool(_names(found))


def _names(found: list[Any]) -> list[str]:
    """The names of a list's entries, if each has one of its own."""
    for key in KEYS:
        names = [str(one[key]) for one in found if isinstance(one, dict) and key in one]
        if names and len(set(names)) == len(found):
            return names
    return []


def _by_name(found: Any) -> Plain:
    if isinstance(found, dict):
        return found
    return dict(zip(_names(found), found, strict=True))
