"""The series against its own events, counted one by one, and against the chronology's CSV."""

import csv
import datetime as dt
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest

from tension.core import schema
from tension.core.errors import UsageError
from tension.core.period import FREQUENCIES
from tension.models.simulate import simulate
from tension.report.export import csv_text
from tension.series.aggregate import build_series, day_clusters
from tension.sources.read import read_events

RAW = Path(__file__).parents[2] / "data" / "raw" / "iran_azerbaijan_events.csv"
COUNTS = ("events", "scored", *schema.QUAD_CLASSES)
MEASURED = ("net", "tension", "tension_se", "tension_low", "tension_high")


def label(day: dt.date, freq: str) -> str:
    """The label of a day's period, from the calendar alone."""
    year, week, _ = day.isocalendar()
    return {
        "day": f"{day}", "week": f"{year}-W{week:02d}", "month": f"{day:%Y-%m}",
        "quarter": f"{day.year}-Q{(day.month + 2) // 3}", "year": f"{day.year}",
    }[freq]


def tenths(score: float) -> int:
    """A Goldstein score in tenths: whole, so that sums are exact."""
    whole = round(score * 10)
    assert abs(whole - score * 10) < 1e-6
    return whole


def recount(series):
    """Add up the events that entered, one after the other, by period and direction."""
    cells = {}
    for event in series.events.to_dict("records"):
        way = f"{event['source']}>{event['target']}"
        when = label(event["date"].date(), series.freq)
        for direction in (way, "both"):
            cell = cells.setdefault((when, direction), dict.fromkeys(
                (*COUNTS, "cooperation", "conflict"), 0))
            cell["events"] += 1
            if isinstance(event["quad_class"], str):
                cell[event["quad_class"]] += 1
            if event["score"] == event["score"]:
                cell["scored"] += 1
                points = tenths(event["score"])
                cell["cooperation" if points > 0 else "conflict"] += abs(points)
    return cells


def row(series, period, direction="both"):
    table = series.table
    return table[(table["period"] == period) & (table["direction"] == direction)].iloc[0]


@pytest.mark.parametrize("freq", FREQUENCIES)
def test_every_period_is_the_sum_of_its_events_and_of_nothing_else(bundled, freq):
    series = build_series(bundled, freq=freq)
    cells = recount(series)
    nothing = dict.fromkeys((*COUNTS, "cooperation", "conflict"), 0)
    entered = 0
    for have in series.table.to_dict("records"):
        want = cells.pop((have["period"], have["direction"]), nothing)
        for name in COUNTS:
            assert have[name] == want[name]
        for name in ("cooperation", "conflict"):
            assert have[name] == pytest.approx(want[name] / 10, abs=1e-9)
        if want["scored"]:
            net = (want["cooperation"] - want["conflict"]) / 10 / want["scored"]
            size = (want["cooperation"] + want["conflict"]) / 10
            assert have["total"] == pytest.approx(have["cooperation"] - have["conflict"], abs=1e-9)
            assert have["net"] == pytest.approx(net, abs=1e-9)
            assert have["tension"] == pytest.approx(50 - 50 * net / 10, abs=1e-9)
            if size:
                assert have["conflict_share"] == pytest.approx(want["conflict"] / 10 / size)
        else:
            assert all(have[name] != have[name] for name in (*MEASURED, "conflict_share"))
        entered += want["events"] if have["direction"] == "both" else 0
    assert not cells, "events outside the grid"
    assert entered == len(series.events) > 900


def test_the_monthly_series_counts_what_the_file_says_when_read_by_hand(monthly):
    table = files("tension.scales") / "tables" / "goldstein_cameo.csv"
    rows = csv.DictReader(table.read_text(encoding="utf-8").splitlines())
    scores = {line["code"]: tenths(float(line["score"])) for line in rows}
    months = {}
    for line in csv.DictReader(RAW.read_text(encoding="utf-8").splitlines()):
        sides = [(line["source"], line["target"])]
        if line["reciprocal"] == "true":
            sides.append((line["target"], line["source"]))
        month, precise = line["date"][:7], line["date_precision"] == "day"
        before = line["date"] < "1991-10-18" if precise else month < "1991-10"
        if line["date_precision"] == "year" or before:
            continue
        for source, target in sides:
            cell = months.setdefault((month, f"{source}>{target}"), [0, 0, 0])
            cell[0] += 1
            points = scores[line["cameo_code"]]
            cell[1 if points > 0 else 2] += abs(points)
    ways = monthly.table[monthly.table["direction"] != "both"]
    have = {
        (one["period"], one["direction"]):
            [one["events"], round(one["cooperation"] * 10), round(one["conflict"] * 10)]
        for one in ways.to_dict("records") if one["events"]
    }
    assert have == months


