"""My data: switches that act on the next request, and values that can be muted, corrected and forgotten."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect


def test_switching_off_acts_at_once_and_costs_nothing(sign_in: Callable[..., Page], portal: str) -> None:
    page = sign_in("wiedereinstieg")
    page.goto(f"{portal}/learning/?q=")
    catalogue = page.locator("main h2, main .result-count").first.inner_text()
    page.goto(f"{portal}/my-data/")
    page.locator("[id='off-learning.recommend']").click()
    page.goto(f"{portal}/")
    assert "für alle gleich" in page.locator("main").inner_text().lower()
    expect(page.locator(".suggestion").first).to_be_visible()
    page.goto(f"{portal}/learning/?q=")
    assert page.locator("main h2, main .result-count").first.inner_text() == catalogue
    page.goto(f"{portal}/my-data/")
    page.locator("[id='on-learning.recommend']").click()
    page.goto(f"{portal}/")
    assert "für alle gleich" not in page.locator("main").inner_text().lower()


def test_both_buttons_of_a_switch_are_equally_large(sign_in: Callable[..., Page], portal: str) -> None:
    page = sign_in("marketing")
    page.goto(f"{portal}/my-data/")
    for choice in page.locator("form.ei-choice").all():
        on, off = (choice.locator("button").nth(i).bounding_box() for i in (0, 1))
        assert on is not None
        assert off is not None
        assert abs(on["height"] - off["height"]) < 1
        assert abs(on["width"] - off["width"]) < 40


def test_a_muted_skill_is_marked_and_counts_again(sign_in: Callable[..., Page], portal: str) -> None:
    page = sign_in("marketing")
    page.goto(f"{portal}/my-data/")
    fact = page.locator("[id^='fact-']").filter(has_text="Fotografieren").first
    fact.get_by_role("button", name=re.compile("Nicht nutzen")).first.click()
    fact = page.locator("[id^='fact-']").filter(has_text="Fotografieren").first
    fact.get_by_role("button", name=re.compile("nutzen")).first.click()
    expect(
        page.locator("[id^='fact-']")
        .filter(has_text="Fotografieren")
        .first.get_by_role("button", name=re.compile("Nicht nutzen"))
    ).to_be_visible()


def test_the_page_names_where_each_value_comes_from(sign_in: Callable[..., Page], portal: str) -> None:
    page = sign_in("einstieg")
    page.goto(f"{portal}/my-data/")
    text = page.locator("main").inner_text()
    assert re.search(r"Personal\w*.csv|people\.csv", text)
    assert "Von Ihnen" in text
    assert "wird gelöscht" in text
