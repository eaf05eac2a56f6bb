"""A user's scale file: its facts, its scores, and what is refused."""

import pytest

from tension.core.errors import InputError
from tension.sources.scale_table import read_scale_table

PLAIN = "code,score\n042,2\n112,-3.5\n0841,7\n"


@pytest.fixture
def read(tmp_path):
    def read(text, name="mine.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_scale_table(path)

    return read


def refusal(read, text):
    with pytest.raises(InputError) as caught:
        read(text)
    return str(caught.value)


def test_without_facts_scheme_and_bound_follow_from_the_scores(read):
    table = read(PLAIN)
    assert table.scores == {"042": 2.0, "112": -3.5, "0841": 7.0}
    assert (table.ontology, table.bound, table.fallback) == ("cameo", 7.0, False)
    assert (table.name, table.title, table.citation) == ("mine", "mine.csv", "")


def test_facts_stand_in_leading_lines(read):
    table = read(
        "# name: own\n# Title: Own scale: second try\n#ontology: cameo\n# bound: 10\n"
        "# fallback: parent\n# citation: A. Author (2020)\n# a remark\n" + PLAIN
    )
    assert (table.name, table.title, table.ontology) == ("own", "Own scale: second try", "cameo")
    assert (table.bound, table.fallback, table.citation) == (10.0, True, "A. Author (2020)")
    assert len(table.scores) == 3


def test_a_file_saved_by_a_spreadsheet_is_read(read):
    text = (
        '# bound: 7,5;\r\n# ontology: cameo;\r\n"# citation: A; B (2020)";\r\n'
        "Code;Score\r\n042;2\r\n112;-3,5\r\n"
    )
    table = read(text.encode("utf-8-sig"))
    assert table.bound == 7.5
    assert table.citation == "A; B (2020)"
    assert table.scores == {"042": 2.0, "112": -3.5}


def test_other_columns_are_left_out_and_their_order_is_free(read):
    assert read("label,score,code\nvisit,2,042\nrelease,7,0841\n").scores == {
        "042": 2.0, "0841": 7.0,
    }


def test_quad_classes_may_be_scored(read):
    table = read("code,score\nverbal_conflict,-1\nmaterial_conflict,-4\n")
    assert table.ontology == "quad"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty; `tension template` writes a sheet to fill in"),
        ("# bound: 10\n", "the file is empty; `tension template` writes a sheet to fill in"),
        ("code,score\n", "there is a header but no row; add one row an event"),
        (
            "# bound: 10\nkind,score\n042,1\n",
            ", line 2: no column 'code'; a scale has the columns code,score",
        ),
        (
            "code,weight\n042,1\n",
            ", line 1: no column 'score'; a scale has the columns code,score",
        ),
        (
            "# bound: 10\ncode,score\n042,1\n0841,high\n",
            ", line 4, column score: 'high' is not a number; write a number such as -3.5",
        ),
        (
            "code,score\n042,1\n0841,\n",
            ", line 3, column score: the cell is empty; fill it in: every row needs one",
        ),
        (
            "code,score\n0841,1\n042,2\n0841,3\n",
            ", line 4, column code: code '0841' is scored twice; leave one of them",
        ),
        (
            "# ontology: cameo\ncode,score\n010,1\n42,2\n",
            ", line 4, column code: '42' is not a CAMEO code; it looks like 042 with its leading "
            "zero lost: store codes as text",
        ),
        (
            "# ontology: ucdp\n" + PLAIN,
            ", line 1: ontology 'ucdp' is not known; write cameo or weis or plover or quad or "
            "acled or own",
        ),
        (
            "# fallback: yes\n" + PLAIN,
            ", line 1: fallback 'yes' is not known; write parent or none",
        ),
        (
            "# bound: 5\n" + PLAIN,
            "the bound is 5 and the largest score 7; state one that no score exceeds: # bound: 10",
        ),
        (
            "# bound: inf\n" + PLAIN,
            "the bound is inf and the largest score 7; state one that no score exceeds: # bound: "
            "10",
        ),
        (
            "# bound: high\n" + PLAIN,
            "the bound is high and the largest score 7; state one that no score exceeds: # bound: "
            "10",
        ),
        (
            "code,score\n042,0\n0841,0\n",
            "the bound is 0 and the largest score 0; state one that no score exceeds: # bound: 10",
        ),
        (
            "code,score\n032,1\n033,2\n",
            "the codes fit cameo and weis; say which is meant in a first line: # ontology: "
            "cameo, or # ontology: own for codes of your own",
        ),
        (
            "code,score\n0841,1\nzzz,2\n",
            "no scheme lists every code; say which is meant in a first line: # ontology: cameo, "
         "or # ontology: own for codes of your own",
        ),
    ],
)
def test_a_scale_that_cannot_be_used_is_refused_in_these_words(read, text, message):
    place = "mine.csv" if message.startswith(",") else "mine.csv: "
    assert refusal(read, text) == place + message


def test_every_bad_row_is_listed_at_once(read):
    text = refusal(read, "code,score\n,1\n042,x\n042\n")
    assert [line.split(":")[0] for line in text.split("\n")] == [
        "mine.csv", "mine.csv, line 2, column code", "mine.csv, line 3, column score",
        "mine.csv, line 4",
    ]


def test_a_missing_scale_is_named_as_it_was_typed():
    with pytest.raises(InputError) as caught:
        read_scale_table("nowhere/scale.csv")
    assert str(caught.value) == "nowhere/scale.csv: no such file; check the name and the folder"