def test_acts_coded_apart_by_hand_stay_apart_and_archives_count_one_a_day(make_events):
    rows = [("2001-03-04", "day", "IRN", "AZE", "061")] * 2
    events = make_events(rows)
    events = replace(events, table=events.table.assign(summary=["a plant", "a railway"]))
    assert row(build_series(events), "2001-03")["events"] == 2
    coded = replace(events, table=events.table.assign(origin="icews"))
    assert row(build_series(coded), "2001-03")["events"] == 1


@pytest.mark.parametrize("freq", FREQUENCIES)
def test_both_is_the_two_directions_added(bundled, freq):
    series = build_series(bundled, freq=freq)
    one, other = (series.direction(way) for way in series.dyad.directed)
    both = series.direction()
    for name in COUNTS:
        assert (both[name] == one[name] + other[name]).all()
    for name in ("cooperation", "conflict", "total"):
        assert (both[name] - one[name] - other[name]).abs().max() < 1e-9


def test_the_chronology_has_414_months_of_which_154_are_silent_and_2_partial(monthly):
    flags = monthly.direction()["coverage"].tolist()
    assert len(flags) == 414
    assert flags.count("silent") == 154
    assert [k for k, flag in enumerate(flags) if flag == "partial"] == [0, 413]
    assert flags.count("observed") == 414 - 154 - 2


def test_a_silent_month_counts_zero_and_has_no_tension(monthly):
    silent = monthly.table[monthly.table["coverage"] == "silent"]
    assert len(silent) > 154
    assert (silent[["scored", "cooperation", "conflict", "total", "event_days",
                    "effective_events"]] == 0).all(axis=None)
    assert silent[[*MEASURED, "conflict_share"]].isna().all(axis=None)


def test_in_an_uncovered_month_everything_is_missing(bundled):
    series = build_series(bundled, since="1990-01", until="2027-12")
    outside = series.table[series.table["coverage"] == "uncovered"]
    assert sorted(set(outside["period"]))[0] == "1990-01"
    assert outside["period"].nunique() == 21 + 21  # 1990-01 to 1991-09, 2026-04 to 2027-12
    numbers = outside.drop(columns=["period", "direction", "origin", "coverage"])
    assert numbers.isna().all(axis=None)
    inner = series.table[series.table["coverage"] != "uncovered"]
    assert inner["events"].notna().all()


def test_a_gap_in_the_coverage_is_uncovered_not_silent(make_events):
    early = make_events([("2001-01-05", "day", "IRN", "AZE", "042")], "2001-01:2001-02")
    late = make_events([("2001-06-05", "day", "IRN", "AZE", "042")], "2001-06:2001-07", name="late")
    flags = build_series(early.join(late)).direction()["coverage"].tolist()
    assert flags == ["observed", "silent", "uncovered", "uncovered", "uncovered", "observed",
                     "silent"]


def test_a_row_dated_to_its_year_enters_a_yearly_series_and_no_finer_one(make_events):
    events = make_events([
        ("2001", "year", "IRN", "AZE", "042"), ("2001-03-04", "day", "IRN", "AZE", "042"),
    ])
    assert row(build_series(events, freq="year"), "2001")["events"] == 2
    for freq in ("quarter", "month", "week", "day"):
        series = build_series(events, freq=freq)
        assert series.direction()["events"].sum() == 1
        book = series.ledger.table.set_index("rule")
        assert book.loc[f"date known less exactly than a {freq}", "change"] == -1


def test_a_row_dated_to_its_month_enters_no_week_or_day(make_events):
    events = make_events([
        ("2001-03", "month", "IRN", "AZE", "042"), ("2001-03-20", "day", "IRN", "AZE", "111"),
    ])
    entered = {freq: int(build_series(events, freq=freq).direction()["events"].sum())
               for freq in FREQUENCIES}
    assert entered == {"day": 1, "week": 1, "month": 2, "quarter": 2, "year": 2}


