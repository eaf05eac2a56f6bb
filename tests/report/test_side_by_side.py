"""What several sources are said to agree on: never more than each one's own intervals show."""

import datetime as dt
import re
from dataclasses import replace

import pytest

from tension.core.coverage import Coverage
from tension.models.averaged import Change
from tension.report.findings import Findings
from tension.report.side_by_side import _agreement, side_by_side
from tension.report.wording import SOURCES
from tension.series.aggregate import build_series
from tension.sources.read import SOURCES as READ
from tension.sources.read import read_events


@pytest.fixture(scope="module")
def findings(two_series):
    return [Findings.of(one) for one in two_series]


@pytest.fixture(scope="module")
def compared(findings):
    return side_by_side(findings)


def _few(tmp_path, *rows):
    file = tmp_path / "few.csv"
    file.write_text("\n".join(["date,source,target,cameo", *rows]) + "\n", encoding="utf-8")
    return Findings.of(build_series(read_events(file)))


def test_each_source_has_a_row_with_number_time_coverage_events_and_break(compared, findings):
    chronology, own = compared.rows
    assert chronology.number == findings[0].answer.number
    assert (chronology.name, chronology.when) == ("Chronology", "March 2026")
    assert chronology.covers == ("1991-10-18 to", "2026-03-18")
    assert chronology.events == "1,184 in 259 months"
    assert chronology.last_break == "none dated"
    assert own.events == "480 in 120 months"
    assert own.last_break.startswith("January 2000 (2000-01 to 2000-01), up by ")


def test_the_numbers_are_said_not_to_compare_and_to_be_of_other_times(compared):
    assert compared.cautions[0].startswith("The numbers are not comparable with one another")
    assert compared.cautions[1] == (
        "Nor are they of one time: Chronology of March 2026; Own table of December 2004."
    )


def test_two_sources_are_compared_in_what_both_cover(compared, two_series):
    ((names, told),) = compared.pairs
    assert names == "Chronology and Own table"
    months = two_series[0].direction().loc["1995-01":"2004-12"]
    assert told.startswith(
        "Both cover January 1995 to December 2004 (120 months), in which Chronology has "
        f"{months['events'].sum():.0f} events and Own table has 480 events."
    )
    assert "Breaks dated there: Chronology none; Own table January 2000 (up, " in told


def test_no_sentence_claims_a_difference_or_significance(compared):
    text = " ".join([*compared.cautions, *(told for _, told in compared.pairs)])
    assert not re.search(r"significan|differs? from|more tense|less tense|higher than", text)


@pytest.mark.parametrize(("first", "second", "told"), [
    ((5, 2, 8), (4, 1.5, 9), "The two agree: by either, the countries came closer to conflict."),
    ((-5, -8, -2), (-4, -9, -1.5), "The two agree: by either, the countries came further from "
     "conflict."),
    ((5, 2, 8), (-4, -9, -1.5), "The two disagree: by one the countries came closer to conflict, "
     "by the other further from it."),
    ((5, -2, 8), (4, -1, 9), "Neither shows a clear change."),
    ((5, 2, 8), (1, -4, 6), "A shows a clear change, B none; the two intervals overlap, so that "
     "this is no contradiction."),
    ((0, -1, 1), (9, 5, 14), "B shows a clear change, A none; the two intervals do not overlap."),
    # An interval that is shown to begin at 0 is no clear change.
    ((5, 0.3, 8), (4, -1, 9), "Neither shows a clear change."),
])
def test_agreement_is_told_by_each_ones_own_interval(first, second, told):
    assert _agreement("A", "B", Change(*first), Change(*second)) == told


def test_breaks_of_one_sign_with_overlapping_date_sets_are_named(findings):
    own = findings[1]
    twin = replace(own, series=replace(own.series, origin="icews"))
    told = side_by_side([own, twin]).pairs[0][1]
    assert told.endswith("Of the same sign and with date sets that overlap: 2000-01 and 2000-01.")


def test_sources_without_a_common_period_are_not_compared(findings, tmp_path):
    early = _few(tmp_path, "1960-02-03,IRN,AZE,042", "1960-02-05,AZE,IRN,190")
    made = side_by_side([findings[0], early])
    assert made.pairs == ()
    assert made.strangers == ("Chronology and Own table",)
    assert made.rows[1].number == "too little: 1 month with events, at least 3 are needed"
    assert made.rows[1].last_break == "too little to date one"


def test_a_source_without_an_event_says_so(findings, tmp_path):
    none = _few(tmp_path, "2001-02-03,ARM,AZE,042")
    row = side_by_side([findings[0], none]).rows[1]
    assert (row.number, row.events, row.change) == ("no event enters its series", "none", "–")


def test_a_source_with_too_few_events_is_not_said_to_move(findings, tmp_path):
    few = _few(tmp_path, "2001-02-03,IRN,AZE,042", "2001-04-05,AZE,IRN,190")
    told = side_by_side([findings[0], few]).pairs[0][1]
    assert "Own table has no level there to compare a movement with." in told
    assert told.endswith("No break can be dated in Own table.")


def test_gaps_of_coverage_are_counted(findings):
    own = findings[1]
    spans = [(dt.date(1995, 1, 1), dt.date(1996, 12, 31)), (dt.date(1998, 1, 1),
                                                            dt.date(2004, 12, 31))]
    gappy = replace(own, series=replace(own.series, coverage=Coverage.of(spans, "told")))
    assert side_by_side([findings[0], gappy]).rows[1].covers == (
        "1995-01-01 to", "2004-12-31,", "with 1 gap"
    )


def test_every_source_has_a_name_for_readers():
    assert set(SOURCES) == READ
