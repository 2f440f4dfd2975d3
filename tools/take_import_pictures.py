"""Takes the pictures of docs/imports.md: the reports of two files, as HR sees them, from a running demo of its own.

python tools/take_import_pictures.py [--address http://127.0.0.1:8000]
"""

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from take_pictures import PICTURES, chromium, demo, page_as

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("EIGENART_SHARED_DATA", REPOSITORY.parent / "shared" / "data"))
LONGEST = 1_500
"""Pixels of a picture; what is below repeats itself."""
DEMO_HR = "personal"


@dataclass(frozen=True, slots=True)
class Report:
    """One file and the picture of its report. part: selector of a part of the page; "" for its upper part."""

    picture: str
    file: Path
    part: str = ""


REPORTS = (
    Report("import-attrition", SHARED / "hr_tables" / "ibm_hr_attrition.csv"),
    Report("import-faulty", REPOSITORY / "tests" / "data" / "intake" / "faulty_people.csv", "#issues"),
)


def main() -> int:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--address", help="use this running demo instead of starting one")
    chosen = options.parse_args()
    missing = [report.file for report in REPORTS if not report.file.exists()]
    if missing:
        sys.exit(f"{missing[0]} is missing: set EIGENART_SHARED_DATA to the folder with hr_tables/.")
    with demo(chosen.address) as address, sync_playwright() as playwright:
        flags = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium(), args=flags)
        for report in REPORTS:
            take(browser, address, report)
        browser.close()
    return 0


def take(browser: Browser, address: str, report: Report) -> None:
    with page_as(browser, address, DEMO_HR, language="de", theme="light", size="1280") as page:
        page.goto(f"{address}/hr/intake/")
        page.set_input_files("#file", report.file)
        page.locator("form[enctype] button[type=submit]").click()
        page.locator("#quality-title").wait_for(
            timeout=60_000
        )  # the worker checks, the page loads itself anew
        page.wait_for_load_state("networkidle")
        shot(page, report)


def shot(page: Page, report: Report) -> None:
    path = PICTURES / f"{report.picture}.png"
    if report.part:
        page.locator(report.part).screenshot(path=path)
        return
    clip = {"x": 0, "y": 0, "width": 1280, "height": min(height(page), LONGEST)}
    page.screenshot(path=path, full_page=True, clip=clip)  # type: ignore[arg-type]


def height(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollHeight"))


if __name__ == "__main__":
    sys.exit(main())
