"""What a source reported at all stands beside the events of the pair, and is never divided in."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.core.coverage import Coverage
from tension.series.aggregate import build_series
from tension.series.normalise import add_reports
from tension.sources.read import read_events

FIRST = dt.date(2016, 1, 1)


def _row(day, number, pair=("IRN", "AZE")):
    cells = [""] * 58
    cells[0], cells[1] = str(number), f"{day:%Y%m%d}"
    cells[5] = cells[7] = pair[0]
    cells[15] = cells[17] = pair[1]
    cells[25], cells[26], cells[27], cells[28] = "1", "042", "042", "04"
    cells[29], cells[30], cells[31] = "1", "1.9", "3"
    cells[56], cells[57] = f"{day:%Y%m%d}", "https://example.org/a"
    return "\t".join(cells)


def _write(folder, day, ours, others, name=None):
    lines = [_row(day, k) for k in range(ours)]
    lines += [_row(day, ours + k, ("USA", "RUS")) for k in range(others)]
    path = folder / (name or f"{day:%Y%m%d}.export.CSV")
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def daily(tmp_path):
    for ahead in range(60):
        _write(tmp_path, FIRST + dt.timedelta(days=ahead), ahead % 3, 20 + ahead)
    return tmp_path


def test_the_rows_of_all_files_of_a_month_are_its_reports(daily):
    both = build_series(read_events(daily), dedupe_rung="none").direction("both")
    days = [FIRST + dt.timedelta(days=ahead) for ahead in range(60)]
    for month in (1, 2):
        rows = sum(20 + k + k % 3 for k, day in enumerate(days) if day.month == month)
        assert both.loc[f"2016-{month:02d}", "reports_total"] == rows
    share = both["events"] / both["reports_total"]
    pd.testing.assert_series_equal(both["share_of_reports"], share, check_names=False)


def test_levels_and_counts_are_the_same_however_much_else_was_reported(tmp_path):
    few, many = tmp_path / "few", tmp_path / "many"
    for folder, others in ((few, 1), (many, 500)):
        folder.mkdir()
        for ahead in range(40):
            _write(folder, FIRST + dt.timedelta(days=ahead), 2, others)
    one, other = (build_series(read_events(folder)).table for folder in (few, many))
    extra = ["reports_total", "share_of_reports"]
    pd.testing.assert_frame_equal(one.drop(columns=extra), other.drop(columns=extra))
    assert (one["reports_total"] < other["reports_total"]).all()


@pytest.mark.parametrize("freq", ["day", "week", "quarter", "year"])
def test_the_reports_of_all_periods_add_up_to_the_rows_of_the_files(freq, daily):
    events = read_events(daily)
    both = build_series(events, freq=freq).direction("both")
    assert both["reports_total"].sum() == events.files["rows"].sum()


def test_a_day_without_a_file_has_no_reports_and_not_zero(daily):
    (daily / "20160110.export.CSV").unlink()
    both = build_series(read_events(daily), freq="day").direction("both")
    assert np.isnan(both.loc["2016-01-10", "reports_total"])
    assert np.isnan(both.loc["2016-01-10", "share_of_reports"])
    assert both.loc["2016-01-09", "reports_total"] > 0


def test_days_before_the_first_period_asked_for_do_not_count(daily):
    both = build_series(read_events(daily), since="2016-01-16").direction("both")
    days = [FIRST + dt.timedelta(days=ahead) for ahead in range(60)]
    rows = sum(20 + k + k % 3 for k, day in enumerate(days) if day.month == 1 and day.day >= 16)
    assert both.loc["2016-01", "reports_total"] == rows


def test_one_file_of_many_days_gives_the_same_as_a_file_a_day(daily, tmp_path):
    lines = "".join(path.read_text() for path in sorted(daily.glob("*.CSV")))
    whole = tmp_path / "whole.txt"
    whole.write_text(lines)
    one, other = (build_series(read_events(path)).table for path in (daily / "*.CSV", whole))
    pd.testing.assert_frame_equal(one, other)


def test_what_is_coded_by_hand_has_no_reports(chronology):
    assert chronology.table[["reports_total", "share_of_reports"]].isna().all(axis=None)


def test_pooled_sources_have_no_reports(daily):
    pooled = build_series(read_events(daily, with_bundled=True), pool=True, scale="quad")
    assert pooled.table["reports_total"].isna().all()


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 89), st.integers(0, 1000)), max_size=40))
def test_the_order_and_the_splitting_of_reports_change_nothing(days):
    grid = pd.period_range("2016-01", "2016-03", freq="M")
    seen = Coverage.of([(FIRST, dt.date(2016, 3, 31))], "")
    table = pd.DataFrame({"period": [str(one) for one in grid], "events": [1.0, 0.0, 2.0]})
    told = pd.DataFrame({
        "origin": "icews", "day": pd.to_datetime([FIRST + dt.timedelta(days=k) for k, _ in days]),
        "rows": [count for _, count in days],
    })
    plain = add_reports(table, told, grid, seen, "month")
    turned = add_reports(table, told[::-1].reset_index(drop=True), grid, seen, "month")
    added = told.groupby(["origin", "day"], as_index=False)["rows"].sum()
    pd.testing.assert_frame_equal(plain, turned)
    pd.testing.assert_frame_equal(plain, add_reports(table, added, grid, seen, "month"))
    assert plain["reports_total"].sum() == sum(count for _, count in days)


def test_every_file_s_account_adds_up(daily):
    bad = _row(FIRST, 1).replace("\t042\t", "\t---\t", 1)
    (daily / "20160102.export.CSV").write_text(
        "\n".join([bad, _row(FIRST, 2), _row(FIRST, 3)])
    )
    files = read_events(daily).files
    whole = files["kept"] + files["rejected"] + files["left_out"] + files["others"]
    assert (files["rows"] + files["split"] == whole).all()
    assert files["rejected"].sum() == 1
    assert len(files) == 60


def test_many_files_are_one_account_in_the_ledger_and_few_are_each_their_own(daily):
    many = read_events(daily).ledger.table
    assert many["rule"].iloc[0] == "rows of 60 files, 20160101.export.CSV to 20160229.export.CSV"
    few = read_events(sorted(daily.glob("*.CSV"))[:12]).ledger.table
    assert few["rule"].str.startswith("rows of 2016").sum() == 12
