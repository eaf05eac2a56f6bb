"""The doctor's findings: gaps told from days never published, low days, overlaps, copies."""

import datetime as dt
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.core.coverage import Coverage
from tension.core.dyad import Dyad
from tension.sources import health
from tension.sources.account import reports_by_source
from tension.sources.health import examine
from tension.sources.ingest import ingest
from tension.sources.rows import Scanned
from tension.sources.store import Store

DAY = dt.timedelta(days=1)


def _span(*spans):
    return Coverage.of([(dt.date.fromisoformat(a), dt.date.fromisoformat(b)) for a, b in spans],
                       "")


def test_days_never_published_are_told_from_days_that_are_missing():
    covered = _span(("2014-01-01", "2014-01-21"), ("2014-01-27", "2014-02-01"))
    told = [(str(first), str(last), why)
            for _, first, last, why in health._missing("gdelt1", covered)]
    assert told == [
        ("2014-01-22", "2014-01-22", ""), ("2014-01-23", "2014-01-25", "never published"),
        ("2014-01-26", "2014-01-26", ""),
    ]
    assert {why for *_, why in health._missing("icews", covered)} == {""}


def test_a_day_is_low_by_its_own_weekday_and_not_by_the_week():
    first = dt.date(2016, 1, 4)
    rows = {first + k * DAY: 1000 if k % 7 < 5 else 300 for k in range(140)}
    covered = Coverage.of([(first, max(rows))], "")
    assert health._low("gdelt1", rows, covered) == []
    monday, saturday = first + 70 * DAY, first + 75 * DAY
    rows |= {monday: 600, saturday: 180}
    assert health._low("gdelt1", rows, covered) == []
    rows |= {monday: 599, saturday: 179}
    assert [found[1] for found in health._low("gdelt1", rows, covered)] == [monday, saturday]


def test_a_covered_day_without_any_row_is_low():
    first = dt.date(2016, 1, 4)
    rows = {first + k * DAY: 100 for k in range(140) if k != 70}
    covered = Coverage.of([(first, max(rows))], "")
    assert health._low("icews", rows, covered) == [("icews", first + 70 * DAY, 0, 100)]


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.integers(0, 300), st.integers(0, 19), max_size=60))
def test_a_source_of_few_rows_a_day_has_no_low_day(counts):
    first = dt.date(2000, 1, 1)
    rows = {first + k * DAY: count for k, count in counts.items()}
    covered = Coverage.of([(first, first + 300 * DAY)], "")
    assert health._low("keds", rows, covered) == []


def _member(name, format_, first, days):
    reports = {dt.date.fromisoformat(first) + k * DAY: 10 for k in range(days)}
    return Scanned(name, "", format_, read=sum(reports.values()), reports=reports)


def test_both_versions_of_gdelt_on_the_same_days_are_named_with_the_remedy():
    members = [_member("a", "gdelt1", "2016-01-01", 10), _member("b", "gdelt2", "2016-01-08", 10)]
    assert health._both_gdelts(members) == [
        "GDELT 1.0 and 2.0 cover 3 days both; they are never added together: choose one with "
        "--origin gdelt1 or --origin gdelt2"
    ]
    assert health._both_gdelts(members[:1]) == []


def test_days_in_several_archives_of_one_source_are_named_but_not_of_gdelt_2():
    members = [_member("a", "icews", "2016-01-01", 10), _member("b", "icews", "2016-01-08", 10),
               _member("c", "gdelt2", "2018-01-01", 1), _member("d", "gdelt2", "2018-01-01", 1)]
    told = health._doubled(members)
    assert len(told) == 1
    assert told[0].startswith("icews: 3 days in several archives, the first 2016-01-08 in a and b")


def test_the_table_adds_up_to_what_the_archives_hold(archive, tmp_path):
    done = ingest([archive], "IRN-AZE", tmp_path / "store")
    for freq in ("day", "week", "month", "year"):
        found = examine(Store(tmp_path / "store", Dyad.parse("IRN-AZE")), freq)
        assert found.table["rows"].sum() == done.rows
        assert found.table["events"].sum() == done.matched
        assert found.table["days"].sum() == 12
    assert found.findings == 0
    assert found.rows == done.rows


def test_long_lists_are_cut_and_say_how_much_is_left():
    told = health._listed("Title", [str(k) for k in range(20)])
    assert told[0] == "Title:"
    assert told[-1] == "  and 8 more"
    assert len(told) == 14


def test_reports_of_several_members_are_added_by_source():
    members = [_member("a", "icews", "2016-01-01", 2), _member("b", "icews", "2016-01-02", 2)]
    assert reports_by_source(members) == {"icews": Counter({
        dt.date(2016, 1, 1): 10, dt.date(2016, 1, 2): 20, dt.date(2016, 1, 3): 10,
    })}


@pytest.mark.parametrize("dyad", ["ARM-AZE", None])
def test_a_store_that_does_not_hold_the_pair_is_an_error(dyad, tmp_path):
    from tension.core.errors import UsageError

    with pytest.raises(UsageError):
        health.checkups(tmp_path, dyad)
