"""`Events`: what it refuses, how it keeps its order and its account."""

import datetime as dt

import pandas as pd
import pytest

from tension.core import schema
from tension.core.coverage import Coverage
from tension.core.dyad import Dyad
from tension.core.errors import TensionError, UsageError
from tension.core.event_table import Events
from tension.core.ledger import Ledger
from tension.core.provenance import InputFile, Provenance

DYAD = Dyad("IRN", "AZE")
SPAN = Coverage.of([(dt.date(2012, 1, 1), dt.date(2012, 12, 31))], "declared")


def frame(*rows):
    """Rows as ``id day source code``; the rest follows."""
    cells = []
    for row in rows:
        name, day, source, code = row.split()
        cells.append({
            "event_id": name, "date": pd.Timestamp(f"2012-03-{day}"), "date_precision": "day",
            "source": source, "target": "AZE" if source == "IRN" else "IRN", "code": code,
            "ontology": "cameo", "directed": True, "origin": "tabular", "origin_id": name,
            "file": "own.csv", "line": len(cells) + 2,
        })
    return pd.DataFrame(cells)


def events(*rows, file="own.csv", **options):
    table = frame(*rows)
    given = {
        "dyad": DYAD, "coverage": SPAN, "ledger": Ledger().read(file, len(table)).expand(0),
        "provenance": Provenance((InputFile.of(file, b"x", "tabular"),)), "notes": {},
    } | options
    return Events(table, **given)


ROWS = ("c 05 IRN 042", "b 04 IRN 112", "a 04 AZE 112", "d 04 IRN 042")


def test_rows_are_ordered_by_date_direction_code_and_identifier():
    assert events(*ROWS).table["event_id"].tolist() == ["a", "d", "b", "c"]


def test_the_order_of_the_rows_given_does_not_matter():
    left, right = events(*ROWS).table, events(*reversed(ROWS)).table
    pd.testing.assert_frame_equal(left.drop(columns="line"), right.drop(columns="line"))


def test_the_table_is_of_the_declaration():
    table = events(*ROWS).table
    assert table.columns.tolist() == schema.names(schema.EVENTS)
    assert table["url"].isna().all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda table: table.assign(mood=1), "columns not in the declaration: mood"),
        (lambda table: table.drop(columns="source"), "column source is absent"),
        (lambda table: table.assign(target=None), "column target has 4 missing cells"),
        (
            lambda table: table.assign(event_id=["a", "b", "b", "c"]),
            "event_id 'b' stands twice in the table; give each its own",
        ),
        (
            lambda table: table.iloc[:3],
            "the ledger arrives at 4 events but the table holds 3; this is a fault of the program, "
            "please report it",
        ),
    ],
)
def test_what_is_no_event_table_is_refused_in_these_words(change, message):
    ledger = Ledger().read("own.csv", 4).expand(0)
    with pytest.raises(TensionError) as caught:
        Events(change(frame(*ROWS)), DYAD, SPAN, ledger, Provenance())
    assert str(caught.value) == message


def test_keeping_enters_what_goes_under_the_rule_s_name():
    whole = events(*ROWS)
    kept = whole.keep(whole.table["code"] == "042", "filter", "only visits", "042")
    assert kept.table["event_id"].tolist() == ["d", "c"]
    assert kept.ledger.events == 2
    entry = kept.ledger.entries[-1]
    assert (entry.stage, entry.rule, entry.unit, entry.change, entry.detail) == (
        "filter", "only visits", "event", -2, "042",
    )
    assert len(whole) == 4


def test_keeping_nothing_leaves_an_empty_table_of_the_declaration():
    whole = events(*ROWS)
    kept = whole.keep(whole.table["code"] == "999", "filter", "nothing")
    assert len(kept) == 0
    assert kept.table.columns.tolist() == schema.names(schema.EVENTS)
    assert kept.summary() == (
        "Iran–Azerbaijan: no events. Coverage: 2012-01-01 to 2012-12-31 (declared)."
    )


def test_joining_adds_events_accounts_coverage_inputs_and_notes():
    later = Coverage.of([(dt.date(2014, 1, 1), dt.date(2014, 2, 1))], "told")
    one = events("a 04 IRN 042", notes={"what": "one", "end": "here"})
    two = events("b 03 AZE 112", file="other.csv", coverage=later, notes={"what": "two"})
    both = one.join(two)
    assert both.table["event_id"].tolist() == ["b", "a"]
    assert both.ledger.rows == both.ledger.events == 2
    assert both.coverage.spans == SPAN.spans + later.spans
    assert both.coverage.basis == "declared; told"
    assert [part.name for part in both.provenance.inputs] == ["own.csv", "other.csv"]
    assert dict(both.notes) == {"what": "two"}  # what one said of its end is so no more


def test_joining_one_table_with_itself_is_refused():
    one = events("a 04 IRN 042")
    with pytest.raises(TensionError, match="event_id 'a' stands twice"):
        one.join(one)


def test_joining_two_pairs_is_refused():
    with pytest.raises(UsageError) as caught:
        events("a 04 IRN 042").join(events("b 04 IRN 042", dyad=Dyad("TUR", "GRC")))
    assert str(caught.value) == (
        "events of IRN-AZE and of TUR-GRC do not join; read both for one dyad"
    )


