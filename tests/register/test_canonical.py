"""The hash: the same for the same content however it is written, another for any other content."""

import copy
import random
from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest
from ruamel.yaml import YAML

from eigenart.register.canonical import canonical, fingerprint
from eigenart.register.loader import DEFAULT_FILE, parse

TEXT = DEFAULT_FILE.read_text(encoding="utf-8")
REGISTER = parse(TEXT)


def rewritten(value: Any, random_order: random.Random) -> Any:
    """The same content with the keys of every mapping in another order."""
    if isinstance(value, dict):
        keys = list(value)
        random_order.shuffle(keys)
        return {key: rewritten(value[key], random_order) for key in keys}
    return [rewritten(one, random_order) for one in value] if isinstance(value, tuple) else value


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict | tuple):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(inner, (*path, key))
    else:
        yield path


def changed(value: Any, path: tuple[Any, ...]) -> Any:
    """A copy with the leaf at `path` replaced by something else."""
    if not path:
        return f"{value} " if isinstance(value, str) else "something else"
    copied = list(value) if isinstance(value, tuple) else dict(value)
    copied[path[0]] = changed(value[path[0]], path[1:])
    return tuple(copied) if isinstance(value, tuple) else copied


def test_order_and_layout_do_not_count() -> None:
    out = StringIO()
    writer = YAML()
    writer.indent(mapping=4, sequence=6, offset=3)
    writer.width = 60
    writer.dump(rewritten(REGISTER.plain, random.Random(7)), out)
    assert out.getvalue() != TEXT
    assert fingerprint(rewritten(REGISTER.plain, random.Random(8))) == REGISTER.hash


def test_comments_and_blank_lines_do_not_count() -> None:
    spaced = "# another remark\n\n" + TEXT.replace("\npurposes:", "\n\n# here they come\npurposes:  # all")
    assert parse(spaced).hash == REGISTER.hash


def test_every_single_value_counts() -> None:
    paths = list(leaves(REGISTER.plain))
    assert len(paths) > 500
    hashes = {fingerprint(changed(REGISTER.plain, path)) for path in paths}
    assert len(hashes) == len(paths)
    assert REGISTER.hash not in hashes


def test_the_order_of_a_list_counts() -> None:
    plain = copy.deepcopy(REGISTER.plain)
    plain["purposes"] = tuple(reversed(plain["purposes"]))
    assert fingerprint(plain) != REGISTER.hash


def test_the_form_is_exact() -> None:
    assert canonical({"b": (True, None), "a": date(2026, 11, 24), "ü": "ß"}) == (
        '{"a":"2026-11-24","b":[true,null],"ü":"ß"}'.encode()
    )
    assert len(REGISTER.hash) == 64


def test_foreign_values_are_refused() -> None:
    with pytest.raises(TypeError):
        canonical({"a": object()})
