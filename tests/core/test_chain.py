"""The chain's rules on their own: what is linked to what, and that nothing breaks where nothing was done."""

from datetime import UTC, datetime, timedelta

from eigenart.core.chain import NOTHING_BEFORE, Head, Line, breaks, canonical, link, tag_of

START = datetime(2026, 1, 1, tzinfo=UTC)
KEPT = START - timedelta(days=365)


def chain_of(words: list[str], *, chain: int = 0) -> list[Line]:
    lines, previous = [], NOTHING_BEFORE
    for number, word in enumerate(words, start=1):
        fields = (str(chain), str(number), word)
        previous = link(previous, fields)
        lines.append(Line(chain, number, previous, fields))
    return lines


def head_of(line: Line, *, days: int = 0) -> Head:
    return Head(line.chain, line.number, line.hash, START + timedelta(days=days))


def found(
    lines: list[Line], *anchors: Head, seals: dict[int, Head] | None = None, kept_since: datetime = KEPT
) -> list[tuple[str, int]]:
    broken = breaks(lines, seals=seals or {}, anchors=anchors, kept_since=kept_since)
    return [(one.code, one.number) for one in broken]


WORDS = ["ä", "b", "c", "d", "e"]


def test_fields_that_look_alike_side_by_side_differ() -> None:
    assert canonical(["ab", "c"]) != canonical(["a", "bc"])
    assert canonical(["a", ""]) != canonical(["", "a"])
    assert canonical(["1:a"]) != canonical(["a"])
    assert canonical(["ä"]) == "2:ä".encode()


def test_a_hash_depends_on_everything_before() -> None:
    first, second = chain_of(WORDS), chain_of(["x", *WORDS[1:]])
    assert all(a.hash != b.hash for a, b in zip(first, second, strict=True))


def test_nothing_is_found_where_nothing_was_done() -> None:
    lines = chain_of(WORDS)
    assert found([*lines, *chain_of(WORDS, chain=7)], head_of(lines[2]), head_of(lines[-1])) == []
    assert found([]) == []


def test_each_break_has_its_name() -> None:
    lines = chain_of(WORDS)
    edited = lines[1]._replace(fields=("0", "2", "x"))
    assert found([lines[0], edited, *lines[2:]]) == [("changed", 2)]
    assert found([*lines[:1], *lines[2:]]) == [("missing", 2)]
    assert found(lines[1:]) == [("missing", 1)]
    assert found(lines[:3], head_of(lines[4])) == [("cut", 4)]
    assert found(lines[:3]) == [], "without an anchor a cut leaves no trace"
    assert found([], head_of(lines[4])) == [("cut", 1)]
    anew = chain_of(["x", *WORDS[1:]])
    assert found(anew, head_of(lines[2])) == [("rewritten", 3)]
    assert found(anew) == [], "without an anchor neither does a log written anew"


def test_two_lines_that_changed_places_are_found() -> None:
    lines = chain_of(WORDS)
    swapped = [lines[0], lines[1]._replace(fields=lines[2].fields), lines[2]._replace(fields=lines[1].fields)]
    assert ("changed", 2) in found([*swapped, *lines[3:]])


def test_two_anchors_that_contradict_each_other_are_found() -> None:
    lines = chain_of(WORDS)
    other = Head(0, 2, "0" * 64, START)
    assert found(lines, head_of(lines[1]), other) == [("rewritten", 2)]


def test_a_chain_goes_on_after_its_seal() -> None:
    lines = chain_of(WORDS)
    seal = {0: head_of(lines[1])}
    assert found(lines[2:], seals=seal) == []
    assert (
        found(lines[2:], head_of(lines[0]), head_of(lines[1]), seals=seal, kept_since=START + timedelta(1))
        == []
    )
    assert found([], seals=seal) == []
    assert found(lines[3:], seals=seal) == [("missing", 3)]


def test_a_seal_does_not_excuse_what_went_too_early() -> None:
    lines = chain_of(WORDS)
    seal = {0: head_of(lines[2])}
    assert found(lines[3:], head_of(lines[1]), seals=seal) == [("removed_early", 2)]


def test_a_seal_that_an_anchor_contradicts_is_found() -> None:
    lines, anew = chain_of(WORDS), chain_of(["x", *WORDS[1:]])
    seal = {0: head_of(anew[1])}
    old = START + timedelta(days=1)
    assert found(anew[2:], head_of(lines[1]), seals=seal, kept_since=old) == [("rewritten", 2)]


def test_a_tag_is_of_one_line_and_one_key() -> None:
    key, other = b"k" * 32, b"o" * 32
    assert tag_of(key, "1") == tag_of(key, "1")
    assert len({tag_of(key, "1"), tag_of(key, "2"), tag_of(other, "1")}) == 3
    assert len(tag_of(key, "1")) == 32
