"""Every trap of archives as a tiny file, and what must come of it: rows kept, set aside, left out.
"""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from tension.core.errors import InputError
from tension.series.aggregate import build_series
from tension.sources.gdelt import ECHO_RULE
from tension.sources.ingest import ingest
from tension.sources.provinces import PROVINCE_RULE
from tension.sources.read import read_events
from tension.sources.stored import read_store

CORRUPT = Path(__file__).parents[1] / "corrupt"

# Name → (rows of the pair kept, rows set aside, rows a rule left out).
READ = {
    "gdelt_doubled_id.csv": (3, 0, 0),
    "gdelt_recoded_story.csv": (4, 0, 0),
    "gdelt_echo.csv": (1, 0, 2),
    "gdelt_widths.csv": (3, 2, 0),
    "gdelt_mixed_widths.csv": (3, 0, 0),
    "gdelt_second_version.csv": (2, 0, 0),
    "gdelt_stray_tab.csv": (3, 1, 0),
    "gdelt_lone_quote.csv": (3, 0, 0),
    "gdelt_mark_and_crlf.csv": (3, 0, 0),
    "gdelt_latin1.csv": (4, 0, 0),
    "gdelt_na.csv": (1, 0, 0),
    "gdelt_empty_code.csv": (3, 1, 0),
    "gdelt_damaged_code.csv": (3, 2, 0),
    "gdelt_ethnic.csv": (1, 0, 0),
    "gdelt_province.csv": (1, 0, 1),
    "gdelt_self_dyad.csv": (1, 0, 0),
    "two_members.zip": (4, 0, 0),
}
REFUSED = {
    "truncated.zip": "the zip cannot be opened; it is cut off or still being written",
    "bomb.zip": "inflate to 1,000,000,000 or more; no event file is packed so tightly",
    "outside.zip": "names a member '../20160116.export.CSV', which points outside it",
    "no_member.zip": "the zip holds no file",
    "still_written.csv.gz": "the file ends in the middle; it is cut off or still being written",
}


def _made():
    spec = spec_from_file_location("make_archives", CORRUPT / "make_archives.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.traps()


def test_the_traps_are_what_their_script_makes_and_each_has_its_behaviour_here():
    made = _made()
    assert set(made) == set(READ) | set(REFUSED)
    for name, content in made.items():
        assert (CORRUPT / name).read_bytes() == content, name


@pytest.mark.parametrize("name", READ)
def test_a_trap_is_read_with_an_account_of_every_row(name, tmp_path):
    events = read_events(CORRUPT / name, source_format="gdelt")
    kept, aside, left_out = READ[name]
    assert (len(events), len(events.rejects)) == (kept, aside)
    table = events.ledger.table
    rows = table[table["unit"] == "row"]
    named = rows[rows["rule"].isin([ECHO_RULE, PROVINCE_RULE])]
    assert named["concerned"].sum() == left_out
    assert rows["change"].sum() == kept
    ingest([CORRUPT / name], "IRN-AZE", tmp_path)
    assert len(read_store("IRN-AZE", tmp_path)) == kept


@pytest.mark.parametrize("name", REFUSED)
def test_a_trap_that_cannot_be_read_is_refused_in_these_words(name, tmp_path):
    with pytest.raises(InputError) as error:
        read_events(CORRUPT / name)
    assert REFUSED[name] in str(error.value)
    assert "\n" not in str(error.value)
    assert list(ingest([CORRUPT / name], "IRN-AZE", tmp_path).failed) == [name]


def test_a_doubled_id_gives_two_events_with_names_of_their_own():
    events = read_events(CORRUPT / "gdelt_doubled_id.csv")
    assert events.table["event_id"].tolist() == [
        "gdelt_doubled_id:1#2", "gdelt_doubled_id:1", "gdelt_doubled_id:2",
    ]


def test_a_story_coded_again_counts_once_a_day():
    series = build_series(read_events(CORRUPT / "gdelt_recoded_story.csv"))
    assert series.direction("IRN>AZE")["events"].sum() == 2


def test_na_as_text_is_a_name_and_no_missing_cell():
    table = read_events(CORRUPT / "gdelt_na.csv").table
    assert table["summary"].tolist() == ["NA → NA: Make a visit"]


def test_a_row_of_latin_1_keeps_its_place():
    table = read_events(CORRUPT / "gdelt_latin1.csv").table
    assert table["line"].tolist() == [1, 2, 3, 4]
