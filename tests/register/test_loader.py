"""Reading a register strictly: each surprise of YAML is refused, with path and line."""

from pathlib import Path

import pytest

from eigenart.register import loader
from eigenart.register.loader import RegisterInvalid, RegisterUnreadable, load, load_active, parse

TEXT = loader.DEFAULT_FILE.read_text(encoding="utf-8")
LINES = TEXT.splitlines()


def line_of(text: str) -> int:
    return next(number for number, line in enumerate(LINES, start=1) if line.strip().startswith(text))


def replaced(old: str, new: str) -> str:
    assert TEXT.count(old) >= 1, f"the file has no {old!r} any more"
    return TEXT.replace(old, new, 1)


def problem(text: str) -> loader.Problem:
    with pytest.raises(RegisterUnreadable) as caught:
        parse(text)
    return caught.value.problems[0]


SYNTAX = {
    "tab": ("  version: 1\n", "  version:\t1\n", "tab"),
    "anchor": ('  locale_default: "de"', '  locale_default: &language "de"', "anchor"),
    "alias": ('  locale_default: "de"', "  locale_default: *language", "alias"),
    "tag": ('  locale_default: "de"', '  locale_default: !!str "de"', "tag"),
    "own tag": ('  locale_default: "de"', '  locale_default: !secret "de"', "tag"),
    "merge key": ('  locale_default: "de"', '  locale_default: "de"\n  <<: {id: "x"}', "merge_key"),
    "bare no": ('  locale_default: "de"', "  locale_default: no", "bare_word"),
    "bare Off": ('  locale_default: "de"', "  locale_default: Off", "bare_word"),
    "bare True": ("    profiling: true", "    profiling: True", "bare_word"),
    "bare key": ('  locale_default: "de"', '  locale_default: "de"\n  on: "x"', "bare_word"),
    "second document": ("\npurposes:\n", "\n---\npurposes:\n", "second_document"),
    "unclosed": ('  locale_default: "de"', '  locale_default: "de', "syntax"),
}


@pytest.mark.parametrize("case", SYNTAX)
def test_surprises_of_yaml_are_refused(case: str) -> None:
    old, new, code = SYNTAX[case]
    found = problem(replaced(old, new))
    assert found.code == code
    assert found.line >= 1


def test_a_duplicate_key_is_refused() -> None:
    found = problem(replaced('  locale_default: "de"', '  locale_default: "de"\n  version: 2'))
    assert found.code == "duplicate_key"
    assert found.line == line_of('locale_default: "de"') + 1


@pytest.mark.parametrize(
    ("old", "new", "code", "path"),
    [
        (
            '  locale_default: "de"',
            '  locale_default: "de"\n  colour: "red"',
            "unknown_key",
            "register.colour",
        ),
        ('  address: "', '  addres: "', "missing_key", "controller.address"),
        (
            "    profiling: true",
            '    profiling: "true"',
            "wrong_value",
            "ai_systems.learning_recommender.profiling",
        ),
        ("  version: 1\n", '  version: "1"\n', "wrong_value", "register.version"),
        ('    period: "P6M"', '    period: "6 months"', "wrong_value", "retention_classes.LK-A6.period"),
        ('    table: "auth_user"', '    table: "auth_user; drop"', "wrong_value", "data_types.login.table"),
    ],
)
def test_the_schema_names_path_and_line(old: str, new: str, code: str, path: str) -> None:
    text = replaced(old, new)
    with pytest.raises(RegisterUnreadable) as caught:
        parse(text)
    found = {(one.code, one.path): one for one in caught.value.problems}
    assert (code, path) in found
    if code != "missing_key":
        changed = next(
            number
            for number, (a, b) in enumerate(zip(text.splitlines(), LINES, strict=False), start=1)
            if a != b
        )
        assert found[(code, path)].line == changed
    assert path in str(caught.value)


def test_a_text_that_is_no_mapping_is_refused() -> None:
    assert problem("- 1\n").code == "not_a_mapping"
    assert problem("").code == "not_a_mapping"


def test_quoted_words_stay_words() -> None:
    register = parse(replaced('  name: "Musterfirma GmbH"', '  name: "no"'))
    assert register.content.controller.name == "no"


def test_broken_invariants_stop_the_load(tmp_path: Path) -> None:
    path = tmp_path / "register.yaml"
    path.write_text(replaced('manager: "none"', 'manager: "individual"'), encoding="utf-8")
    with pytest.raises(RegisterInvalid) as caught:
        load(path)
    assert [finding.code for finding in caught.value.findings] == ["manager_sees_individuals"]


def test_the_company_copy_comes_first_and_is_read_again_when_it_changes(tmp_path: Path) -> None:
    assert load_active(tmp_path).content.controller.name == "Musterfirma GmbH"
    own = tmp_path / loader.COMPANY_FILE
    own.write_text(replaced("Musterfirma GmbH", "Eigene AG"), encoding="utf-8")
    first = load_active(tmp_path)
    assert first.content.controller.name == "Eigene AG"
    assert load_active(tmp_path) is first
    own.write_text(replaced("Musterfirma GmbH", "Andere Eigene AG"), encoding="utf-8")
    assert load_active(tmp_path).content.controller.name == "Andere Eigene AG"
    own.write_text("broken", encoding="utf-8")
    with pytest.raises(RegisterUnreadable):
        load_active(tmp_path)
