"""Translations are compiled at start, once, and a broken catalogue does not stop the portal."""

import gettext
import os
from pathlib import Path

import pytest

from eigenart.config.messages import compile_stale

PO = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Home"\nmsgstr "Übersicht"\n'


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "app/locale/de/LC_MESSAGES/django.po"
    path.parent.mkdir(parents=True)
    path.write_text(PO, encoding="utf-8")
    return path


def test_a_catalogue_is_compiled_once(source: Path, tmp_path: Path) -> None:
    assert compile_stale(tmp_path) == [source.with_suffix(".mo")]
    assert compile_stale(tmp_path) == []
    with source.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Home") == "Übersicht"


def test_a_newer_source_is_compiled_again(source: Path, tmp_path: Path) -> None:
    compile_stale(tmp_path)
    later = source.with_suffix(".mo").stat().st_mtime + 10
    os.utime(source, (later, later))
    assert compile_stale(tmp_path) == [source.with_suffix(".mo")]


def test_a_broken_catalogue_is_named_and_left_out(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source.write_text('msgid "Home"\nthis is no catalogue\n', encoding="utf-8")
    assert compile_stale(tmp_path) == []
    assert "django.po" in capsys.readouterr().err
