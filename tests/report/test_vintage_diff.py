"""What two vintages differ by: the causes re-add, and each is the one it is."""

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.core import schema
from tension.core.coverage import Coverage
from tension.core.dyad import Dyad
from tension.core.errors import InputError, UsageError
from tension.core.event_table import Events
from tension.core.ledger import Ledger
from tension.core.provenance import Provenance
from tension.report.vintage_diff import CAUSES, METHODOLOGY, diff_vintages
from tension.report.vintages import Vintage, read_table
from tension.series.aggregate import build_series

CODES = ["042", "043", "112", "0841", "190", "138", "016"]
FIRST, LAST = dt.date(2001, 1, 1), dt.date(2001, 6, 30)
quickly = settings(max_examples=15, deadline=None, derandomize=True)


def events_of(rows, dyad="IRN-AZE", coverage=(FIRST, LAST)):
    """Events of (identifier, day, forth, code, disputed, text)."""
    table = pd.DataFrame([
        {"event_id": name, "origin_id": name, "date": day, "date_precision": "day",
         "source": "IRN" if forth else "AZE", "target": "AZE" if forth else "IRN", "code": code,
         "line": at + 2, "disputed": disputed, "summary": text, "url": f"https://x.org/{name}"}
        for at, (name, day, forth, code, disputed, text) in enumerate(rows)
    ], columns=["event_id", "origin_id", "date", "date_precision", "source", "target", "code",
                "line", "disputed", "summary", "url"])
    table = table.assign(ontology="cameo", directed=True, origin="tabular", file="drawn.csv",
                         reciprocal=False)
    table["date"] = pd.to_datetime(table["date"]).astype("datetime64[s]")
    return Events(schema.conform(table, schema.EVENTS), Dyad.parse(dyad),
                  Coverage.of([coverage], "drawn"),
                  Ledger().read("drawn.csv", len(rows)).expand(0), Provenance())


def vintage(events, name="2001-06-30", methodology="1.0", filtered=None, **choices):
    """A vintage in memory, of a series as `build_series` makes it."""
    choices = {"dedupe_rung": "none", "scale": "goldstein_cameo"} | choices
    series = build_series(events if filtered is None else filtered(events), **choices)
    level = pd.DataFrame({column: [] for column in (
        "period", "direction", "origin", "level", "level_low95", "level_high95")})
    entered = series.events.assign(date=series.events["date"].dt.strftime("%Y-%m-%d"))
    parameters = {key: value for key, value in series.provenance.parameters.items()
                  if key not in ("scale_bound",)}
    run = {
        "options": parameters, "result": {
            "as_of": name[:10], "scale": series.scale.name, "scale_bound": series.scale.bound,
            "first_period": str(series.periods[0]), "last_period": str(series.periods[-1])},
        "versions": {"tension": "0.1.0", "methodology": methodology},
    }
    return Vintage(Path(name), run, series.table, level, entered, read_table(events))


days = st.dates(FIRST, LAST)
facts = st.tuples(days, st.booleans(), st.sampled_from(CODES), st.booleans())


def drawn_rows(drawn):
    return [(f"e{at}", day, forth, code, disputed, f"act {at}")
            for at, (day, forth, code, disputed) in enumerate(drawn)]


@st.composite
def two_runs(draw):
    """Rows of a first run, and of a second: some dropped, some changed, some new."""
    first = drawn_rows(draw(st.lists(facts, min_size=1, max_size=25)))
    second = []
    for row in first:
        fate = draw(st.sampled_from(["same", "same", "dropped", "changed"]))
        if fate == "same":
            second.append(row)
        elif fate == "changed":
            day, forth, code, disputed = draw(facts)
            second.append((row[0], day, forth, code, disputed, row[5]))
    second += [(f"n{at}", *fact, f"new {at}")
               for at, fact in enumerate(draw(st.lists(facts, max_size=8)))]
    return first, second or first[:1]


def brute(first, second, cell, cause_of):
    """Split a cell's change by taking events in and out one cause after another, with lists."""
    direction, period = cell

    def inside(one):
        rows = one.events[one.events["period"] == period]
        if direction != "both":
            rows = rows[rows["direction"] == direction]
        bound = one.run["result"]["scale_bound"]
        rows = rows.dropna(subset="score")
        return {row.event_id: row.score / bound for row in rows.itertuples()}

    def tension(held):
        return 50 - 50 * sum(held.values()) / len(held)

    before, after = inside(first), inside(second)
    if not before or not after:
        return None
    held, parts = dict(before), dict.fromkeys(CAUSES, 0.0)
    for step in ("in", "anew", "out"):
        for cause in CAUSES:
            was = tension(held)
            for name in sorted(set(before) | set(after)):
                mine = cause_of(name, name in before and name in after)
                if mine != cause:
                    continue
                if step == "in" and name in after and name not in before:
                    held[name] = after[name]
                if step == "anew" and name in after and name in before:
                    held[name] = after[name]
                if step == "out" and name in before and name not in after:
                    del held[name]
            parts[cause] += tension(held) - was
    assert tension(held) == pytest.approx(tension(after))
    return parts


