"""A page in another language: nothing on it is said past the catalogue but data."""

import io
import re
import sys
from dataclasses import replace
from html import escape
from html.parser import HTMLParser
from itertools import chain
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from babel import Locale
from babel.messages.pofile import read_po, write_po
from click.testing import CliRunner
from matplotlib.text import Text

from tension.cli.main import main
from tension.core.dyad import countries
from tension.core.language import speaking, template
from tension.core.ontology import ontology
from tension.explain.draw import LONGEST
from tension.explain.grid import CRITERIA, DIMENSIONS
from tension.explain.refit import MEASURES
from tension.explain.solidity import solidity
from tension.models.breaks.find import find_breaks
from tension.models.latent import estimate_tension
from tension.models.simulate import simulate
from tension.panel.build import build_panel
from tension.panel.context import place_pair
from tension.report import neighbours
from tension.report.cite import CHRONOLOGY, PROGRAM
from tension.report.real_time import real_time_of_series
from tension.report.run_file import method_constants
from tension.report.wording import SOURCES
from tension.report.write import write_report
from tension.scales.scale import BUILT_IN, Scale
from tension.series.aggregate import build_series
from tension.sources.read import read_events

sys.path.insert(0, str(Path(__file__).parents[1] / "panel"))
from alike import neighbourhood

QUICK = {"choices": {"freq": ["month"], "scale": ["goldstein_cameo"], "direction": ["both"],
                     "disputed": ["in"], "multilateral": ["in"], "measure": ["mean", "share"]},
         "worlds": 20, "repetitions": 2, "workers": 1}

TELLS = "Γεγονός"
"""What every event of these tests tells: no letter of it is Latin, so that words of ours show."""

KNOWN = (
    # Details of a ledger, as the reader of the source wrote them into the table.
    r"\d{4}-\d\d-\d\d to \d{4}-\d\d-\d\d \(.*\)",
    r".*the file holds IRN-AZE, AZE-IRN",
    # A scale made of a file's own scores is named and explained when it is made.
    r".*Scores of the file itself taken as they stand, on a scale from −10 to \+10",
)
"""What is known to stay English: patterns of whole lines. Nothing is added without a reason."""

NAMES = {
    # Months are in no catalogue: Babel knows them in every language.
    *chain.from_iterable(Locale("en_GB").months["format"][width].values()
                         for width in ("wide", "abbreviated")),
    *DIMENSIONS, *MEASURES, *CRITERIA, *BUILT_IN, "none", "exact", "one_a_day", "month", "both",
    "in", "SHA-256", "simulated", "seed", "tabular", "chronology", "mine.csv",
    "IRN-AZE", "FRA-DEU", *SOURCES.values(),
    "iran_azerbaijan_events.csv",
}
"""Names of months, choices, files and sources."""


def pseudo(path):
    """Write a catalogue that puts every text in brackets and leaves its blanks outside them."""
    catalogue = read_po(io.BytesIO(template().encode()))
    catalogue.locale = "en_GB"
    for message in list(catalogue)[1:]:
        words = message.id if isinstance(message.id, tuple) else (message.id,)
        said = tuple(re.sub(r"(\{\w+(?::[^}]*)?\})", r"⟧\1⟦",
                            "\n".join(f"⟦{line}⟧" for line in word.split("\n")))
                     for word in words)
        message.string = said if isinstance(message.id, tuple) else said[0]
    with path.open("wb") as file:
        write_po(file, catalogue)
    return str(path)


class Words(HTMLParser):
    """What a reader sees or hears of a page, a block a line; code, styles and scripts left out."""

    SILENT = ("style", "script", "code")
    SAID = ("aria-label", "data-label", "alt")
    INSIDE = ("strong", "em", "small", "span", "a", "code")

    def __init__(self, html):
        super().__init__()
        self.within, self.told = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.told += [f"\n{value}\n" for name, value in attrs if name in self.SAID]
        if tag in self.SILENT:
            self.within.append(tag)
        elif tag not in self.INSIDE:
            self.told.append("\n")

    def handle_endtag(self, tag):
        if self.within and tag == self.within[-1]:
            self.within.pop()
        elif tag not in self.INSIDE:
            self.told.append("\n")

    def handle_data(self, data):
        if not self.within:
            self.told.append(data)


