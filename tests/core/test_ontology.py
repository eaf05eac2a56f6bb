"""Code lists: which codes exist, what is said of those that do not."""

import csv
from importlib.resources import files
from pathlib import Path

import pytest

from tension.core.errors import UsageError
from tension.core.ontology import ONTOLOGIES, guess_ontology, lost_zeros, ontology
from tension.core.schema import QUAD_CLASSES

FACTS = Path(__file__).parents[3] / "shared" / "formats"


def facts(name):
    if not FACTS.is_dir():
        pytest.skip("shared/ is absent: the facts the lists are checked against are not here")
    with (FACTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def test_cameo_holds_the_312_codes_of_1_1b3():
    assert set(ontology("cameo").labels) == {row["code"] for row in facts("cameo_goldstein.csv")}


def test_cameo_labels_are_the_official_ones():
    labels = ontology("cameo").labels
    official = {row["code"]: row["name"] for row in facts("cameo_goldstein.csv")}
    # Roots are printed in capitals there.
    different = {code for code in labels if labels[code].casefold() != official[code].casefold()}
    assert different == set()


def test_weis_holds_the_109_weighted_codes_and_seven_seen_in_data():
    known = {row["code"] for row in facts("weis_goldstein.csv")}
    silent = {"114", "130", "143", "199", "204", "214", "215"}
    assert set(ontology("weis").labels) == known | silent
    assert {ontology("weis").label(code) for code in silent} == silent


def test_plover_holds_16_types_and_66_modes():
    codes = ontology("plover").labels
    assert sum("/" not in code for code in codes) == 16
    assert sum("/" in code for code in codes) == 66
    assert all(ontology("plover").parent(code) in codes for code in codes if "/" in code)


@pytest.mark.parametrize("name", ["cameo", "weis", "plover"])
def test_no_list_names_a_code_twice_and_each_code_has_a_class(name):
    text = (files("tension.core") / "ontologies" / f"{name}.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    assert len(rows) == len({row["code"] for row in rows}) == len(ontology(name).labels)
    assert set(ontology(name).quad.values()) <= set(QUAD_CLASSES)
    assert set(ontology(name).quad) == set(ontology(name).labels)


@pytest.mark.parametrize(
    ("root", "quad"),
    [
        ("01", "material_cooperation"), ("02", "verbal_cooperation"), ("05", "verbal_cooperation"),
        ("06", "material_cooperation"), ("07", "material_cooperation"),
        ("08", "verbal_cooperation"), ("10", "verbal_cooperation"), ("11", "verbal_conflict"),
        ("17", "verbal_conflict"), ("18", "material_conflict"), ("22", "material_conflict"),
    ],
)
def test_a_weis_code_s_class_is_its_cue_category_s(root, quad):
    weis = ontology("weis")
    classes = {weis.quad[code] for code in weis.labels if code[:2] == root}
    assert classes == {quad}


@pytest.mark.parametrize(
    ("name", "code", "parent", "root"),
    [
        ("cameo", "0841", "084", "08"),
        ("cameo", "084", "08", "08"),
        ("cameo", "08", None, "08"),
        ("cameo", "1213", "121", "12"),
        ("weis", "223", None, "22"),
        ("plover", "CONSULT/visit", "CONSULT", "CONSULT"),
        ("plover", "CONSULT", None, "CONSULT"),
    ],
)
def test_a_code_s_parent_and_root(name, code, parent, root):
    assert ontology(name).parent(code) == parent
    assert ontology(name).root(code) == root


def test_every_cameo_code_leads_up_to_a_root_of_the_list():
    cameo = ontology("cameo")
    for code in cameo.labels:
        steps = [code]
        while (parent := cameo.parent(steps[-1])) is not None:
            steps.append(parent)
        assert steps[-1] == cameo.root(code)
        assert steps[-1] in cameo


@pytest.mark.parametrize(
    ("name", "code", "fault"),
    [
        ("cameo", "042", None),
        (
            "cameo", "42",
            ("'42' is not a CAMEO code",
             "it looks like 042 with its leading zero lost: store codes as text"),
        ),
        (
            "cameo", "841",
            ("'841' is not a CAMEO code",
             "it looks like 0841 with its leading zero lost: store codes as text"),
        ),
        (
            "weis", "32",
            ("'32' is not a WEIS code",
             "it looks like 032 with its leading zero lost: store codes as text"),
        ),
        (
            "cameo", "223",
            ("'223' is not a CAMEO code",
             "it is one of WEIS: name the scheme with an ontology column or --ontology"),
        ),
        (
            "weis", "AID",
            ("'AID' is not a WEIS code",
             "it is one of PLOVER: name the scheme with an ontology column or --ontology"),
        ),
        (
            "plover", "CONSULT/visits",
            ("'CONSULT/visits' is not a PLOVER code",
             "did you mean CONSULT/visit or CONSULT?"),
        ),
        ("cameo", "", ("'' is not a CAMEO code", "write the code of a scheme; your own "
         "need --ontology own and --scale")),
        (
            "quad", "conflict",
            ("'conflict' is not a quad class code", "did you mean verbal_conflict or "
             "material_conflict?"),
        ),
    ],
)
def test_a_code_outside_the_list_is_named_with_the_likeliest_remedy(name, code, fault):
    assert ontology(name).fault(code) == fault


@pytest.mark.parametrize(
    ("codes", "schemes"),
    [
        (["0841"], ["cameo"]),
        (["223"], ["weis"]),
        (["032", "040"], ["cameo", "weis"]),
        (["AID"], ["plover"]),
        (["verbal_conflict"], ["quad"]),
        (["0841", "223"], []),
        ([], list(ONTOLOGIES)),
    ],
)
def test_schemes_are_guessed_by_holding_every_code(codes, schemes):
    assert guess_ontology(codes) == schemes


@pytest.mark.parametrize(
    ("codes", "doubtful"),
    [
        (["10", "112"], {"10"}),
        (["10", "14", "20", "190"], {"10", "14", "20"}),
        (["10", "042"], set()),
        (["112", "190"], set()),
        # 42 is no root: that it lost a zero is plain, and said elsewhere.
        (["42", "112"], set()),
        ([], set()),
    ],
)
def test_a_two_digit_code_is_doubtful_where_no_code_keeps_a_zero(codes, doubtful):
    assert lost_zeros(codes) == doubtful


def test_an_ontology_that_does_not_exist_is_refused():
    with pytest.raises(UsageError) as caught:
        ontology("ucdp")
    assert str(caught.value) == (
        "there is no ontology 'ucdp'; use one of cameo, weis, plover, quad, acled, own"
    )


def test_labels_are_the_code_itself_where_none_is_known():
    assert ontology("cameo").label("042") == "Make a visit"
    assert ontology("weis").label("114") == "114"
    assert ontology("quad").label("verbal_conflict") == "verbal conflict"
