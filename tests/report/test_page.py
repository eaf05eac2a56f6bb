import html.parser
import re

import pytest

from tension.report.page import link_of
from tension.report.write import write_report
from tension.series.aggregate import build_series
from tension.sources.read import read_events

EVIL = '<script>alert(1)</script> & "quotes"'


class Collector(html.parser.HTMLParser):
    """Tags with their attributes, and the visible text."""

    def __init__(self):
        super().__init__()
        self.tags, self.text = [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text.append(data)


def _parsed(text):
    collector = Collector()
    collector.feed(text)
    return collector


@pytest.fixture(scope="module")
def page(report):
    return (report / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def evil_page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("evil")
    rows = ["date,source,target,cameo,summary,url,outlet"]
    cells = EVIL.replace('"', '""')
    rows += [f'2001-{m:02d}-03,IRN,AZE,190,"{cells}",https://example.org/?a=1&b="x",o<b>'
             .replace('b="x"', "b=x") for m in range(1, 9)]
    (folder / "evil.csv").write_text("\n".join(rows), encoding="utf-8")
    made = write_report(build_series(read_events(folder / "evil.csv")), folder / "out")
    return made.page.read_text(encoding="utf-8")


def test_the_page_opens_with_the_answer_and_then_the_headline_figure(page):
    text = page[page.index("<main>"):]
    assert text.index('id="answer"') < text.index('id="figure-headline"') < text.index("<h2")


def test_the_page_loads_nothing_from_anywhere(page):
    for tag, attributes in _parsed(page).tags:
        for name in ("src", "srcset", "data", "poster"):
            assert name not in attributes
        if tag == "link":
            assert attributes["href"] == "data:,"
        if tag not in ("a", "link"):
            for name, value in attributes.items():
                if name in ("href", "xlink:href"):
                    assert value.startswith("#")
    assert not re.search(r"url\((?!#)", page)
    assert "<script" not in page
    assert "Content-Security-Policy" in page


def test_every_anchor_of_the_page_exists_and_identifiers_are_unique(page):
    tags = _parsed(page).tags
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in tags:
        href = attributes.get("href") or attributes.get("xlink:href") or ""
        if href.startswith("#"):
            assert href[1:] in ids


def test_text_of_events_is_escaped(evil_page):
    assert "<script>alert" not in evil_page
    assert "<b>" not in evil_page
    assert EVIL in "".join(_parsed(evil_page).text)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//example.org", None])
def test_only_http_addresses_become_links(url):
    assert link_of(url) == ""


def test_the_page_names_limits_ledger_method_and_citation(page):
    text = " ".join("".join(_parsed(page).text).split())
    for needed in ("never drawn or counted as neutral", "outside the source's coverage",
                   "prior_weight_events = 5.0", "Goldstein, J. S. (1992)", "CC BY 4.0",
                   "language models", "from here had different first coders", "methodology 1.0"):
        assert needed in text, needed


def test_the_page_is_small(report):
    assert (report / "report.html").stat().st_size < 3_000_000


def test_breaks_are_told_with_date_set_size_interval_and_acts(shifted, tmp_path):
    made = write_report(shifted, tmp_path / "out")
    text = " ".join("".join(_parsed(made.page.read_text(encoding="utf-8")).text).split())
    assert text.count("the weightiest acts in the direction of the change") == 2
    assert "closer to conflict; events:" in text
    assert "nothing here shows that they caused it" in text
