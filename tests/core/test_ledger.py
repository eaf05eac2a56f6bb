"""The account of rows and events."""

import pytest

from tension.core import schema
from tension.core.errors import TensionError
from tension.core.ledger import Ledger


@pytest.fixture
def book():
    return (
        Ledger()
        .read("a.csv", 10)
        .reject(2, "lines 3, 4")
        .drop("read", "other pair", "row", 3)
        .expand(2)
        .drop("dedupe", "one a day", "event", 1, "same day")
        .remark("score", "without a score", 4, "114 (4)")
    )


def test_rows_and_events_are_two_accounts(book):
    assert book.rows == 10 - 2 - 3
    assert book.events == 5 + 2 - 1


def test_the_table_shows_what_is_left_after_each_step(book):
    table = book.table
    assert table.columns.tolist() == schema.names(schema.LEDGER)
    rows = list(table[["rule", "unit", "change", "left", "concerned"]].itertuples(index=False))
    assert [tuple(row) for row in rows] == [
        ("rows of a.csv", "row", 10, 10, 10),
        ("rejected", "row", -2, 8, 2),
        ("other pair", "row", -3, 5, 3),
        ("one event of each kept row", "event", 5, 5, 5),
        ("other side of a reciprocal row", "event", 2, 7, 2),
        ("one a day", "event", -1, 6, 1),
        ("without a score", "event", 0, 6, 4),
    ]
    assert table["detail"].isna().tolist() == [True, False, True, True, True, False, False]


def test_an_account_that_arrives_is_returned(book):
    assert book.settle(6) is book


@pytest.mark.parametrize("events", [5, 7, 0])
def test_an_account_that_does_not_arrive_raises(book, events):
    with pytest.raises(TensionError) as caught:
        book.settle(events)
    assert str(caught.value) == (
        f"the ledger arrives at 6 events but the table holds {events}; this is a fault of the "
        "program, please report it"
    )


def test_a_rule_that_ran_and_took_nothing_is_entered():
    table = Ledger().read("a", 1).expand(0).drop("filter", "disputed", "event", 0).table
    assert table["rule"].iloc[-1] == "disputed"
    assert table["change"].iloc[-1] == 0


def test_nothing_rejected_and_nothing_to_remark_is_not_entered():
    book = Ledger().read("a", 1)
    assert book.reject(0, "") is book
    assert book.remark("score", "without", 0) is book


def test_each_step_leaves_the_ledger_before_it_alone():
    book = Ledger().read("a", 3)
    book.expand(1)
    assert book.events == 0
    assert len(book.entries) == 1


def test_two_sources_joined_arrive_at_their_sum(book):
    other = Ledger().read("b.csv", 4).expand(0)
    joined = book.join(other)
    assert (joined.rows, joined.events) == (book.rows + 4, book.events + 4)
    assert joined.settle(10) is joined
    assert joined.table["left"].iloc[-1] == 10


def test_an_empty_ledger_has_an_empty_table():
    assert Ledger().table.columns.tolist() == schema.names(schema.LEDGER)
    assert len(Ledger().table) == 0


def test_every_line_stands_under_its_source_and_later_ones_under_both():
    one = Ledger().read("a.csv", 2).expand(0).of("tabular")
    two = Ledger().read("b.tab", 3).of("icews").expand(0)
    both = one.join(two).drop("dedupe", "exact duplicate", "event", 1)
    assert both.origin == "icews+tabular"
    assert both.table["origin"].tolist() == [*["tabular"] * 3, *["icews"] * 3, "icews+tabular"]
    assert both.table["left"].iloc[-1] == both.events == 4


def test_an_account_that_has_its_source_keeps_it():
    book = Ledger().read("a.csv", 2).of("tabular")
    assert book.of("icews") == book
