"""Filters: what stays, and under which name what goes is entered."""

import csv
import datetime as dt
from pathlib import Path

import pytest

from tension.core.errors import UsageError
from tension.events.filters import (
    drop_derived,
    drop_disputed,
    drop_multilateral,
    keep_codes,
    keep_dates,
    keep_known,
    keep_roles,
)
from tension.sources.read import read_events

FILE = Path(__file__).parents[2] / "data" / "raw" / "iran_azerbaijan_events.csv"


@pytest.fixture(scope="module")
def rows():
    """The bundle's rows, reciprocal ones twice, read without the package."""
    with FILE.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    return found + [row for row in found if row["reciprocal"] == "true"]


@pytest.fixture(scope="module")
def events():
    return read_events()


@pytest.fixture
def read(tmp_path):
    def read(text):
        path = tmp_path / "own.csv"
        path.write_text(text)
        return read_events(path)

    return read


def last(events, count=1):
    table = events.ledger.table.fillna({"detail": ""}).tail(count)
    return list(zip(table["stage"], table["rule"], table["change"], table["detail"], strict=True))


def test_dates_are_kept_from_the_first_to_the_last_day_both_included(rows, events):
    kept = keep_dates(events, dt.date(2012, 2, 9), dt.date(2012, 3, 16))
    expected = [row for row in rows if "2012-02-09" <= row["date"] <= "2012-03-16"]
    before = sum(row["date"] < "2012-02-09" for row in rows)
    after = sum(row["date"] > "2012-03-16" for row in rows)
    assert len(kept) == len(expected) > 0
    assert last(kept, 2) == [
        ("filter", "before 2012-02-09", -before, ""), ("filter", "after 2012-03-16", -after, ""),
    ]


def test_one_day_can_be_kept(events):
    day = dt.date(1991, 12, 25)
    kept = keep_dates(events, day, day).table
    assert set(kept.loc[kept["date_precision"] == "day", "date"].dt.date) == {day}


@pytest.mark.parametrize(("ends", "kept"), [
    ({"since": dt.date(2012, 3, 15)}, ["m", "d", "y"]),
    ({"until": dt.date(2012, 3, 15)}, ["m", "y"]),
    ({"since": dt.date(2012, 4, 1)}, ["y"]),
    ({"since": dt.date(2013, 1, 1)}, []),
])
def test_a_coarse_date_stays_while_part_of_it_lies_inside(read, ends, kept):
    events = read("id,date,source,target,cameo\nm,2012-03,IRN,AZE,190\nd,2012-03-20,IRN,AZE,190\n"
                  "y,2012,IRN,AZE,190\n")
    left = keep_dates(events, **ends).table["event_id"]
    assert set(left) == set(kept)


@pytest.mark.parametrize("ends", [{}, {"since": None, "until": None}])
def test_open_ends_keep_everything_and_enter_no_rule(events, ends):
    kept = keep_dates(events, **ends)
    assert kept is events


def test_a_span_that_ends_before_it_begins_is_refused(events):
    with pytest.raises(UsageError) as caught:
        keep_dates(events, dt.date(2012, 3, 1), dt.date(2012, 2, 1))
    assert str(caught.value) == (
        "--until (2012-02-01) lies before --since (2012-03-01); exchange them"
    )


def test_codes_are_kept_by_root_or_in_full(rows, events):
    kept = keep_codes(events, only=["13", "042"])
    expected = [row for row in rows if row["cameo_code"].startswith(("13", "042"))]
    assert len(kept) == len(expected)
    assert last(kept) == [
        ("filter", "code not asked for", len(expected) - len(rows), "only 042, 13")
    ]


def test_codes_are_left_out_by_root(rows, events):
    kept = keep_codes(events, without=["04"])
    assert len(kept) == sum(not row["cameo_code"].startswith("04") for row in rows)
    assert not kept.table["code"].str.startswith("04").any()
    assert last(kept)[0][1::2] == ("code left out", "without 04")


def test_both_sides_may_be_given(events):
    kept = keep_codes(events, only=["04"], without=["042", "043"])
    assert set(kept.table["code"].str[:2]) == {"04"}
    assert not kept.table["code"].isin(["042", "043"]).any()
    assert len(kept) > 0


def test_without_codes_nothing_is_left_out(events):
    assert keep_codes(events) is events


def test_an_event_without_a_code_is_not_asked_for_and_not_left_out(read):
    events = read("date,source,target,score\n2012-03-04,IRN,AZE,1\n")
    assert len(keep_codes(events, only=["04"])) == 0
    assert len(keep_codes(events, without=["04"])) == 1


