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


@pytest.fixture(params=["report", "report_of_two"])
def folder(request):
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_silent_asks_for_nothing_and_fits_its_width(browser, folder, width):
    tab = browser.new_page(viewport={"width": width, "height": 900})
    said, asked = [], []
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto((folder / "report.html").as_uri())
    assert said == []
    assert asked == [(folder / "report.html").as_uri()]
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


@pytest.mark.parametrize("width", [1280, 390])
def test_a_page_of_two_sources_opens_with_both_numbers(browser, report_of_two, width):
    tab = browser.new_page(viewport={"width": width, "height": 900})
    tab.goto((report_of_two / "report.html").as_uri())
    for number in tab.locator("table.sources strong").all():
        box = number.bounding_box()
        assert 0 < box["y"] < 900
        assert box["x"] + box["width"] <= width
    assert tab.locator("table.sources strong").count() == 2
    tab.close()


def test_every_source_of_a_page_can_be_reached_and_shows_its_figures(browser, report_of_two):
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    tab.goto((report_of_two / "report.html").as_uri())
    for slug in ("chronology", "tabular"):
        tab.locator(f"nav a[href='#source-{slug}']").click()
        assert tab.evaluate(f"document.getElementById('source-{slug}').getBoundingClientRect().y"
                            ) < 10
        for figure in ("headline", "cooperation_conflict", "directions", "kinds_of_acts"):
            assert tab.locator(f"#figure-{figure}-{slug} svg").bounding_box()["width"] > 700
    tab.close()


def test_the_page_prints(browser, folder):
    tab = browser.new_page()
    tab.goto((folder / "report.html").as_uri())
    assert tab.pdf(format="A4")[:5] == b"%PDF-"
    tab.close()
