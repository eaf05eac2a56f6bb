import re

import pytest

from tension.models.breaks.find import find_breaks
from tension.models.latent import estimate_tension
from tension.report.answer import answer
from tension.series.aggregate import build_series
from tension.sources.read import read_events


def _answer(series):
    return answer(series, estimate_tension(series), find_breaks(series))


def test_the_answer_gives_the_level_with_its_band_in_its_first_sentence(chronology, level):
    told = _answer(chronology)
    last = level.table.iloc[-1]
    numbers = [int(n) for n in re.findall(r"\d+", told.number)]
    assert numbers[0] == round(last["level"])
    assert numbers[1] <= last["level_low95"]
    assert last["level_high95"] <= numbers[2]
    assert told.number.replace("(", "(95 % band ") in told.how
    assert told.how.startswith("In March 2026")


def test_without_a_break_the_answer_says_so_and_names_the_extremes(chronology, level):
    told = _answer(chronology)
    highest = level.table.loc[level.table["level"].idxmax(), "period"]
    assert "no lasting break" in told.since
    assert highest == "2011-12"
    assert "December 2011" in told.since


def test_with_breaks_the_answer_dates_the_last_one(shifted):
    told = _answer(shifted)
    breaks = find_breaks(shifted)
    assert len(breaks) == 2
    last = breaks.table.iloc[-1]
    assert f"95 % date set {last['first']} to {last['last']}" in told.since
    assert ", down from" in told.since


def test_a_change_is_claimed_only_when_its_interval_leaves_out_0(chronology, level):
    told = _answer(chronology)
    change = level.change(chronology.periods[-13], chronology.periods[-1])
    assert not change.clear
    assert told.arrow == "→"
    assert "neither clearly closer" in told.since


def test_a_clear_rise_is_told_as_closer_to_conflict(shifted):
    cut = build_series(
        read_until(shifted, 56), dedupe_rung="none", until=str(shifted.periods[56])
    )
    told = _answer(cut)
    assert told.arrow == "↗"
    assert "closer to conflict (+" in told.since


def read_until(series, months):
    from tension.models.simulate import simulate

    world = simulate(
        ["calm"] * 48 + ["tense"] * 48 + ["calm"] * 48, events_per_month=(3, 6), seed=5
    )
    assert months < len(world.truth)
    return world.events


def test_no_sentence_claims_significance(chronology, shifted):
    for series in (chronology, shifted):
        told = _answer(series)
        assert "significan" not in f"{told.how} {told.since} {told.because}"


@pytest.mark.parametrize(("rows", "start"), [
    (["2001-02-03,IRN,AZE,042"], "1 scored event between Iran and Azerbaijan in February 2001: too "
     "little to say how tense the two are (1 month with events, at least 3 are needed)."),
    (["2001-02-03,IRN,AZE,042", "2001-02-05,AZE,IRN,190"], "2 scored events between Iran and "
     "Azerbaijan in February 2001: too little to say how tense the two are (1 month with events, "
     "at least 3 are needed)."),
    (["2001-02-03,ARM,AZE,042"], "No scored event between Iran and Azerbaijan was found in "
     "February 2001 (the file holds ARM-AZE): nothing can be said about how tense the two are."),
])
def test_too_little_data_is_an_answer_in_exact_words(tmp_path, rows, start):
    file = tmp_path / "few.csv"
    file.write_text("\n".join(["date,source,target,cameo", *rows]) + "\n", encoding="utf-8")
    told = _answer(build_series(read_events(file)))
    assert told.how == start
    assert told.number == "–"
    assert told.because == ()
