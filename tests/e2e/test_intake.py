"""HR brings a file in: report, preview, confirmation, undo; and nobody else gets there."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Watch

BROKEN = (
    "Personalliste\n"
    "Personalnummer;Vorname;Nachname;E-Mail;Abteilung;Eintrittsdatum;Konfession\n"
    "009001;Jürgen;Müßig;jm@example.org;Technik;31.02.2024;rk\n"
    "009002;Åsa;Öst;;Technik;1.4.19;ev\n"
    ";Ohne;Nummer;x@example.org;Technik;01.01.2020;\n"
)


def test_a_file_goes_in_and_comes_out_again(
    sign_in: Callable[..., Page], portal: str, tmp_path: Path
) -> None:
    path = tmp_path / "neue.csv"
    path.write_text(BROKEN, encoding="cp1252")
    page = sign_in("personal")
    page.goto(f"{portal}/hr/intake/")
    page.locator("input[name='kind'][value='people']").check()
    page.locator("input[type='file']").set_input_files(path)
    page.get_by_role("button", name="Hochladen und prüfen").click()
    expect(page.get_by_role("heading", name="Ergebnis der Prüfung")).to_be_visible(timeout=30_000)
    expect(page.locator("main")).to_contain_text("Konfession")
    expect(page.locator("main")).not_to_contain_text(re.compile(r"\b(rk|ev)\b"))
    page.locator("main .btn-primary").click()
    expect(page.locator("main")).to_contain_text("Müßig")
    page.locator("form[action$='/apply/'] button").click()
    expect(page.locator("a[href$='/revert/']")).to_be_visible(timeout=30_000)
    page.locator("a[href$='/revert/']").click()
    page.locator("form[action$='/revert/'] button").click()
    expect(page.locator("a[href$='/revert/']")).to_have_count(0, timeout=30_000)
    expect(page.locator("#done-title")).to_be_visible()


@pytest.mark.parametrize("persona", ["marketing", "teamleitung", "betriebsrat", "it"])
def test_nobody_but_hr_sees_the_intake(
    sign_in: Callable[..., Page], portal: str, watch: Watch, persona: str
) -> None:
    page = sign_in(persona)
    expect(page.locator("a[href='/hr/intake/']")).to_have_count(0)
    watch.allow("status 403: /hr/intake/")
    watch.allow("403 (Forbidden)")
    page.goto(f"{portal}/hr/intake/")
    expect(page.locator("main")).to_be_visible()
