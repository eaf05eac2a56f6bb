"""Where a number comes from."""

import datetime as dt
import hashlib
from importlib import metadata

import pytest

from tension.core.provenance import InputFile, Provenance, versions
from tension.core.version import METHODOLOGY, VERSION

A, B = (InputFile.of(name, name.encode(), "tabular") for name in ("a.csv", "b.csv"))


def test_an_input_is_its_name_hash_size_and_format():
    assert InputFile("a.csv", hashlib.sha256(b"a.csv").hexdigest(), 5, "tabular") == A


def test_choices_add_up_and_the_later_one_counts():
    first = Provenance((A,), None, {"scale": "quad", "freq": "month"})
    later = first.choose(scale="plover", lenient=True)
    assert dict(later.parameters) == {"scale": "plover", "freq": "month", "lenient": True}
    assert dict(first.parameters) == {"scale": "quad", "freq": "month"}


def test_parameters_cannot_be_changed_from_outside():
    told = {"scale": "quad"}
    made = Provenance((), None, told)
    told["scale"] = "plover"
    assert made.parameters["scale"] == "quad"
    with pytest.raises(TypeError):
        made.parameters["scale"] = "plover"


@pytest.mark.parametrize(
    ("one", "two", "as_of"),
    [("2012-01-01", "2011-01-01", "2012-01-01"), ("2012-01-01", None, "2012-01-01"),
     (None, "2011-01-01", "2011-01-01"), (None, None, None)],
)
def test_of_two_inputs_the_later_as_of_counts(one, two, as_of):
    day = {text: text and dt.date.fromisoformat(text) for text in (one, two, as_of)}
    joined = Provenance((A,), day[one]).join(Provenance((B,), day[two]))
    assert joined.as_of == day[as_of]
    assert joined.inputs == (A, B)


def test_one_input_in_both_is_named_once():
    assert Provenance((A, B)).join(Provenance((B,))).inputs == (A, B)


def test_the_stamp_names_version_method_files_and_as_of():
    assert Provenance((A, B), dt.date(2012, 3, 4)).stamp() == (
        f"tension {VERSION}, methodology {METHODOLOGY} · a.csv, b.csv · as of 2012-03-04"
    )
    assert Provenance().stamp().endswith("· no file · as of unknown")


def test_versions_are_those_installed():
    found = versions()
    assert found["tension"] == VERSION
    assert found["pandas"] == metadata.version("pandas")
    assert set(found) == {
        "tension", "methodology", "python", "pandas", "numpy", "statsmodels", "matplotlib",
    }


def test_the_stamp_names_up_to_three_files_and_counts_more():
    files = tuple(InputFile.of(f"{k}.zip", b"x", "gdelt2") for k in range(365))
    assert " · 0.zip, 1.zip, 2.zip · " in Provenance(files[:3]).stamp()
    assert " · 0.zip and 364 more files · " in Provenance(files).stamp()


def test_a_file_of_two_formats_is_named_once():
    files = tuple(InputFile.of("a.zip", b"x", origin) for origin in ("gdelt1", "gdelt2"))
    assert " · a.zip · " in Provenance(files).stamp()