def test_the_ledger_names_the_chronologys_year_dated_rows(bundled, monthly):
    book = monthly.ledger.table.set_index("rule")
    by_hand = sum(
        2 if line["reciprocal"] == "true" else 1
        for line in csv.DictReader(RAW.read_text(encoding="utf-8").splitlines())
        if line["date_precision"] == "year"
    )
    assert book.loc["date known less exactly than a month", "change"] == -by_hand
    yearly = build_series(bundled, freq="year").ledger.table.set_index("rule")
    assert yearly.loc["date known less exactly than a year", "change"] == 0


def test_an_event_outside_the_coverage_is_dropped_by_name(make_events):
    events = make_events([
        ("2001-02-28", "day", "IRN", "AZE", "042"), ("2001-03-01", "day", "IRN", "AZE", "042"),
        ("2001-04-30", "day", "AZE", "IRN", "111"), ("2001-05-01", "day", "AZE", "IRN", "111"),
    ], "2001-03:2001-04")
    series = build_series(events)
    assert series.events["date"].dt.strftime("%Y-%m-%d").tolist() == ["2001-03-01", "2001-04-30"]
    book = series.ledger.table.set_index("rule")
    assert book.loc["outside the source's coverage", "change"] == -2
    assert "2001-03-01 to 2001-04-30" in book.loc["outside the source's coverage", "detail"]


def test_a_month_dated_event_may_have_happened_in_the_covered_half_of_its_month(make_events):
    series = build_series(make_events([
        ("2001-03", "month", "IRN", "AZE", "042"), ("2001-03-14", "day", "IRN", "AZE", "111"),
    ], "2001-03-15:2001-04-30"))
    march = row(series, "2001-03")
    assert (march["events"], march["coverage"]) == (1, "partial")


def test_since_and_until_bound_grid_and_events_both_ends_included(bundled):
    series = build_series(bundled, since="2012", until="2012-06-15")
    days = series.events["date"].dt.strftime("%Y-%m-%d")
    assert series.table["period"].iloc[[0, -1]].tolist() == ["2012-01", "2012-06"]
    assert days.min() >= "2012-01-01"
    assert days.max() <= "2012-06-15"
    whole = build_series(bundled).table.set_index(["period", "direction"])
    for period in ("2012-01", "2012-05"):
        assert row(series, period)["events"] == whole.loc[(period, "both"), "events"] > 0
    book = series.ledger.table.set_index("rule")
    dropped = -book.loc[["before 2012-01-01", "after 2012-06-15"], "change"].sum()
    other = -book.loc[["date known less exactly than a month", "exact duplicate"],
                      "change"].sum()
    assert dropped + other + len(series.events) == len(bundled)


def test_dates_may_be_given_as_dates(bundled):
    text = build_series(bundled, since="2012-01-01", until="2012-12-31")
    dates = build_series(bundled, since=dt.date(2012, 1, 1), until=dt.date(2012, 12, 31))
    pd.testing.assert_frame_equal(text.table, dates.table)


@pytest.mark.parametrize(("freq", "first", "last"), [
    ("month", "2001-03", "2001-05"), ("quarter", "2001-Q1", "2001-Q2"), ("year", "2001", "2001"),
    ("week", "2001-W11", "2001-W20"),
])
def test_first_and_last_periods_that_coverage_cuts_are_partial(make_events, freq, first, last):
    series = build_series(make_events([
        ("2001-03-15", "day", "IRN", "AZE", "042"), ("2001-04-11", "day", "IRN", "AZE", "042"),
    ], "2001-03-15:2001-05-16"), freq=freq)
    rows = series.direction()
    assert series.table["period"].iloc[[0, -1]].tolist() == [first, last]
    assert rows["coverage"].iloc[[0, -1]].tolist() == ["partial", "partial"]
    assert "partial" not in rows["coverage"].iloc[1:-1].tolist()


def test_a_period_that_since_or_until_cuts_is_partial_too(bundled):
    series = build_series(bundled, since="2012-02-10", until="2012-05-20")
    flags = series.direction()["coverage"].tolist()
    assert flags[0] == flags[-1] == "partial"
    assert "partial" not in flags[1:-1]
    whole = build_series(bundled, since="2012-02", until="2012-05")
    assert "partial" not in whole.direction()["coverage"].tolist()


