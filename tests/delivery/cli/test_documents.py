"""`eigenart documents` writes every document in both languages and says what is open."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from eigenart.delivery.cli import EXIT_FOUND, documents
from eigenart.privacy.in_force import register
from eigenart.register.documents.catalogue import DOCUMENTS, LANGUAGES

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _set_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "set_up", lambda: None)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(documents.documents, arguments)


def test_every_document_is_written_in_both_languages_and_forms(tmp_path: Path) -> None:
    done = run("write", str(tmp_path / "out"))
    assert done.exit_code == 0
    written = {path.name for path in (tmp_path / "out").iterdir()}
    assert written == {
        f"{code}.{language}.{form}"
        for code in DOCUMENTS
        for language in LANGUAGES
        for form in ("html", "pdf")
    }
    for path in (tmp_path / "out").glob("*.html"):
        assert f'<meta name="register-hash" content="{register().hash}">' in path.read_text(encoding="utf-8")


def test_writing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert run("write", str(tmp_path / name)).exit_code == 0
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_what_is_open_is_named_with_its_place_in_the_register() -> None:
    done = run("open")
    assert done.exit_code == EXIT_FOUND
    assert "(controller.deletion)" in done.output
    assert "(ai_systems.learning_recommender.provider)" in done.output
