"""The report in a real browser: no console error, no request but the page itself, no overflow."""

import shutil

import pytest

names = ("chromium", "chromium-browser", "google-chrome")
chromium = next(filter(None, map(shutil.which, names)), None)
playwright = pytest.importorskip("playwright.sync_api", reason="playwright is absent")

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="module")
def browser():
    if chromium is None:
        pytest.skip("chromium is absent")
    with playwright.sync_playwright() as play:
        launched = play.chromium.launch(executable_path=chromium, args=FLAGS)
        yield launched
        launched.close()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_silent_asks_for_nothing_and_fits_its_width(browser, report, width):
    tab = browser.new_page(viewport={"width": width, "height": 900})
    said, asked = [], []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto((report / "report.html").as_uri())
    assert said == []
    assert asked == [(report / "report.html").as_uri()]
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    tab.close()


def test_the_headline_figure_is_visible_on_the_first_pages(browser, report):
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    tab.goto((report / "report.html").as_uri())
    box = tab.locator("#figure-headline svg").bounding_box()
    assert box["y"] < 900
    assert box["width"] > 900
    assert tab.locator("#answer").bounding_box()["y"] < 300
    tab.close()


def test_the_page_prints(browser, report):
    tab = browser.new_page()
    tab.goto((report / "report.html").as_uri())
    assert tab.pdf(format="A4")[:5] == b"%PDF-"
    tab.close()
