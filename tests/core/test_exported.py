"""The tables of a report are declared whole, and the dictionary is made of them."""

import pytest

from tension.core import exported, schema


@pytest.mark.parametrize("name", sorted(exported.TABLES))
def test_a_declaration_names_each_column_once_and_says_what_it_means(name):
    columns = exported.TABLES[name]
    assert len(set(schema.names(columns))) == len(columns)
    for column in columns:
        assert column.meaning.endswith(".")
        assert column.meaning[0].isupper() or column.meaning[0] in "5tlc"
        assert column.unit
        assert column.missing


def test_the_dictionary_has_one_row_for_each_exported_column():
    made = exported.dictionary()
    expected = [(table, column.name) for table, columns in exported.TABLES.items()
                for column in columns]
    assert list(zip(made["table"], made["column"], strict=True)) == expected
    assert set(made["type"]) <= {"text", "number", "whole number", "true/false", "date"}
    assert made.notna().all(axis=None)