def test_a_file_with_one_event_gives_a_tension_and_no_interval(make_events):
    series = build_series(make_events([("2001-03-04", "day", "AZE", "IRN", "111")]))
    only = row(series, "2001-03")
    assert len(series.periods) == series.observed == 1
    assert only["tension"] == pytest.approx(50 - 5 * -2.0)  # 111 Criticize is −2.0
    assert only[["tension_se", "tension_low", "tension_high"]].isna().all()
    assert row(series, "2001-03", "IRN>AZE")["coverage"] == "silent"


def test_all_events_in_one_month(make_events):
    lines = [(f"2001-03-{day:02d}", "day", "IRN", "AZE", code)
             for day, code in ((1, "042"), (9, "111"), (20, "042"))]
    series = build_series(make_events(lines, "2001-01:2001-12"))
    assert series.observed == 1
    assert row(series, "2001-03")["net"] == pytest.approx((1.9 - 2.0 + 1.9) / 3)
    assert row(series, "2001-03")["tension_se"] > 0
    assert series.direction()["coverage"].tolist().count("silent") == 11


def test_a_dyad_without_events_is_silent_and_says_what_was_left_out(make_events):
    series = build_series(make_events(
        [("2001-03-04", "day", "USA", "RUS", "042"), ("2001-05-04", "day", "USA", "RUS", "042")]))
    assert series.direction()["coverage"].tolist() == ["silent"] * 3
    assert (series.direction()["events"] == 0).all()
    assert series.observed == len(series.events) == 0
    assert series.ledger.table.set_index("rule").loc["not between IRN-AZE", "change"] == -2
    assert "0 directed events" in series.summary()


def test_a_span_that_nothing_covers_is_uncovered_throughout(bundled):
    for since, until in (("1980", "1981"), ("2030-01", "2030-06")):
        series = build_series(bundled, since=since, until=until)
        assert set(series.table["coverage"]) == {"uncovered"}
        assert series.table["events"].isna().all()
        assert series.observed == len(series.events) == 0


def test_a_span_that_ends_before_it_begins_is_refused(bundled):
    with pytest.raises(UsageError, match="before it begins"):
        build_series(bundled, since="2012-05", until="2012-03")
    with pytest.raises(UsageError, match=r"would end \(2026-03-18\) before it begins"):
        build_series(bundled, since="2027")


def test_an_unscored_event_is_counted_but_moves_no_points(make_events):
    gdelt = build_series(make_events([
        ("2001-03-04", "day", "IRN", "AZE", "1213"), ("2001-03-05", "day", "IRN", "AZE", "042"),
    ]), scale="goldstein_gdelt")  # that scale knows no 1213
    march = row(gdelt, "2001-03")
    assert (march["events"], march["scored"]) == (2, 1)
    assert march["net"] == pytest.approx(1.9)
    assert march["event_days"] == 1


def test_a_month_whose_events_have_no_score_is_observed_and_without_tension(make_events):
    march = row(build_series(make_events([("2001-03-04", "day", "IRN", "AZE", "1213")]),
                             scale="goldstein_gdelt"), "2001-03")
    assert (march["coverage"], march["events"], march["scored"]) == ("observed", 1, 0)
    assert march["tension"] != march["tension"]


def test_scores_that_are_all_zero_give_neutral_tension_and_no_share(make_events):
    series = build_series(make_events(
        [("2001-03-04", "day", "IRN", "AZE", "010"), ("2001-03-09", "day", "IRN", "AZE", "014")]))
    march = row(series, "2001-03")
    assert (march["tension"], march["net"]) == (50, 0)
    assert march["conflict_share"] != march["conflict_share"]


def test_a_reciprocal_row_counts_once_in_each_direction(make_events):
    series = build_series(make_events([("2001-03-04", "day", "IRN", "AZE", "040", "true")]))
    assert row(series, "2001-03", "IRN>AZE")["events"] == 1
    assert row(series, "2001-03", "AZE>IRN")["events"] == 1
    assert row(series, "2001-03")["events"] == 2
    assert row(series, "2001-03")["event_days"] == 1