def test_joining_a_pair_named_the_other_way_round_is_fine():
    both = events("a 04 IRN 042").join(events("b 04 IRN 042", dyad=Dyad("AZE", "IRN")))
    assert len(both) == 2
    assert both.dyad == DYAD


def test_the_summary_counts_each_direction():
    text = events(*ROWS).summary()
    assert text.splitlines() == [
        "Iran–Azerbaijan: 4 directed events, 2012-03-04 to 2012-03-05",
        "  IRN → AZE: 3",
        "  AZE → IRN: 1",
        "Coverage: 2012-01-01 to 2012-12-31 (declared)",
    ]
    assert repr(events(*ROWS)) == text


def test_the_page_shows_text_of_the_source_as_text():
    table = frame("a 04 IRN 042").assign(summary="<script>alert(1)</script>")
    made = Events(table, DYAD, SPAN, Ledger().read("own.csv", 1).expand(0), Provenance())
    assert "<script>" not in made._repr_html_()


def test_notes_cannot_be_changed_from_outside():
    notes = {"what": "one"}
    made = events("a 04 IRN 042", notes=notes)
    notes["what"] = "two"
    assert made.notes["what"] == "one"
    with pytest.raises(TypeError):
        made.notes["what"] = "three"


# ---------------------------------------------------------------- several sources


def of_icews(*rows, **options):
    """Events as read from an ICEWS file."""
    made = events(*rows, file="icews.tab", **options)
    return Events(
        made.table.assign(origin="icews"), DYAD, made.coverage,
        Ledger().read("icews.tab", len(made)).expand(0),
        Provenance((InputFile.of("icews.tab", b"y", "icews"),)),
    )


LATER = Coverage.of([(dt.date(2014, 1, 1), dt.date(2014, 2, 1))], "told")


def test_a_table_of_one_source_comes_apart_as_itself():
    one = events(*ROWS)
    assert one.origins == ("tabular",)
    assert one.origin == "tabular"
    assert one.apart() == (one,)
    assert one.parts == ()


def test_sources_keep_their_own_events_coverage_account_and_inputs_beside_the_whole():
    both = events("a 04 IRN 042").join(of_icews("b 03 AZE 112", coverage=LATER))
    assert both.origins == ("icews", "tabular")
    assert both.origin == "icews+tabular"
    icews, tabular = both.apart()
    assert icews.table["event_id"].tolist() == ["b"]
    assert icews.coverage == LATER
    assert tabular.coverage == SPAN
    assert [one.name for one in icews.provenance.inputs] == ["icews.tab"]
    assert icews.provenance.parameters["origin"] == ("icews",)
    assert icews.ledger.events == tabular.ledger.events == 1
    assert both.summary().splitlines()[-2] == "Sources, kept apart: icews 1, tabular 1"


def test_the_order_of_the_sources_changes_nothing():
    one, two = events("a 04 IRN 042"), of_icews("b 03 AZE 112", coverage=LATER)
    there, back = one.join(two), two.join(one)
    pd.testing.assert_frame_equal(there.table, back.table)
    assert (there.ledger, there.coverage, there.provenance) == (
        back.ledger, back.coverage, back.provenance
    )


def test_a_second_table_of_a_source_goes_into_that_source_s_part():
    both = events("a 04 IRN 042").join(of_icews("b 03 AZE 112"))
    three = both.join(events("c 05 IRN 042", file="more.csv"))
    assert [(part.origin, len(part)) for part in three.apart()] == [("icews", 1), ("tabular", 2)]
    assert three.ledger.events == 3


def test_keeping_goes_through_every_source():
    both = events(*ROWS).join(of_icews("x 03 AZE 112", "y 03 AZE 042"))
    kept = both.keep(both.table["code"] == "042", "filter", "only visits", "042")
    assert [part.table["event_id"].tolist() for part in kept.apart()] == [["y"], ["d", "c"]]
    told = kept.ledger.table[kept.ledger.table["rule"] == "only visits"]
    assert told["origin"].tolist() == ["icews", "tabular"]
    assert told["change"].tolist() == [-1, -2]


def test_a_source_that_was_read_and_had_no_event_is_one_of_the_sources():
    both = events("a 04 IRN 042").join(of_icews("b 03 AZE 112"))
    kept = both.keep(both.table["origin"] == "tabular", "filter", "mine")
    assert kept.origins == ("icews", "tabular")
    assert [len(part) for part in kept.apart()] == [0, 1]


def test_pooled_sources_do_not_come_apart_and_the_message_says_what_to_do():
    both = events("a 04 IRN 042").join(of_icews("b 03 AZE 112")).pooled()
    with pytest.raises(UsageError) as caught:
        both.apart()
    assert str(caught.value) == (
        "the events of icews and tabular were pooled and do not come apart; read them anew"
    )


def test_a_choice_is_noted_with_the_whole_and_with_every_source():
    both = events("a 04 IRN 042").join(of_icews("b 03 AZE 112")).choose(lenient=True)
    for one in (both, *both.apart()):
        assert one.provenance.parameters["lenient"] is True


def test_parts_that_do_not_add_up_to_the_table_are_refused():
    whole = events(*ROWS)
    with pytest.raises(TensionError, match="parts of the sources do not add up to the table"):
        Events(whole.table, DYAD, SPAN, whole.ledger, Provenance(), parts=(events("a 04 IRN 042"),))
