"""Every page, German and English, light and dark, desk and phone: no violation, nothing wider than the screen."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import axe_violations

PAGES = {
    "marketing": (
        "/",
        "/?n=5",
        "/learning/",
        "/learning/?q=projekt",
        "/learning/mine/",
        "/learning/item/LI-0501/",
        "/my-data/",
    ),
    "projektleitung": ("/",),
    "betriebsrat": (
        "/register/",
        "/transparenz/",
        "/documents/",
        "/documents/notice/",
        "/documents/dpia/",
        "/documents/technical-file/",
        "/desk/",
        "/desk/systems/",
        "/desk/access/",
        "/desk/figures/",
        "/desk/audit/",
        "/desk/incidents/",
    ),
    "personal": ("/hr/intake/", "/hr/intake/2/", "/account/", "/account/second-factor/"),
}
SIZES = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
LOOKS = [(language, theme) for language in ("de", "en") for theme in ("light", "dark")]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("language", "theme"), LOOKS)
@pytest.mark.parametrize("persona", PAGES)
def test_no_violation_and_no_overflow(
    sign_in: Callable[..., Page], portal: str, persona: str, language: str, theme: str, size: str
) -> None:
    page = sign_in(persona, language=language)
    host = portal.split("//")[1].split(":")[0]
    page.context.add_cookies([{"name": "eigenart_theme", "value": theme, "domain": host, "path": "/"}])
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    for path in PAGES[persona]:
        page.goto(f"{portal}{path}")
        page.evaluate("() => document.querySelectorAll('main details').forEach(d => { d.open = true })")
        page.wait_for_load_state("networkidle")
        assert_fits(page, path)
        assert axe_violations(page) == [], path
        assert page.locator("html").get_attribute("lang") == language
        assert page.locator("html").get_attribute("data-bs-theme") == theme


def assert_fits(page: Page, path: str) -> None:
    sizes: dict[str, Any] = page.evaluate(
        "() => ({content: document.documentElement.scrollWidth, window: document.documentElement.clientWidth})"
    )
    assert sizes["content"] <= sizes["window"], f"{path} is {sizes['content']} px wide in {sizes['window']}"


@pytest.mark.parametrize("size", SIZES)
def test_the_login_page(page: Page, portal: str, size: str) -> None:
    page.set_viewport_size(SIZES[size])  # type: ignore[arg-type]
    page.goto(f"{portal}/login/")
    assert_fits(page, "/login/")
    assert axe_violations(page) == []
