"""The ladder of duplicates."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from tension.core.errors import UsageError
from tension.events.dedupe import RUNGS, dedupe
from tension.sources.read import read_events

FILE = Path(__file__).parents[2] / "data" / "raw" / "iran_azerbaijan_events.csv"
HEADER = "event_id,date,source,target,cameo_code,summary\n"


@pytest.fixture
def read(tmp_path):
    def read(rows, header=HEADER):
        path = tmp_path / "own.csv"
        path.write_text(header + rows)
        return read_events(path)

    return read


def left(read, rows, rung, **options):
    return sorted(dedupe(read(rows, **options), rung).table["event_id"])


def rules(events):
    table = events.ledger.table
    mine = table[table["stage"] == "dedupe"]
    return dict(zip(mine["rule"], mine["change"], strict=True))


SAME = "2012-03-04,IRN,AZE,042"


def test_the_ladder_has_three_rungs_in_order():
    assert RUNGS == ("none", "exact", "one_a_day")


def test_none_takes_nothing_and_enters_no_rule(read):
    events = read(f"a,{SAME},x\nb,{SAME},x\n")
    assert dedupe(events, "none") is events


def test_exact_takes_rows_that_differ_in_identifier_and_place_only(read):
    rows = f"b,{SAME},x\na,{SAME},x\nc,{SAME},y\n"
    assert left(read, rows, "exact") == ["a", "c"]
    assert rules(dedupe(read(rows), "exact")) == {"exact duplicate": -1}


@pytest.mark.parametrize(
    "other",
    ["2012-03-05,IRN,AZE,042,x", "2012-03-04,AZE,IRN,042,x", "2012-03-04,IRN,AZE,043,x"],
    ids=["another day", "the other way", "another code"],
)
@pytest.mark.parametrize("rung", ["exact", "one_a_day"])
def test_another_day_direction_or_code_is_another_event(read, other, rung):
    assert left(read, f"a,{SAME},x\nb,{other}\n", rung) == ["a", "b"]


def test_one_a_day_keeps_one_of_a_code_a_direction_a_day(read):
    rows = f"c,{SAME},x\nb,{SAME},y\na,{SAME},y\n"
    assert left(read, rows, "one_a_day") == ["a"]
    assert rules(dedupe(read(rows), "one_a_day")) == {"exact duplicate": -1, "one a day": -1}


def test_which_one_is_kept_does_not_depend_on_the_order_of_rows(read):
    rows = [f"{name},{SAME},{name}\n" for name in "bca"]
    assert left(read, "".join(rows), "one_a_day") == ["a"]
    assert left(read, "".join(reversed(rows)), "one_a_day") == ["a"]


@pytest.mark.parametrize("date", ["2012-03", "2012"])
def test_events_known_to_the_month_or_year_are_exempt_from_one_a_day(read, date):
    rows = f"a,{date},IRN,AZE,042,x\nb,{date},IRN,AZE,042,y\n"
    assert left(read, rows, "one_a_day") == ["a", "b"]


def test_a_month_s_event_is_not_taken_for_one_of_its_first_day(read):
    rows = "a,2012-03-01,IRN,AZE,042,x\nb,2012-03,IRN,AZE,042,y\n"
    assert left(read, rows, "one_a_day") == ["a", "b"]


def test_exact_duplicates_known_to_the_month_still_go(read):
    rows = "a,2012-03,IRN,AZE,042,x\nb,2012-03,IRN,AZE,042,x\n"
    assert left(read, rows, "one_a_day") == ["a"]


def test_events_without_a_code_are_exempt_from_one_a_day(read):
    header = "event_id,date,source,target,score\n"
    rows = "a,2012-03-04,IRN,AZE,1\nb,2012-03-04,IRN,AZE,2\nc,2012-03-04,IRN,AZE,2\n"
    assert left(read, rows, "one_a_day", header=header) == ["a", "b"]


def test_the_halves_of_a_reciprocal_row_are_two_events(read):
    header = "event_id,reciprocal,date,source,target,cameo_code\n"
    assert left(read, f"a,true,{SAME}\n", "one_a_day", header=header) == ["a", "a/r"]


@pytest.mark.parametrize("rung", RUNGS)
def test_a_rung_taken_twice_takes_no_more(rung):
    once = dedupe(read_events(), rung)
    again = dedupe(once, rung)
    assert again.table.equals(once.table)
    assert again.ledger.events == once.ledger.events


def test_the_bundle_loses_what_its_own_file_shows_to_be_double():
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["date_precision"] == "day"]
    seen = Counter()
    for row in rows:
        seen[row["date"], row["source"], row["target"], row["cameo_code"]] += 1
        if row["reciprocal"] == "true":
            seen[row["date"], row["target"], row["source"], row["cameo_code"]] += 1
    double = sum(count - 1 for count in seen.values())
    kept = dedupe(read_events())
    assert len(kept) == 1204 - double == 1192
    assert rules(kept) == {"exact duplicate": 0, "one a day": -double}


def test_a_rung_that_does_not_exist_is_refused():
    with pytest.raises(UsageError) as caught:
        dedupe(read_events(), "weekly")
    assert str(caught.value) == (
        "there is no dedupe rung 'weekly'; use one of none, exact, one_a_day"
    )


def test_no_events_stay_none(read):
    events = read("a,2012-03-04,TUR,GRC,042,x\n")
    assert len(dedupe(events)) == 0


def test_sources_apart_are_rid_of_duplicates_each_for_itself(mixed):
    for rung in ("exact", "one_a_day"):
        whole = dedupe(mixed, rung)
        for part, alone in zip(whole.apart(), mixed.apart(), strict=True):
            assert part.table.equals(dedupe(alone, rung).table)
