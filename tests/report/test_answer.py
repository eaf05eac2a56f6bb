import datetime as dt
import re
from dataclasses import replace

import pandas as pd
import pytest

from tension.core.coverage import Coverage
from tension.events.filters import drop_disputed, keep_codes
from tension.explain.drivers import drivers_of_level
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
    assert told.how.startswith("In March 2026 (to 18 March) tension between Iran and Azerbaijan")


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
    assert ", down from a mean of" in told.since


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
     "February 2001 (the file holds ARM-AZE; name one with --dyad): nothing can be said about how "
     "tense the two are."),
])
def test_too_little_data_is_an_answer_in_exact_words(tmp_path, rows, start):
    file = tmp_path / "few.csv"
    file.write_text("\n".join(["date,source,target,cameo", *rows]) + "\n", encoding="utf-8")
    told = _answer(build_series(read_events(file)))
    assert told.how == start
    assert told.number == "–"
    assert told.because == ()


def _file(tmp_path, rows, head="date,source,target,cameo"):
    file = tmp_path / "own.csv"
    file.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return read_events(file)


def test_a_filter_is_told_beside_the_number(chronology):
    told = _answer(build_series(drop_disputed(read_events())))
    assert told.caution[0].startswith(
        "This is of a part of the events only. Left out: disputed: "
    )
    assert not [one for one in _answer(chronology).caution if "part of the events" in one]


def test_events_filtered_away_are_not_called_not_found(tmp_path):
    events = keep_codes(read_events(), ["20"])
    told = _answer(build_series(events))
    assert "is left of 1,204 after the filters" in told.how


def test_a_number_that_most_events_are_not_in_is_not_given(tmp_path):
    rows = [f"2001-{m:02d}-{d:02d},IRN,AZE,{code}" for m in range(1, 13)
            for d, code in ((3, "040"), (9, "112"), (12, "111"))]
    scale = tmp_path / "scale.csv"
    scale.write_text("# ontology: cameo\ncode,score\n040,1\n190,-10\n", encoding="utf-8")
    told = _answer(build_series(_file(tmp_path, rows), scale=str(scale)))
    assert told.number == "–"
    assert told.how.startswith("No number is given: 24 events of the 36 between Iran and Azer")


def test_a_few_events_without_a_score_are_told_beside_the_number(tmp_path):
    rows = [f"2001-{m:02d}-03,IRN,AZE,042" for m in range(1, 13)] + ["2001-05-09,IRN,AZE,1213"]
    told = _answer(build_series(_file(tmp_path, rows), scale="goldstein_gdelt"))
    assert told.caution[0] == (
        "1 event of 13 has a code that the scale does not score, and is not in the number."
    )


def test_the_last_period_is_told_by_itself_with_its_interval(chronology):
    told = _answer(chronology)
    row = chronology.direction().iloc[-1]
    assert told.caution[-1].startswith(
        f"March 2026 by itself: {row['tension']:.0f} (95 % "
    )
    assert "the most of any" in told.caution[-1]


@pytest.mark.parametrize(("freq", "said"), [
    ("week", "The week of 16 March 2026 by itself: "),
    ("quarter", "The first quarter of 2026 by itself: "),
])
def test_a_longer_period_by_itself_begins_a_sentence_and_keeps_its_month(freq, said):
    told = _answer(build_series(read_events(), freq=freq))
    assert told.caution[-1].startswith(said)


def test_an_act_is_told_to_its_end_and_marked_disputed(chronology):
    conflict = dict(_answer(chronology).because)["Towards conflict"]
    assert "Iran denied it (5 Mar 2026, disputed, +0.4)" in conflict


def test_where_no_change_is_clear_the_acts_are_those_of_the_level(chronology, level):
    told = _answer(chronology)
    assert told.of_what == ("What the level of March 2026 rests on, in points that each act adds "
                            "to 50:")
    most = drivers_of_level(level, "2026-03").acts(1, -1).iloc[0]
    assert most["summary"].rstrip(".") in dict(told.because)["Towards cooperation"]


def test_a_clear_change_is_taken_apart_into_acts_that_came_to_weigh(shifted):
    cut = build_series(
        read_until(shifted, 56), dedupe_rung="none", until=str(shifted.periods[56])
    )
    told = _answer(cut)
    assert told.of_what == ("What moved the level since September 2003, in points that each act "
                            "which came to weigh adds:")
    found = drivers_of_level(estimate_tension(cut), "2004-09", "2003-09")
    most = found.acts(1, 1, 1).iloc[0]
    assert most["date"] > pd.Timestamp("2003-12-31")
    assert f"{most['contribution']:+.1f})" in dict(told.because)["Towards conflict"]


def test_the_year_is_counted_on_the_calendar_across_a_gap_of_coverage(tmp_path):
    rows = [f"{y}-{m:02d}-03,IRN,AZE,042" for y in (2000, 2001, 2010) for m in range(1, 7)]
    rows += [f"{y}-{m:02d}-13,IRN,AZE,112" for y in (2000, 2001, 2010) for m in range(1, 7)]
    events = _file(tmp_path, rows)
    spans = [(dt.date(2000, 1, 1), dt.date(2001, 6, 30)),
             (dt.date(2010, 1, 1), dt.date(2010, 6, 30))]
    told = _answer(build_series(replace(events, coverage=Coverage.of(spans, "told"))))
    assert told.verdict == "no clear change since June 2001"
    assert told.since.startswith("Compared with June 2001")


def test_highest_and_lowest_that_cannot_be_told_apart_are_not_named(tmp_path):
    rows = [f"{y}-{m:02d}-{d:02d},IRN,AZE,{c}" for y in (2001, 2002, 2003) for m in range(1, 13)
            for d, c in ((3, "042"), (9 + m, "112" if m % 3 else "042"))]
    told = _answer(build_series(_file(tmp_path, rows)))
    assert "nor its highest point from its lowest" in told.since


def test_countries_that_take_an_article_get_it(tmp_path):
    file = tmp_path / "own.csv"
    file.write_text("date,source,target,cameo\n2001-02-03,USA,RUS,042\n", encoding="utf-8")
    told = _answer(build_series(read_events(file, "USA-RUS")))
    assert "between the United States and Russia in February 2001" in told.how


def test_a_break_that_another_number_of_breaks_nearly_matches_is_told_with_caution(shifted):
    clear = find_breaks(shifted)
    assert clear.rival[1] > 2
    assert "nearly as well" not in _answer(shifted).since
    numbers = clear.numbers.copy()
    numbers.loc[numbers["breaks"] == 0, "bic"] = numbers.loc[numbers["chosen"], "bic"].iloc[0] + 1
    thin = answer(shifted, estimate_tension(shifted), replace(clear, numbers=numbers))
    assert thin.since.endswith(
        "after, though no break at all would explain the series nearly as well."
    )
