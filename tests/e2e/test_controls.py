"""The watch and the accessibility check themselves: each must fire on a planted fault."""

from playwright.sync_api import Page

from tests.e2e.conftest import Watch, axe_violations


def test_axe_fires_on_grey_text(page: Page, portal: str) -> None:
    page.goto(f"{portal}/login/")
    assert axe_violations(page) == []
    page.evaluate(
        """() => {
            const text = document.createElement("p");
            text.textContent = "This line is far too pale to be read by anybody.";
            text.style.color = "#ddd"; text.style.background = "#fff";
            document.querySelector("main").append(text);
        }"""
    )
    assert any(line.startswith("color-contrast") for line in axe_violations(page))


def test_the_watch_fires_on_a_missing_page(page: Page, portal: str, watch: Watch) -> None:
    page.goto(f"{portal}/no-such-page/")
    assert any(line.startswith("status 404") for line in watch.faults)
    watch.allow("404")


def test_the_watch_fires_on_a_foreign_host_and_the_policy_stops_it(
    page: Page, portal: str, watch: Watch
) -> None:
    page.goto(f"{portal}/login/")
    page.evaluate("() => fetch('http://127.0.0.1:9/tracker').catch(() => null)")
    assert any("127.0.0.1:9" in line for line in watch.lines)
    watch.allow("127.0.0.1:9")
    watch.allow("Content Security Policy")


def test_the_watch_fires_on_a_script_error(page: Page, portal: str, watch: Watch) -> None:
    page.goto(f"{portal}/login/")
    page.evaluate("() => setTimeout(() => { throw new Error('planted') }, 0)")
    page.wait_for_timeout(100)
    assert any("planted" in line for line in watch.faults)
    watch.allow("planted")
