"""Read a register file strictly: every surprise of YAML is an error that names its line.

Refused: tabs, anchors, aliases, merge keys, tags, second documents, duplicate and unknown keys, and the bare
words yes/no/on/off, which other readers turn into booleans.
"""

import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import AliasEvent, DocumentStartEvent, NodeEvent, ScalarEvent

from eigenart.register.checks import Finding, check
from eigenart.register.read import Register
from eigenart.register.schema import Content

DEFAULT_FILE = Path(__file__).with_name("default.yaml")
COMPANY_FILE = "register.yaml"
BARE_WORDS = frozenset({"yes", "no", "on", "off", "y", "n", "~"})
BARE_BOOLEANS = frozenset({"true", "false", "null"})


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why a file cannot be read. line counts from 1; 0 where no line is known."""

    code: str
    path: str
    line: int
    detail: str = ""


class RegisterUnreadable(Exception):
    """The file is not a register. Final until the file changes. `problems` names path and line of each."""

    code = "register_unreadable"
    is_final = True

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"line {p.line}: {p.path} {p.code} {p.detail}".strip() for p in problems))


class RegisterInvalid(Exception):
    """The file is a register but breaks invariants. Final until the file changes."""

    code = "register_invalid"
    is_final = True

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__("; ".join(f"{f.path}: {f.code}" for f in findings))


def load(path: Path) -> Register:
    """Read and check one file. Raises RegisterUnreadable or RegisterInvalid."""
    register = parse(path.read_text(encoding="utf-8"))
    findings = check(register.content)
    if findings:
        raise RegisterInvalid(findings)
    return register


def load_active(data_dir: Path) -> Register:
    """The company's own register if it keeps one, else the one that ships. Re-read when the file changes."""
    own = data_dir / COMPANY_FILE
    path = own if own.exists() else DEFAULT_FILE
    state = path.stat()
    key = (path, state.st_mtime_ns, state.st_size)
    if key not in _loaded:
        register = load(path)
        _loaded.clear()
        _loaded[key] = register
    return _loaded[key]


_loaded: dict[tuple[Path, int, int], Register] = {}


def parse(text: str) -> Register:
    """Read one text, without checking invariants. Raises RegisterUnreadable."""
    problems = [*_tabs(text)]
    if not problems:
        problems = _surprises(text)
    if problems:
        raise RegisterUnreadable(tuple(problems))
    tree = _tree(text)
    plain = _plain(tree)
    try:
        content = Content.of(plain)
    except ValidationError as error:
        raise RegisterUnreadable(tuple(_from_schema(error, tree))) from None
    return Register(content=content, plain=plain)


def _tabs(text: str) -> list[Problem]:
    lines = enumerate(text.splitlines(), start=1)
    return [Problem("tab", "", number) for number, line in lines if "\t" in line]


def _surprises(text: str) -> list[Problem]:
    problems: list[Problem] = []
    documents = 0
    try:
        for event in YAML(typ="safe", pure=True).parse(io.StringIO(text)):
            line = event.start_mark.line + 1
            if isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    problems.append(Problem("second_document", "", line))
            if isinstance(event, NodeEvent):
                problems.extend(_surprises_of(event, line))
    except MarkedYAMLError as error:
        problems.append(_from_yaml(error))
    return problems


def _surprises_of(event: NodeEvent, line: int) -> list[Problem]:
    found: list[Problem] = []
    if isinstance(event, AliasEvent):
        return [Problem("alias", "", line, f"*{event.anchor}")]
    if event.anchor is not None:
        found.append(Problem("anchor", "", line, f"&{event.anchor}"))
    if getattr(event, "ctag", None):
        found.append(Problem("tag", "", line, str(getattr(event, "ctag", ""))))
    if isinstance(event, ScalarEvent) and not event.style:
        if event.value == "<<":
            found.append(Problem("merge_key", "", line))
        lowered = event.value.lower()
        if lowered in BARE_WORDS or (lowered in BARE_BOOLEANS and event.value != lowered):
            found.append(Problem("bare_word", "", line, event.value))
    return found


def _tree(text: str) -> CommentedMap:
    reader = YAML(typ="rt", pure=True)
    reader.version = (1, 2)
    try:
        tree = reader.load(text)
    except DuplicateKeyError as error:
        raise RegisterUnreadable((_from_yaml(error, code="duplicate_key"),)) from None
    except MarkedYAMLError as error:
        raise RegisterUnreadable((_from_yaml(error),)) from None
    if not isinstance(tree, CommentedMap):
        raise RegisterUnreadable((Problem("not_a_mapping", "", 1),))
    return tree


def _from_yaml(error: MarkedYAMLError, *, code: str = "syntax") -> Problem:
    line = error.problem_mark.line + 1 if error.problem_mark else 0
    return Problem(code, "", line, (error.problem or "").split("\n")[0])


def _from_schema(error: ValidationError, tree: CommentedMap) -> list[Problem]:
    codes = {"missing": "missing_key", "extra_forbidden": "unknown_key"}
    problems = []
    for one in error.errors(include_url=False, include_input=False):
        code = codes.get(one["type"], "wrong_value")
        path = ".".join(str(part) for part in one["loc"])
        problems.append(Problem(code, path, _line_of(tree, one["loc"]), one["msg"]))
    return problems


def _line_of(tree: Any, path: tuple[int | str, ...]) -> int:
    """The line of the deepest part of `path` that the file has; branches of a union are skipped."""
    line = 1
    for part in path:
        if isinstance(tree, CommentedMap) and part in tree:
            line = tree.lc.key(part)[0] + 1
            tree = tree[part]
        elif isinstance(tree, CommentedSeq) and isinstance(part, int) and part < len(tree):
            line = tree.lc.item(part)[0] + 1
            tree = tree[part]
    return line


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return tuple(_plain(inner) for inner in value)
    if isinstance(value, bool) or value is None:
        return value
    for kind in (int, float, str):
        if isinstance(value, kind):
            return kind(value)
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    return value