ACTORS = (
    "date,source,target,cameo_code,source_actor,target_actor\n"
    "2012-03-01,IRN,AZE,042,IRNGOV,AZEGOV\n"
    "2012-03-02,IRN,AZE,042,IRNMIL,AZEGOV\n"
    "2012-03-03,IRN,AZE,042,IRNGOV,AZEMED\n"
    "2012-03-04,IRN,AZE,042,IRN,AZE\n"
    "2012-03-05,IRN,AZE,042,,\n"
)


def days(events):
    return events.table["date"].dt.day.tolist()


@pytest.mark.parametrize(
    ("roles", "kept", "detail"),
    [
        (["GOV"], [1], "kept: GOV"),
        (["GOV", "MIL"], [1, 2], "kept: GOV, MIL"),
        (["MED", "GOV"], [1, 3], "kept: GOV, MED"),
        ([""], [4, 5], "kept: the country itself"),
        (["", "GOV"], [1, 4, 5], "kept: GOV, the country itself"),
        (["REB"], [], "kept: REB"),
    ],
)
def test_both_sides_must_have_one_of_the_roles(read, roles, kept, detail):
    events = keep_roles(read(ACTORS), roles)
    assert days(events) == kept
    assert last(events) == [("filter", "actor of another role", len(kept) - 5, detail)]


@pytest.mark.parametrize(
    ("drop", "column", "rule"),
    [
        (drop_disputed, "disputed", "disputed"),
        (drop_multilateral, "multilateral", "multilateral"),
        (drop_derived, "derived", "derived"),
    ],
)
def test_marked_events_go_with_both_halves(rows, events, drop, column, rule):
    marked = sum(row[column] == "true" for row in rows)
    kept = drop(events)
    assert marked > 0
    assert len(kept) == len(rows) - marked
    assert not kept.table[column].any()
    assert last(kept) == [("filter", rule, -marked, "")]


@pytest.mark.parametrize("drop", [drop_disputed, drop_multilateral, drop_derived])
def test_an_event_whose_source_does_not_say_stays(read, drop):
    events = read("date,source,target,cameo_code\n2012-03-04,IRN,AZE,042\n")
    assert len(drop(events)) == 1


@pytest.mark.parametrize("drop", [drop_disputed, drop_multilateral, drop_derived])
def test_filtering_twice_takes_no_more(events, drop):
    once = drop(events)
    assert drop(once).table.equals(once.table)


def test_a_filter_keeps_what_is_known_of_the_source(events):
    kept = drop_disputed(events)
    assert kept.coverage == events.coverage
    assert kept.notes == events.notes
    assert kept.dyad == events.dyad


PUBLISHED = (
    "date,source,target,cameo,added\n2012-03-04,IRN,AZE,112,2012-03-05\n"
    "2012-04-05,AZE,IRN,042,2012-06-01\n2012-05-06,AZE,IRN,042,2012-05-07\n"
)


def test_only_what_was_published_by_the_day_is_known_then(read):
    events = read(PUBLISHED)
    known = keep_known(events, dt.date(2012, 5, 7))
    assert known.table["date"].dt.strftime("%m-%d").tolist() == ["03-04", "05-06"]
    assert last(known) == [("filter", "not published by 2012-05-07", -1, "")]


def test_coverage_and_as_of_end_on_the_day(read):
    events = read(PUBLISHED)
    assert events.coverage.last > dt.date(2012, 4, 1)
    known = keep_known(events, dt.date(2012, 4, 1))
    assert known.coverage.last == known.provenance.as_of == dt.date(2012, 4, 1)
    assert known.provenance.parameters["as_of"] == "2012-04-01"


def test_a_day_after_everything_was_published_changes_nothing_but_the_account(read):
    events = read(PUBLISHED)
    known = keep_known(events, dt.date(2020, 1, 1))
    assert known.table.equals(events.table)
    assert (known.coverage, known.provenance.as_of) == (
        events.coverage, events.provenance.as_of)


def test_a_source_that_does_not_say_when_it_published_is_refused(events, read):
    with pytest.raises(UsageError, match="chronology does not say when it published its events"):
        keep_known(events, dt.date(2015, 1, 1))
    some = read(PUBLISHED.replace("2012-06-01", ""))
    with pytest.raises(UsageError, match="tabular does not say when it published 1 of its 3"):
        keep_known(some, dt.date(2015, 1, 1))


def test_a_day_before_the_first_event_is_refused_with_the_day_of_that(read):
    with pytest.raises(UsageError, match=r"2011-01-01 lies before the first event; tabular .* on "
                                         "2012-03-05"):
        keep_known(read(PUBLISHED), dt.date(2011, 1, 1))
