"""The report in a real browser: no console error, no request but the page itself, no overflow."""

import io
import os
import re
import shutil
import unicodedata
from pathlib import Path

import pypdf
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
        for figure in ("headline", "breaks", "cooperation_conflict", "directions",
                       "kinds_of_acts"):
            assert tab.locator(f"#figure-{figure}-{slug} svg").bounding_box()["width"] > 700
    tab.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_to_mend(browser, folder, width, scheme):
    """Landmarks, names, contrast, headings and keyboard access, by the rules of axe-core."""
    axe = os.environ.get("TENSION_AXE", "")
    if not axe:
        pytest.skip("axe-core is absent: name its axe.min.js in TENSION_AXE")
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    context.add_init_script(path=Path(axe))
    tab = context.new_page()
    tab.goto((folder / "report.html").as_uri())
    found = tab.evaluate("axe.run(document, {resultTypes: ['violations']})")
    context.close()
    assert found["testEngine"]["name"] == "axe-core"
    assert [(one["id"], one["help"], [node["html"][:200] for node in one["nodes"]][:3])
            for one in found["violations"]] == []


def test_the_first_screen_says_how_tense_since_when_how_sure_and_why(browser, report):
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    tab.goto((report / "report.html").as_uri())
    for part in (".number", ".verdict", ".lede", ".because"):
        box = tab.locator(f"#answer {part}").bounding_box()
        assert box["y"] + box["height"] < 500, part
    assert re.match(r"\d+ of 100 \(95 % band \d+ to \d+\)",
                    tab.locator("#answer .number").inner_text())
    assert "since March 2025" in tab.locator("#answer .verdict").inner_text()
    assert tab.locator("#answer .because li").count() == 2
    tab.close()


def test_every_entry_of_the_contents_leads_to_its_section(browser, folder):
    tab = browser.new_page(viewport={"width": 1280, "height": 900})
    tab.goto((folder / "report.html").as_uri())
    links = tab.locator("nav a").all()
    assert len(links) >= 10
    for link in links:
        link.click()
        name = link.get_attribute("href")[1:]
        top = tab.evaluate("name => document.getElementById(name).getBoundingClientRect().y", name)
        end = tab.evaluate("document.documentElement.scrollHeight - innerHeight - scrollY < 2")
        assert -2 < top < 60 or end, name
    tab.close()


def test_the_keyboard_comes_first_to_a_link_past_the_head(browser, report):
    tab = browser.new_page()
    tab.goto((report / "report.html").as_uri())
    tab.keyboard.press("Tab")
    link = tab.locator("a.skip:focus")
    assert link.bounding_box()["y"] >= 0
    tab.keyboard.press("Enter")
    assert tab.url.endswith("#main")
    tab.close()


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_page_prints_with_every_heading_beside_what_follows_it(browser, folder, paper):
    """No heading ends a page, and no page is left empty."""
    tab = browser.new_page()
    tab.goto((folder / "report.html").as_uri())
    heads = {re.sub(r"\W+", "", one) for one in tab.locator("h2, h3, h4").all_inner_texts()}
    read = pypdf.PdfReader(io.BytesIO(tab.pdf(format=paper)))
    tab.close()
    size = {"A4": (595, 842), "Letter": (612, 792)}[paper]
    assert [round(float(one)) for one in read.pages[0].mediabox[2:]] == pytest.approx(size, abs=1)
    for number, one in enumerate(read.pages, start=1):
        lines = [line for line in one.extract_text().splitlines() if line.strip()]
        assert lines, f"page {number} is empty"
        assert re.sub(r"\W+", "", lines[-1]) not in heads, (number, lines[-1])


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_no_figure_is_broken_in_print(browser, report, paper):
    """A figure's title, at its head, and its stamp, at its foot, are on one page."""
    tab = browser.new_page()
    tab.goto((report / "report.html").as_uri())
    titles = [one.split(" (")[0] for one in
              tab.locator("figure svg > title").all_text_contents()]
    read = pypdf.PdfReader(io.BytesIO(tab.pdf(format=paper)))
    tab.close()
    # A font may write two letters as one sign.
    pages = [" ".join(unicodedata.normalize("NFKC", one.extract_text()).split())
             for one in read.pages]
    for title in titles:
        drawn = f"Iran–Azerbaijan: {title[0].lower()}{title[1:]}"
        (on,) = [text for text in pages if drawn in text]
        assert on.count("as of 2026-03-18") >= sum(
            f"Iran–Azerbaijan: {one[0].lower()}{one[1:]}" in on for one in titles)


def test_a_table_that_runs_over_a_page_repeats_its_head(browser, report, tmp_path):
    html = (report / "report.html").read_text(encoding="utf-8")
    row = re.search(r"<tr><td>read</td>.*?</tr>", html, re.DOTALL).group()
    (tmp_path / "long.html").write_text(html.replace(row, row * 120), encoding="utf-8")
    tab = browser.new_page()
    tab.goto((tmp_path / "long.html").as_uri())
    read = pypdf.PdfReader(io.BytesIO(tab.pdf(format="A4")))
    tab.close()
    heads = [" ".join(one.extract_text().split()).count("Step Rule Unit") for one in read.pages]
    assert sum(heads) >= 3
    assert max(heads) == 1


def _headline(browser, report, width=1280):
    tab = browser.new_page(viewport={"width": width, "height": 1500})
    tab.goto((report / "report.html").as_uri())
    return tab, tab.locator("#figure-headline")


def test_the_pointer_reads_out_the_month_it_is_over(browser, report):
    tab, figure = _headline(browser, report)
    panel = figure.locator(".reading")
    assert panel.inner_text().startswith("Point at a month")
    strip = figure.locator(".strips rect[data-at='378']").bounding_box()
    tab.mouse.move(strip["x"] + strip["width"] / 2, strip["y"] + 40)
    assert panel.inner_text().startswith("April 2023 Level 5")
    links = panel.locator("a").all()
    assert len(links) == 5
    assert all(link.get_attribute("href").startswith("http") for link in links)
    tab.close()


def test_the_keyboard_reads_out_months_and_stops_at_the_ends(browser, report):
    tab, figure = _headline(browser, report, 390)
    panel = figure.locator(".reading")
    figure.locator(".scroll").focus()
    for key, when in (("ArrowRight", "March 2026"), ("ArrowRight", "March 2026"),
                      ("ArrowLeft", "February 2026"), ("PageUp", "February 2025"),
                      ("Home", "October 1991"), ("ArrowLeft", "October 1991"),
                      ("PageDown", "October 1992"), ("End", "March 2026")):
        tab.keyboard.press(key)
        assert panel.inner_text().startswith(when), key
    tab.close()


def test_without_scripts_the_page_is_complete_and_nothing_waits_for_one(browser, report):
    tab = browser.new_context(java_script_enabled=False).new_page()
    tab.goto((report / "report.html").as_uri())
    assert not tab.locator("#figure-headline .reading").is_visible()
    assert tab.locator("#figure-headline .strips title").count() == 414
    tab.close()


def test_no_script_runs_but_the_pages_own(browser, report, tmp_path):
    html = (report / "report.html").read_text(encoding="utf-8")
    (tmp_path / "page.html").write_text(
        html.replace("</main>", "</main><script>document.title = 'run'</script>"), encoding="utf-8"
    )
    tab = browser.new_page()
    said = []
    tab.on("console", lambda message: said.append(message.text))
    tab.goto((tmp_path / "page.html").as_uri())
    assert tab.title() != "run"
    assert any("Content Security Policy" in one for one in said)
    tab.close()