def test_dedupe_and_mirrors_reach_the_series(make_events):
    events = make_events([
        ("2001-03-04", "day", "IRN", "AZE", "042"), ("2001-03-04", "day", "IRN", "AZE", "042"),
        ("2001-03-04", "day", "AZE", "IRN", "043"),
    ])
    assert row(build_series(events, dedupe_rung="none"), "2001-03")["events"] == 3
    assert row(build_series(events), "2001-03")["events"] == 2
    assert row(build_series(events, mirrors="one_per_visit"), "2001-03")["events"] == 1


@pytest.mark.parametrize("freq", FREQUENCIES)
def test_every_direction_has_every_period_in_order(freq):
    series = build_series(simulate(["calm", "tense"] * 7, silent=0.5, seed=3).events, freq=freq)
    for direction in series.dyad.directions:
        mine = series.table[series.table["direction"] == direction]
        assert mine["period"].tolist() == [label(p.start_time.date(), freq) for p in series.periods]
    assert series.table["direction"].tolist() == list(series.dyad.directions) * len(series.periods)
    starts = [p.start_time for p in series.periods]
    ends = [p.end_time for p in series.periods]
    assert all(after - before < pd.Timedelta(seconds=1)
               for before, after in zip(ends[:-1], starts[1:], strict=True))


def test_choices_stand_in_the_provenance(bundled):
    chosen = build_series(bundled, freq="quarter", mirrors="one_per_visit",
                          since="2000").provenance.parameters
    assert chosen["freq"] == "quarter"
    assert chosen["mirrors"] == "one_per_visit"
    assert chosen["dedupe"] == "exact"
    assert chosen["since"] == "2000"
    assert "until" not in chosen  # the end was not chosen
    assert chosen["scale"] == "goldstein_cameo"


@pytest.mark.parametrize("wrong", [{"freq": "fortnight"}, {"dedupe_rung": "two"},
                                   {"mirrors": "some"}, {"scale": "goldstone"}])
def test_an_unknown_choice_is_refused_with_the_choices_named(bundled, wrong):
    with pytest.raises(UsageError, match="use "):
        build_series(bundled, **wrong)


# ---------------------------------------------------------------- several sources


def test_events_of_several_sources_are_not_pooled_unasked(mixed):
    with pytest.raises(UsageError) as caught:
        build_series(mixed)
    assert str(caught.value) == (
        "the events are of 2 sources (chronology, tabular), whose levels are not comparable; build "
        "a series of each of events.apart(), or one of all with pool=True"
    )


@pytest.mark.parametrize("freq", FREQUENCIES)
def test_the_series_of_a_part_is_that_of_its_source_read_alone(mixed, own_table, freq):
    for part, alone in zip(mixed.apart(), (read_events(), read_events(own_table)), strict=True):
        apart, single = build_series(part, freq=freq), build_series(alone, freq=freq)
        assert apart.origin == single.origin
        for one, other in ((apart.table, single.table), (apart.events, single.events),
                           (apart.ledger.table, single.ledger.table)):
            assert csv_text(one) == csv_text(other)


def test_a_pooled_series_names_its_sources_in_every_row_and_notes_the_choice(mixed):
    series = build_series(mixed, pool=True)
    assert series.origin == "chronology+tabular"
    assert set(series.table["origin"]) == {"chronology+tabular"}
    assert set(series.events["origin"]) == {"chronology", "tabular"}
    assert series.provenance.parameters["pool"] is True
    by_rule = series.ledger.table.set_index("rule")["origin"]
    assert by_rule["exact duplicate"] == "chronology+tabular"
    assert by_rule["rows of mine.csv"] == "tabular"


def test_pooling_what_is_of_one_source_is_no_choice(bundled):
    series = build_series(bundled, pool=True)
    assert series.origin == "chronology"
    assert "pool" not in series.provenance.parameters


def test_an_identifier_given_twice_does_not_join_two_months_into_one_day():
    """Events known only to their month are days of their own; a source may number them badly."""
    events = read_events()
    table = events.table[events.table["date_precision"] == "month"].head(4).assign(
        date=pd.to_datetime(["2001-02-01", "2001-03-01", "2001-04-01", "2001-05-01"]),
        origin_id="again",
    )
    assert len(set(day_clusters(table))) == 4
