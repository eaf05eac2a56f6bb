"""Declared tables: what conforms, what is refused, and the dictionary made of them."""

import pandas as pd
import pytest

from tension.core import exported, schema
from tension.core.errors import TensionError
from tension.core.schema import DATE, FLAG, REAL, TEXT, WHOLE, Column, conform

KINDS = (
    Column("name", TEXT, "text", "A text."),
    Column("when", DATE, "day", "A day.", "unknown"),
    Column("size", REAL, "points", "A number.", "unknown"),
    Column("line", WHOLE, "line", "A whole number."),
    Column("sure", FLAG, "true | false", "A flag.", "unknown"),
)
FRAME = pd.DataFrame({"line": [2, 3], "name": ["b", "a"], "size": [1, None]}, index=[7, 9])


def test_columns_come_in_declared_order_and_type_with_a_fresh_index():
    made = conform(FRAME, KINDS)
    assert made.columns.tolist() == ["name", "when", "size", "line", "sure"]
    assert [str(kind) for kind in made.dtypes] == [
        "str", "datetime64[s]", "float64", "int64", "boolean",
    ]
    assert made.index.tolist() == [0, 1]
    assert made["name"].tolist() == ["b", "a"]


def test_columns_that_may_be_missing_are_filled_in_as_missing():
    made = conform(FRAME, KINDS)
    assert made[["when", "sure"]].isna().all(axis=None)
    assert made["size"].isna().tolist() == [False, True]


def test_the_frame_given_is_left_alone():
    before = FRAME.copy()
    conform(FRAME, KINDS)
    pd.testing.assert_frame_equal(FRAME, before)


def test_conforming_twice_changes_nothing():
    once = conform(FRAME, KINDS)
    pd.testing.assert_frame_equal(conform(once, KINDS), once)


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (FRAME.assign(more=1, most=2), "columns not in the declaration: more, most"),
        (FRAME.drop(columns="name"), "column name is absent"),
        (FRAME.assign(name=["a", None]), "column name has 1 missing cells"),
        (FRAME.assign(line=[None, 3]), "column line has 1 missing cells"),
        (FRAME.assign(line=[None, None]), "column line has 2 missing cells"),
    ],
)
def test_what_is_not_of_the_declaration_is_refused_in_these_words(frame, message):
    with pytest.raises(TensionError) as caught:
        conform(frame, KINDS)
    assert str(caught.value) == message


def test_missing_text_is_missing_and_never_a_word():
    made = conform(FRAME.assign(name=["None", "nan"]), KINDS)
    assert made["name"].isna().tolist() == [False, False]
    made = conform(pd.DataFrame({"url": [None, float("nan"), ""]}),
                   [Column("url", TEXT, "", "", "none")])
    assert made["url"].isna().tolist() == [True, True, False]


def test_an_empty_table_has_every_column_in_its_type():
    for columns in (*exported.TABLES.values(), KINDS, schema.EVENTS):
        made = schema.empty(columns)
        assert made.columns.tolist() == schema.names(columns)
        assert len(made) == 0
        assert [str(kind) for kind in made.dtypes] == [column.dtype for column in columns]


def test_the_tables_build_on_each_other():
    assert schema.SCORED[: len(schema.EVENTS)] == schema.EVENTS
    assert schema.ENTERED[: len(schema.SCORED)] == schema.SCORED