def data_of(series):
    """What the page takes from tables as it stands: labels, countries, citations, scales."""
    labels = [label for name in ("cameo",) for label in ontology(name).labels.values()]
    cut = [label[:length] + "…" for label in labels for length in range(20, LONGEST)]
    scales = [Scale.named(name) for name in BUILT_IN]
    constants = method_constants(find_breaks(series))
    return [*labels, *cut, *(country.name for country in countries().values()), PROGRAM, CHRONOLOGY,
            *(one.citation for one in scales), *(one.title for one in scales),
            *(f"{name} = {value}" for name, value in constants.items())]


def bare(html, series):
    """Lines of a page with a word that stands in no brackets and is no data."""
    outside, depth = [], 0
    for sign in "".join(Words(html).told):
        depth += {"⟦": 1, "⟧": -1}.get(sign, 0)
        outside.append(sign if not depth and sign != "⟧" else " " if sign in "⟦⟧" else "")
    assert depth == 0
    text = "".join(outside)
    for one in sorted(data_of(series), key=len, reverse=True):
        text = text.replace(one, "")
    lines = [" ".join(line.split()) for line in text.splitlines()]
    named = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(NAMES, key=len, reverse=True)))})\b")
    return sorted({line for line in lines if re.search("[A-Za-z]{2}", named.sub("", line))
                   and not any(re.fullmatch(known, line) for known in KNOWN)})


@pytest.fixture(scope="module")
def bracketed(tmp_path_factory):
    return pseudo(tmp_path_factory.mktemp("pseudo") / "xx.po")


def page_of(series, lang, out, **more):
    return write_report(series, out, lang=lang, **more).page.read_text(encoding="utf-8")


def told(events, **more):
    """Return the events with a text that has no Latin letter, as a source of another script has."""
    return replace(events, table=events.table.assign(summary=TELLS, outlet=None, **more))


def test_every_word_of_a_full_page_is_of_the_catalogue_or_data(bracketed, tmp_path):
    events = simulate(["calm"] * 48 + ["tense"] * 48 + ["calm"] * 48, events_per_month=(3, 6),
                      seed=5).events
    late = np.where(np.random.default_rng(6).random(len(events)) < 0.2, 365, 3)
    added = (events.table["date"] + pd.to_timedelta(late, unit="D")).astype("datetime64[s]")
    events = told(events, added=added)
    with speaking(bracketed):
        series = build_series(events, dedupe_rung="none")
        solid = solidity(events, find_breaks(series), **QUICK)
        line = real_time_of_series(events, estimate_tension(series))
    html = page_of(series, bracketed, tmp_path / "out", solid=[solid], real_time=[line])
    assert len(solid.table) == 2
    assert bare(html, series) == []
    assert '<html lang="en-GB">' in html


def among(bracketed, table, events):
    """The series of a pair and its context, made in the bracketed language."""
    pytest.importorskip("ibis")
    with speaking(bracketed):
        series = build_series(told(events))
        return series, place_pair(build_panel(table), series, workers=1)


def test_every_word_of_a_page_with_a_context_is_of_the_catalogue_or_data(
    bracketed, tmp_path, monkeypatch
):
    monkeypatch.setattr(neighbours, "LISTED", 3)
    events, table = neighbourhood(["IRN-AZE", "IRN-TUR", "IRN-RUS"], months=60, at=30)
    # The first two events are the pair's own: the page says that the panel has fewer of them.
    series, context = among(bracketed, table.iloc[2:], events)
    html = page_of(series, bracketed, tmp_path / "out", context=[context])
    assert bare(html, series) == []
    for said in ("⟦Own or shared.⟧", "⟦The panel counts ⟧", "⟦ less tense pairs⟧", "⟦Other pair⟧",
                 "⟦median of the others⟧", "⟦ (this pair)⟧", "⟦The neighbours one by one⟧"):
        assert said in html