def same_dates(row, other):
    return row[1:4] == other[1:4]


@quickly
@given(two_runs())
def test_the_causes_of_every_period_re_add_to_its_change_as_by_brute_force(runs):
    rows, later = runs
    first, second = vintage(events_of(rows)), vintage(events_of(later))
    diff = diff_vintages(first, second)
    by_id, now = {row[0]: row for row in rows}, {row[0]: row for row in later}

    def cause_of(name, in_both):
        if name not in by_id:
            return "new_events"
        if name not in now:
            return "dropped_events"
        return "" if same_dates(by_id[name], now[name]) else "changed_events"

    told = {(row.direction, row.period): row for row in diff.table.itertuples()}
    tension = [one.series.set_index(["direction", "period"])["tension"] for one in (first, second)]
    for cell in tension[0].index:
        parts = brute(first, second, cell, cause_of)
        change = tension[1][cell] - tension[0][cell]
        if cell not in told:
            assert change == 0 or np.isnan(tension[0][cell])
            continue
        row = told[cell]
        if parts is None:
            assert np.isnan(row.change)
            continue
        assert row.change == pytest.approx(change, abs=1e-9)
        for cause in CAUSES:
            assert getattr(row, cause) == pytest.approx(parts[cause], abs=1e-9)
        assert sum(getattr(row, one) for one in (*CAUSES, METHODOLOGY)) == pytest.approx(
            row.change, abs=1e-9)


@quickly
@given(st.lists(facts, min_size=1, max_size=25), facts)
def test_one_event_added_names_that_event_and_no_other_cause(drawn, fact):
    rows = drawn_rows(drawn)
    # Without identifiers of its own a file's lines move when a row is put between them.
    lines = [(f"own:{at + 2}", *row[1:]) for at, row in enumerate(rows)]
    middle = len(rows) // 2
    grown = [*rows[:middle], ("", *fact, "added"), *rows[middle:]]
    relined = [(f"own:{at + 2}", *row[1:]) for at, row in enumerate(grown)]
    one, two = (events_of([(*row, ) for row in some]) for some in (lines, relined))
    one, two = (replace(some, table=some.table.assign(url="https://x.org")) for some in (one, two))
    diff = diff_vintages(vintage(one), vintage(two))
    assert diff.causes == ["new_events"]
    assert diff.events["summary"].tolist() == ["added"]
    assert diff.events["event_id"].tolist() == [f"own:{middle + 2}"]
    assert diff.remarks == ()
    assert "https://x.org" in diff.summary()
    others = [cause for cause in (*CAUSES, METHODOLOGY) if cause != "new_events"]
    assert not diff.table[others].fillna(0).any(axis=None)


def row(name, month, code, day=5, forth=True, disputed=False):
    return (name, dt.date(2001, month, day), forth, code, disputed, name)


BASE = [row("a", 1, "042"), row("b", 1, "112"), row("c", 2, "190"), row("d", 3, "043")]


def test_nothing_differs_between_a_vintage_and_itself():
    diff = diff_vintages(vintage(events_of(BASE)), vintage(events_of(BASE)))
    assert not len(diff.table)
    assert diff.summary().endswith("nothing differs")
    plt.close(diff.plot().figure)


def test_an_edited_text_moves_nothing_and_is_no_cause():
    edited = [(*one[:5], "another wording") for one in BASE]
    diff = diff_vintages(vintage(events_of(BASE)), vintage(events_of(edited)))
    assert diff.causes == []


def test_an_event_that_was_coded_anew_is_a_changed_event():
    later = [row("a", 1, "190"), *BASE[1:]]
    diff = diff_vintages(vintage(events_of(BASE)), vintage(events_of(later)))
    assert diff.causes == ["changed_events"]
    one = diff.events.iloc[0]
    assert (one["before"], one["after"]) == (1.9, -10)
    both = diff.table[diff.table["direction"] == "both"].iloc[0]
    assert both["change"] == pytest.approx(5 * 11.9 / 2)


def test_an_event_that_was_dated_anew_moves_two_months_and_is_named_once():
    later = [row("a", 3, "042"), *BASE[1:]]
    diff = diff_vintages(vintage(events_of(BASE)), vintage(events_of(later)))
    assert diff.causes == ["changed_events"]
    assert diff.events["event_id"].tolist() == ["a"]
    both = diff.table[diff.table["direction"] == "both"]
    assert both["period"].tolist() == ["2001-01", "2001-03"]


def test_another_scale_is_the_one_cause_where_the_events_are_the_same():
    one, two = (vintage(events_of(BASE), scale=scale) for scale in ("goldstein_cameo", "quad"))
    diff = diff_vintages(one, two)
    assert diff.causes == ["scale"]
    assert (diff.table["scale"] - diff.table["change"]).abs().max() < 1e-9
    assert any("scale goldstein_cameo, now quad" in remark for remark in diff.remarks)
    assert "    112: −2.0 to −1.0 (1 event)" in diff.summary()
    assert "190" not in diff.summary()  # the bound of either scale: full conflict as before


