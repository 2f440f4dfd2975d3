"""Home: few cards, exact reasons, answers that count at once, undo; also without JavaScript."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

SHOWN = ".suggestion"


def titles(page: Page) -> list[str]:
    return page.locator(f"{SHOWN} h3").all_inner_texts()


def a_ranked_card(page: Page) -> str:
    """The title of the first card that is not there by rule."""
    card = page.locator(SHOWN).filter(has_not=page.locator(".tag-rule")).first
    return card.locator("h3").inner_text()


def test_three_cards_first_and_five_on_demand(sign_in: Callable[..., Page]) -> None:
    page = sign_in("marketing")
    expect(page.locator(SHOWN)).to_have_count(3)
    page.get_by_role("link", name="Zwei weitere zeigen").click()
    expect(page.locator(SHOWN)).to_have_count(5)
    expect(page.get_by_role("link", name="Zwei weitere zeigen")).to_have_count(0)


def test_reasons_lead_to_the_very_fact_on_my_data(sign_in: Callable[..., Page]) -> None:
    page = sign_in("marketing", language="en")
    card = page.locator(SHOWN).filter(has_not=page.locator(".tag-rule")).first
    card.get_by_text("Why do I see this?").click()
    expect(card.locator(".shares li").first).to_be_visible()
    links = page.locator(f"{SHOWN} .shares a[href*='#']")
    anchors = [links.nth(i).get_attribute("href") or "" for i in range(links.count())]
    assert anchors
    for anchor in anchors:
        page.goto(f"{page.url.split('/', 3)[0]}//{page.url.split('/')[2]}{anchor}")
        expect(page.locator(f"[id='{anchor.split('#')[1]}']")).to_be_visible()


def test_opening_the_reasons_says_what_each_does_and_what_would_change_it(
    sign_in: Callable[..., Page],
) -> None:
    page = sign_in("marketing", language="en")
    card = page.locator(SHOWN).filter(has_not=page.locator(".tag-rule")).first
    card.get_by_text("Why do I see this?").click()
    expect(card.get_by_text("What each reason does")).to_be_visible()
    told = card.locator(".levers li").first.inner_text()
    assert re.search(r"place \d+ by fit", told) or "no longer be suggested" in told
    page.goto(page.url.rstrip("/") + (card.locator("h3 a").get_attribute("href") or ""))
    expect(page.locator(".levers li").first).to_have_text(told)


def test_an_answer_brings_the_next_card_counts_on_the_next_page_and_can_be_undone(
    sign_in: Callable[..., Page],
) -> None:
    page = sign_in("aussendienst")
    declined = a_ranked_card(page)
    card = page.locator(SHOWN).filter(has_text=declined)
    card.locator("summary", has_text="Nicht für mich").click()
    card.locator("button[value='not_now']").click()
    expect(page.locator(".undo-toast")).to_be_visible()
    expect(page.locator(SHOWN)).to_have_count(3)
    assert declined not in titles(page)
    page.reload()
    assert declined not in titles(page)
    expect(page.locator("#effects .effect").first).to_be_visible()
    with page.expect_navigation():
        page.locator("#effects .effect").first.get_by_role("button", name=re.compile("Rückgängig")).click()
    assert declined in titles(page)


@pytest.mark.parametrize("reason", ["format", "time", "known", "topic"])
def test_each_reason_says_what_it_changed(sign_in: Callable[..., Page], reason: str) -> None:
    page = sign_in("einstieg")
    declined = a_ranked_card(page)
    card = page.locator(SHOWN).filter(has_text=declined)
    card.locator("summary", has_text="Nicht für mich").click()
    card.locator(f"button[value='{reason}']").click()
    toast = page.locator(".undo-toast p")
    expect(toast).to_be_visible()
    words = toast.inner_text()
    with page.expect_navigation():
        page.locator(".undo-toast").get_by_role("button", name="Rückgängig").click()
    assert declined in titles(page)
    assert len(words) > 20


def test_accepting_plans_it_in_my_learning(sign_in: Callable[..., Page], portal: str) -> None:
    page = sign_in("wiedereinstieg")
    title = a_ranked_card(page)
    page.locator(SHOWN).filter(has_text=title).get_by_role("button", name="Vormerken").click()
    expect(page.locator(".undo-toast")).to_be_visible()
    page.goto(f"{portal}/learning/mine/")
    expect(page.get_by_role("link", name=title)).to_be_visible()


def test_a_time_budget_leaves_out_what_is_longer(sign_in: Callable[..., Page]) -> None:
    page = sign_in("marketing", language="en")
    page.get_by_role("link", name="20 min").click()
    expect(page.get_by_role("link", name="20 min")).to_have_attribute("aria-current", "true")
    for text in page.locator(f"{SHOWN} .meta").all_inner_texts():
        minutes = re.search(r"(\d+) min", text)
        assert minutes is None or int(minutes.group(1)) <= 20
        assert "hour" not in text


def test_everything_works_without_javascript(browser: Browser, portal: str) -> None:
    context = browser.new_context(java_script_enabled=False, locale="de")
    context.add_cookies([{"name": "django_language", "value": "de", "url": portal}])
    page = context.new_page()
    page.goto(f"{portal}/login/")
    page.locator("form[action$='/betriebsrat/'] button").click()
    declined = a_ranked_card(page)
    card = page.locator(SHOWN).filter(has_text=declined)
    card.locator("summary", has_text="Nicht für mich").click()
    card.locator("button[value='topic']").click()
    assert declined not in titles(page)
    expect(page.locator("#effects .effect").first).to_be_visible()
    page.locator("#effects .effect").first.get_by_role("button", name=re.compile("Rückgängig")).click()
    assert declined in titles(page)
    page.get_by_role("link", name="Zwei weitere zeigen").click()
    expect(page.locator(SHOWN)).to_have_count(5)
    page.goto(f"{portal}/learning/?q=Projekt")
    expect(page.locator("main h3 a, main article a").first).to_be_visible()
    page.locator("main h3 a").first.click()
    page.get_by_role("link", name="Was das ändern würde").click()
    expect(page.locator(".levers li").first).to_be_visible()
    context.close()


def test_home_by_keyboard_alone(sign_in: Callable[..., Page]) -> None:
    page = sign_in("teamleitung")
    page.keyboard.press("Tab")
    expect(page.locator(".skip-link")).to_be_focused()
    page.keyboard.press("Enter")
    declined = a_ranked_card(page)
    decline = page.locator(SHOWN).filter(has_text=declined).locator("summary", has_text="Nicht für mich")
    for _ in range(60):
        page.keyboard.press("Tab")
        if decline.evaluate("node => node === document.activeElement"):
            break
    expect(decline).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".undo-toast")).to_be_visible()
    assert declined not in titles(page)
    undo = page.locator(".undo-toast").get_by_role("button", name="Rückgängig")
    undo.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert declined in titles(page)