@pytest.mark.parametrize("how", [
    {"shifting": ["IRN-AZE"], "months": 20, "at": 10},
    {"shifting": ["IRN-AZE"], "pairs": ["IRN-AZE", "IRN-TUR", "USA-RUS"]},
    {"shifting": ["IRN-AZE"], "pairs": ["IRN-AZE", "USA-RUS"]},
    {"shifting": [], "per_month": (0, 2), "silent": 0.6},
], ids=["short", "one neighbour", "no neighbour", "sparse"])
def test_every_word_that_is_said_of_a_context_is_of_the_catalogue_or_data(bracketed, how):
    events, table = neighbourhood(**how)
    series, context = among(bracketed, table, events)
    with speaking(bracketed):
        said = neighbours.for_page(context, context.origin)["context"]
        drawn = [text.get_text() for figure in (context.plot().figure, context.plot_pairs())
                 for text in figure.findobj(Text)]
    lines = [*said["told"], said["rule"], *said["breaks"].values(), said["break_rule"], *drawn]
    assert any("⟦" in line for line in lines)
    assert bare("".join(f"<p>{escape(line)}</p>" for line in lines), series) == []


def test_every_word_of_a_page_of_two_sources_is_of_the_catalogue_or_data(
    bracketed, mixed, tmp_path
):
    series = [build_series(told(events)) for events in mixed.apart()]
    assert bare(page_of(series, bracketed, tmp_path / "out"), series[0]) == []


def test_every_word_of_a_page_without_events_is_of_the_catalogue_or_data(
    bracketed, own_table, tmp_path
):
    series = build_series(read_events(own_table, dyad="FRA-DEU"))
    assert bare(page_of(series, bracketed, tmp_path / "out"), series) == []


def test_a_word_past_the_catalogue_is_found():
    page = '<p aria-label="⟦Yes⟧">⟦In ⟧May 2012⟦ it rose⟧ fast</p><code>run.toml</code>'
    series = build_series(read_events())
    assert bare(page, series) == ["May 2012 fast"]
    assert bare(page.replace(" fast", ""), series) == []


GERMAN = {
    "What changed and when": "Was sich wann geändert hat",
    "How sure": "Wie sicher",
    "Method": "Verfahren",
    "Every month": "Jeder Monat",
    "Events": "Ereignisse",
    "events": "Ereignisse",
    "cooperation": "Kooperation",
    "conflict": "Konflikt",
    "neutral 50": "neutral 50",
    "cooperation  ←  tension  →  conflict": "Kooperation  ←  Spannung  →  Konflikt",
    "Estimated level of tension": "Geschätzte Spannung",
    "both directions": "beide Richtungen",
    "Who towards whom": "Wer gegen wen",
    "Level": "Stand",
    "Direction": "Richtung",
    "Class": "Klasse",
    "Share": "Anteil",
    "Code": "Kode",
    "Act": "Handlung",
    "How solid": "Wie belastbar",
    "From rows to numbers": "Von Zeilen zu Zahlen",
    "Limits of these data": "Grenzen dieser Daten",
    "verbal cooperation": "Kooperation in Worten",
    "{low} to {high}": "{low} bis {high}",
    "{one} and {other}": "{one} und {other}",
    "in {period}": "im {period}",
    "on the cooperative side of neutral": "auf der kooperativen Seite",
    "on the conflictual side of neutral": "auf der konfliktiven Seite",
    "{pair}: closer to conflict, or further from it?":
        "{pair}: näher am Konflikt oder weiter davon entfernt?",
    "{when}{cut} tension between {pair} stood at about {level} (95 % band {band}), {side}, on a "
    "scale where 0 is full cooperation, 50 neutral and 100 full conflict.":
        "{when}{cut} lag die Spannung zwischen {pair} bei etwa {level} (95-%-Band {band}), {side}, "
        "wobei 0 volle Kooperation, 50 neutral und 100 voller Konflikt ist.",
    "<strong>Breaks.</strong> The best division into constant levels for each number of breaks, "
    "found exactly, with the same noise and autocorrelated errors; the number by BIC, which may "
    "answer none. The 95 % date set holds every date that a likelihood ratio does not rule out.":
        "<strong>Brüche.</strong> Die beste Teilung in gleichbleibende Stände.",
}


