"""What a page says of how sure it is, against the tables; and that it is silent of nothing."""

import re

import pytest

from tension.models.latent import estimate_tension
from tension.models.measurement import learn_weights
from tension.models.simulate import simulate
from tension.report.how_sure import how_sure
from tension.series.aggregate import build_series


@pytest.fixture(scope="module")
def told(chronology, level):
    return " ".join(how_sure(chronology, level, learn_weights(chronology)))


def _number(pattern, text):
    return [int(one.replace(",", "")) for one in re.search(pattern, text).groups()]


def test_periods_with_one_event_and_with_none_are_those_of_the_series(told, chronology):
    scored = chronology.direction()["scored"]
    flags = chronology.direction()["coverage"]
    assert _number(r"Of ([\d,]+) months, ([\d,]+) hold a scored event, ([\d,]+) of them only one; "
                   r"([\d,]+) are silent", told) == [
        len(scored), (scored > 0).sum(), (scored == 1).sum(), (flags == "silent").sum()]


def test_events_a_period_and_of_the_last_year_are_those_of_the_series(told, chronology):
    scored = chronology.direction()["scored"]
    assert _number(r"holds (\d+) of them at the median and (\d+) at most; the last 12 months hold "
                   r"([\d,]+) of all ([\d,]+)", told) == [
        scored[scored > 0].median(), scored.max(), scored.tail(12).sum(), scored.sum()]


def test_the_longest_silence_has_no_event_and_an_event_on_either_side(told, chronology):
    (length,) = _number(r"longest silence is of (\d+) months, September 1992 to August 1993", told)
    months = chronology.direction()["events"].set_axis(chronology.periods.astype(str))
    assert length == 12
    assert (months["1992-09":"1993-08"] == 0).all()
    assert months["1992-08"] > 0
    assert months["1993-09"] > 0
    runs = "".join("0" if n == 0 else " " for n in months[:-1]).split()
    assert max(map(len, runs)) == length


def test_the_band_now_is_set_against_the_usual_one(told, level):
    width = (level.table["level_high95"] - level.table["level_low95"]).dropna()
    assert _number(r"In March 2026 the 95 % band of the level is (\d+) points wide; over the whole "
                   r"time (\d+) at the median, (\d+) at the narrowest and (\d+) at the widest",
                   told) == [round(width.iloc[-1]), round(width.median()), round(width.min()),
                             round(width.max())]


def test_disputed_events_are_counted(told, chronology):
    scored = chronology.events[chronology.events["score"].notna()]
    assert _number(r"(\d+) scored events of ([\d,]+) \(\d+ %; \d+ % of the weight\) rest on the "
                   "account", told) == [scored["disputed"].sum(), len(scored)]


def test_independent_events_are_fewer_than_the_events(told, chronology):
    scored, worth = _number(r"The ([\d,]+) scored events weigh as about ([\d,]+) independent",
                            told)
    rows = chronology.direction()
    assert scored == rows["scored"].sum()
    assert worth == round(rows["effective_events"].sum())
    assert worth < scored


def test_a_dyad_without_an_event_is_not_told_of_bands_disputes_or_medians():
    series = build_series(simulate(["calm"] * 3, events_per_month=(0, 0)).events)
    told = " ".join(how_sure(series, estimate_tension(series), learn_weights(series)))
    assert "Of 3 months, 0 hold a scored event" in told
    for word in ("band", "median", "account", "weigh", "dated"):
        assert word not in told


def test_a_second_opinion_on_the_weights_is_told_with_its_correlation(chronology, level):
    told = how_sure(chronology, level, learn_weights(chronology))[-1]
    assert told == learn_weights(chronology).sentence()
    assert "correlation 0.8" in told