def test_an_option_that_leaves_events_out_is_told_from_events_that_are_not_there():
    from tension.events.filters import drop_disputed

    rows = [row("a", 1, "042"), row("b", 1, "112", disputed=True), row("c", 1, "190"),
            row("d", 1, "043")]
    later = rows[:2] + rows[3:]
    diff = diff_vintages(vintage(events_of(rows)),
                         vintage(events_of(later), filtered=drop_disputed))
    assert diff.causes == ["options", "dropped_events"]
    assert diff.events.set_index("event_id")["cause"].to_dict() == {
        "b": "options", "c": "dropped_events"}
    both = diff.table[diff.table["direction"] == "both"].iloc[0]
    means = [np.mean(some) for some in ([1.9, -2, -10, 2.8], [1.9, -10, 2.8], [1.9, 2.8])]
    assert both["options"] == pytest.approx(-5 * (means[1] - means[0]))
    assert both["dropped_events"] == pytest.approx(-5 * (means[2] - means[1]))
    assert "option --without-disputed: not given, now given" in diff.summary()


def test_a_duplicate_that_takes_anothers_place_is_put_to_the_rules():
    rows = [row("b", 1, "042"), row("c", 1, "190")]
    later = [row("a", 1, "042"), *rows]
    one, two = (vintage(events_of(some), dedupe_rung="one_a_day") for some in (rows, later))
    diff = diff_vintages(one, two)
    assert diff.events.set_index("event_id")["cause"].to_dict() == {
        "a": "new_events", "b": "rules"}
    both = diff.table[diff.table["direction"] == "both"].iloc[0]
    assert both["change"] == pytest.approx(0)


def test_another_methodology_is_a_cause_and_takes_what_no_event_explains():
    one = vintage(events_of(BASE))
    two = replace(vintage(events_of([*BASE, row("e", 2, "042")]), methodology="2.0"))
    moved = two.series.assign(tension=two.series["tension"] + 3)
    diff = diff_vintages(one, replace(two, series=moved))
    assert diff.causes == ["new_events", METHODOLOGY]
    told = diff.table.dropna(subset="change")
    assert told[METHODOLOGY].to_numpy() == pytest.approx(np.full(len(told), 3.0))
    parts = told[[*CAUSES, METHODOLOGY]].sum(axis=1)
    assert parts.to_numpy() == pytest.approx(told["change"].to_numpy())
    assert "methodology 1.0, now 2.0" in diff.remarks


def test_a_series_that_does_not_follow_from_its_events_is_refused():
    one = vintage(events_of(BASE))
    altered = replace(one, series=one.series.assign(tension=one.series["tension"] + 1))
    with pytest.raises(InputError, match=r"series.csv: does not follow from events.csv in 2001-01"):
        diff_vintages(altered, vintage(events_of([*BASE, row("e", 1, "042")])))


def test_months_that_only_one_has_are_named_and_have_no_change():
    later = [*BASE, row("e", 5, "042")]
    diff = diff_vintages(vintage(events_of(BASE)), vintage(events_of(later)))
    assert diff.table["change"].isna().all()
    assert diff.table["after"].notna().all()
    assert "for 2001-05 vintage 2001-06-30 has no scored event" in diff.summary()
    assert "new events (1): in months that have no tension in one of the two" in diff.summary()


def test_vintages_by_other_periods_are_refused():
    one, two = (vintage(events_of(BASE), freq=freq) for freq in ("month", "quarter"))
    with pytest.raises(UsageError, match=r"is by month and .* by quarter"):
        diff_vintages(one, two)


def test_vintages_of_other_pairs_are_refused():
    other = vintage(events_of([]), since="2001-01", until="2001-03")
    armenia = replace(other, run={**other.run, "options": {**other.run["options"],
                                                           "dyad": "ARM-AZE"}})
    with pytest.raises(UsageError, match="are not of one pair"):
        diff_vintages(other, armenia)


def test_many_events_are_counted_after_the_first_ten():
    later = BASE + [row(f"n{at:02d}", 4, "042", day=1 + at) for at in range(14)]
    told = diff_vintages(vintage(events_of(BASE)), vintage(events_of(later))).summary()
    assert len(re.findall(r"^    2001-04", told, re.MULTILINE)) == 10
    assert "    and 4 more" in told


def test_the_picture_stacks_the_causes_to_the_change():
    later = [row("a", 1, "190"), *BASE[1:], row("e", 1, "0841"), row("f", 2, "042")]
    diff = diff_vintages(vintage(events_of(BASE)), vintage(events_of(later)))
    ax = diff.plot()
    both = diff.table[(diff.table["direction"] == "both") & diff.table["change"].notna()]
    heights = sum(patch.get_height() for patch in ax.patches)
    assert heights == pytest.approx(both["change"].sum())
    plt.close(ax.figure)