@pytest.fixture(scope="module")
def german(tmp_path_factory):
    """A small catalogue as a translator writes one, of thirty texts."""
    path = tmp_path_factory.mktemp("german") / "mein.po"
    head = ('msgid ""\nmsgstr ""\n"Language: de\\n"\n'
            '"Content-Type: text/plain; charset=utf-8\\n"\n'
            '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n')
    counted = ('msgid "{count} event"\nmsgid_plural "{count} events"\n'
               'msgstr[0] "{count} Ereignis"\nmsgstr[1] "{count} Ereignisse"\n')
    pairs = [f'msgid "{english}"\nmsgstr "{said}"\n' for english, said in GERMAN.items()]
    path.write_text("\n".join([head, counted, *pairs]), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def spoken_page(german, tmp_path_factory):
    out = tmp_path_factory.mktemp("made") / "report"
    done = CliRunner().invoke(main, ["report", "--lang", str(german), "--out", str(out)])
    assert done.exit_code == 0, done.output
    return out, done.output


def test_a_small_catalogue_translates_its_texts_and_leaves_the_rest_english(spoken_page):
    out, said = spoken_page
    html = (out / "report.html").read_text(encoding="utf-8")
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
    assert '<html lang="de">' in html
    for one in ("Was sich wann geändert hat", "Jeder Monat", "Kooperation in Worten",
                "Iran–Azerbaijan: näher am Konflikt oder weiter davon entfernt?",
                "<strong>Brüche.</strong> Die beste Teilung", "Geschätzte Spannung"):
        assert one in html
    # A date and a number as German writes them.
    assert re.search(r"Im März 2026 \(to 18\. März\) lag die Spannung zwischen Iran und Azerbaijan "
                     r"bei etwa \d+ \(95-%-Band \d+ bis \d+\), ", said)
    assert "1.184 directed events entered in all" in text
    for english in ("What changed and when", "Every month", "Estimated level of tension"):
        assert english not in text
    for english in ("What moved the level in the last year", "Every row of the input"):
        assert english in text
    svg = (out / "figures" / "headline.svg").read_text(encoding="utf-8")
    assert "Kooperation  ←  Spannung  →  Konflikt" in svg


def test_tables_are_the_same_bytes_in_every_language(spoken_page, report):
    out, _ = spoken_page
    names = sorted(path.name for path in report.glob("*.csv"))
    assert names
    for name in (*names, "datapackage.json"):
        assert (out / name).read_bytes() == (report / name).read_bytes(), name


def test_the_run_file_notes_the_language_and_makes_the_page_again(spoken_page, german, tmp_path):
    out, _ = spoken_page
    assert f'lang = "{german}"' in (out / "run.toml").read_text(encoding="utf-8")
    again = tmp_path / "again"
    done = CliRunner().invoke(main, ["report", "--config", str(out / "run.toml"), "--out",
                                     str(again), "--quiet"])
    assert done.exit_code == 0, done.output
    assert (again / "report.html").read_bytes() == (out / "report.html").read_bytes()


def test_english_is_not_noted(report):
    assert "lang" not in (report / "run.toml").read_text(encoding="utf-8")


def test_an_unknown_language_is_one_line_that_says_how_to_add_one(tmp_path):
    done = CliRunner().invoke(main, ["report", "--lang", "xx", "--out", str(tmp_path / "out")])
    assert done.exit_code == 1
    assert len(done.output.strip().splitlines()) == 1
    assert "there is no language 'xx'; use en, or the path of a catalogue" in done.output
