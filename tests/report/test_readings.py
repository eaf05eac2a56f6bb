"""What a headline figure reads out is what the tables say."""

import json
import re

import pytest

from tension.core.rounding import band, points
from tension.models.latent import estimate_tension
from tension.models.simulate import simulate
from tension.report.drawings import draw_source
from tension.report.findings import Findings
from tension.report.readings import ACTS, STRIPS, Reading, as_json, readings
from tension.series.aggregate import build_series
from tension.sources.read import read_events


@pytest.fixture(scope="module")
def read_out(chronology, level):
    return readings(chronology, level)


def test_every_period_is_read_out_once_and_in_order(read_out, chronology):
    assert len(read_out) == len(chronology.periods)
    assert [one.first for one in read_out[1:]] == [one.last for one in read_out[:-1]]
    assert read_out[0].when == "October 1991"
    assert read_out[-1].when == "March 2026"


def test_the_numbers_are_those_of_the_tables(read_out, chronology, level):
    at = list(chronology.periods.astype(str)).index("2023-04")
    row, its = chronology.direction().iloc[at], level.table.iloc[at]
    assert read_out[at].told == (
        f"Level {points(its['level'])} (95 % band "
        f"{band(its['level_low95'], its['level_high95'])}). By itself {points(row['tension'])} "
        f"(95 % {band(row['tension_low'], row['tension_high'])}), from 16 events."
    )


def test_acts_are_the_months_own_and_the_weightiest_of_it(read_out, chronology):
    events = chronology.events
    for at, one in enumerate(read_out):
        mine = events[events["period"] == str(chronology.periods[at])]
        assert len(one.acts) <= ACTS
        weights = [abs(float(act["score"].replace("−", "-"))) for act in one.acts]
        assert weights == sorted(weights, reverse=True)
        if len(mine):
            assert weights[0] == pytest.approx(mine["score"].abs().max(), abs=0.05)
        known = set(mine["url"].dropna())
        assert all(act["url"] in known for act in one.acts if act["url"])


def test_silence_and_what_is_not_covered_are_told_apart():
    events = read_events()
    series = build_series(events, since="1991-01", until="1992-12")
    told = {one.when: one.told for one in readings(series, estimate_tension(series))}
    assert told["January 1991"] == "Not covered by the source."
    assert told["June 1992"].endswith("No scored event.")


def test_a_long_series_is_read_out_in_stretches_that_cover_it(tmp_path):
    series = build_series(read_events(), freq="day")
    found = readings(series, estimate_tension(series))
    assert len(found) <= STRIPS
    assert " to " in found[0].when
    counted = sum(int(m.group(1).replace(",", "")) for one in found
                  if (m := re.search(r"from ([\d,]+) events?", one.told)))
    assert counted == series.direction()["scored"].sum()


def test_the_data_of_a_page_cannot_end_its_script():
    trap = Reading(0, 1, "A", "</script><script>alert(1)</script>\u2028", ())
    text = as_json([trap])
    assert "<" not in text
    assert "\u2028" not in text
    assert json.loads(text)[0][1] == trap.told


def test_the_figure_as_a_file_tells_each_period_by_a_title(chronology):
    drawn = draw_source(Findings.of(chronology), several=False)
    svg = drawn.images["figures/headline.svg"].decode()
    titles = re.findall(r'data-at="\d+"><title>([^<]+)</title>', svg)
    assert len(titles) == len(chronology.periods)
    assert titles[-1].startswith("March 2026: Level 42 (95 % band 32 to 51).")
    assert svg.rstrip().endswith("</g></svg>")


def test_the_strips_lie_where_matplotlib_draws_the_time(chronology):
    """A year's tick stands where its January's strip begins."""
    svg = draw_source(Findings.of(chronology), False).images["figures/headline.svg"].decode()
    left = [float(x) for x in re.findall(r'<rect x="([\d.]+)" [^>]*data-at', svg)]
    ticks = [float(x) for x in re.findall(r'id="headline-xtick_\d+">.*?<use [^>]*?x="([\d.]+)"',
                                          svg, re.DOTALL)]
    januaries = [at for at, period in enumerate(chronology.periods)
                 if period.month == 1 and period.year % 4 == 0]
    assert len(januaries) == 9
    for at, tick in zip(januaries, ticks, strict=False):
        assert left[at] == pytest.approx(tick, abs=0.02)


def test_a_dyad_without_an_event_has_strips_that_say_so():
    series = build_series(simulate(["calm"] * 3, events_per_month=(0, 0)).events)
    found = readings(series, estimate_tension(series))
    assert [one.told for one in found] == ["No scored event."] * 3
    assert found[0].title.endswith(": No scored event.")
