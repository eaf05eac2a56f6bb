import base64
import hashlib
import html
import html.parser
import itertools
import re
from dataclasses import replace

import pytest

from tension.core.provenance import InputFile
from tension.report.links import link_of
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
def page_of_two(report_of_two):
    return (report_of_two / "report.html").read_text(encoding="utf-8")


@pytest.fixture(scope="module", params=["page", "page_of_two"])
def any_page(request):
    return request.getfixturevalue(request.param)


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
    text = page[page.index("<main"):]
    assert text.index('id="answer"') < text.index('id="figure-headline"') < text.index("<h2")


def test_the_page_loads_nothing_from_anywhere(any_page):
    for tag, attributes in _parsed(any_page).tags:
        for name in ("src", "srcset", "data", "poster"):
            assert name not in attributes
        if tag == "link":
            assert attributes["href"] == "data:,"
        if tag not in ("a", "link"):
            for name, value in attributes.items():
                if name in ("href", "xlink:href"):
                    assert value.startswith("#")
    assert not re.search(r"url\((?!#)", any_page)


def test_the_only_script_is_the_one_that_the_policy_names_by_its_sum(any_page):
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", any_page, re.DOTALL)
    run = [text for attributes, text in scripts if "application/json" not in attributes]
    assert len(run) == 1
    digest = base64.b64encode(hashlib.sha256(run[0].encode()).digest()).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', any_page).group(1)
    assert f"script-src 'sha256-{digest}';" in policy
    assert "default-src 'none';" in policy
    assert not re.search(r"\son\w+=", re.sub(r"<script.*?</script>", "", any_page, flags=re.DOTALL))


def test_every_anchor_of_the_page_exists_and_identifiers_are_unique(any_page):
    tags = _parsed(any_page).tags
    ids = [attributes["id"] for _, attributes in tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in tags:
        href = attributes.get("href") or attributes.get("xlink:href") or ""
        if href.startswith("#"):
            assert href[1:] in ids
    for name in re.findall(r"url\(#([^)]+)\)", any_page):
        assert name in ids


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


def test_the_page_of_two_hundred_thousand_events_is_small(crowded, tmp_path):
    assert len(crowded.events) > 199_000
    made = write_report(crowded, tmp_path / "out")
    assert made.page.stat().st_size < 3_000_000


ORDER = ["answer", "figure-headline", "breaks", "figure-breaks", "break-1", "figure-drivers-1",
         "break-2", "figure-drivers-2", "kinds", "figure-kinds_of_acts", "sides",
         "figure-cooperation_conflict", "directions", "figure-directions", "named", "year",
         "figure-latest", "each", "moved", "months", "figure-calendar", "sure", "method", "ledger",
         "limits", "cite"]


def test_the_page_goes_from_the_answer_to_the_evidence_and_the_record(shifted, tmp_path):
    page = write_report(shifted, tmp_path / "out").page.read_text(encoding="utf-8")
    places = [page.index(f'id="{name}"') for name in ORDER]
    assert places == sorted(places)
    linked = re.findall(r'href="#([^"]+)"', page[page.index("<nav"):page.index("</nav>")])
    assert linked == [name for name in ORDER if name in linked]
    assert {"breaks", "kinds", "year", "sure", "method", "ledger", "limits", "cite"} <= set(linked)


def test_the_last_months_are_told_one_by_one_with_acts_and_addresses(page, chronology):
    part = page[page.index('id="each"'):page.index('id="moved"')]
    months = part.split('<div class="period">')[1:]
    whens = [re.search(r"<strong>([^<]+)\.</strong>", one).group(1) for one in months]
    assert whens[0] == "April 2025"
    assert whens[-1] == "March 2026"
    assert len(whens) == 12
    for told, month in zip(months, chronology.periods[-12:], strict=True):
        mine = chronology.events[chronology.events["period"] == str(month)]
        acts = re.findall(r'<li>.*?</li>', told, re.DOTALL)
        assert 1 <= len(acts) <= 5
        known = {html.escape(one) for one in mine["url"].dropna()}
        assert all(re.search(r'href="([^"]+)"', act).group(1) in known for act in acts)
    assert re.search(r"And \d+ lighter acts, in <code>events.csv", months[-1])


def test_breaks_are_told_with_date_set_size_interval_and_acts(shifted, tmp_path):
    made = write_report(shifted, tmp_path / "out")
    page = made.page.read_text(encoding="utf-8")
    assert len(re.findall(r'<h3 id="break-\d">What the break of', page)) == 2
    text = " ".join("".join(_parsed(page).text).split())
    assert "From regime 1 (2000-01 to 2003-12) to regime 2 (2004-01 to 2007-12) the level" in text
    assert text.count("Towards conflict: acts of conflict that weigh more than before") >= 1
    assert "closer to conflict; events:" in text
    assert "Change (95 %)pChanceIn words" in text.replace(" p ", "p").replace("Chance ", "Chance")
    assert text.count("< 0.001") >= 2
    assert "how often so strong a step would come by chance" in text
    assert "nothing here shows that an act caused the change" in text


def test_a_page_of_one_source_says_nothing_of_others(page):
    assert "side-by-side" not in page
    assert not re.search(r'id="[a-z-]+-chronology"', page)


def test_a_page_of_two_sources_sets_them_side_by_side_then_shows_each_whole(page_of_two):
    text = page_of_two[page_of_two.index("<main"):]
    places = [text.index(f'id="{name}"') for name in (
        "side-by-side", "figure-side_by_side", "agreement", "source-chronology",
        "answer-chronology", "figure-headline-chronology", "breaks-chronology",
        "ledger-chronology", "source-tabular", "answer-tabular", "figure-headline-tabular",
        "breaks-tabular", "ledger-tabular", "general", "method", "cite",
    )]
    assert places == sorted(places)
    told = " ".join("".join(_parsed(page_of_two).text).split())
    assert "The numbers are not comparable with one another" in told
    assert told.count("Goldstein, J. S. (1992)") == 1
    assert told.count("Reporting follows access, interest and technology") == 1


def test_headings_of_a_page_of_two_sources_go_down_one_step_at_a_time(any_page):
    levels = [int(tag[1]) for tag, _ in _parsed(any_page).tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_many_inputs_are_listed_behind_a_line_that_counts_them(shifted, tmp_path):
    files = tuple(InputFile.of(f"{k}.zip", b"x", "gdelt2") for k in range(11))
    for count, folded in ((10, False), (11, True)):
        told = replace(shifted, provenance=replace(shifted.provenance, inputs=files[:count]))
        text = write_report(told, tmp_path / f"out{count}").page.read_text(encoding="utf-8")
        assert ("<summary>11 inputs</summary>" in text) is folded
        assert f"0.zip and {count - 1} more files" in text
