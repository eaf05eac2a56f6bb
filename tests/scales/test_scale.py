"""Scales against the published facts, and what makes a scale."""

import csv
from importlib.resources import files
from pathlib import Path

import pytest

from tension.core.errors import InputError, UsageError
from tension.core.ontology import ontology
from tension.scales.scale import BUILT_IN, Scale, scales

FACTS = Path(__file__).parents[3] / "shared" / "formats"


def facts(name):
    if not FACTS.is_dir():
        pytest.skip("shared/ is absent: the facts the tables are checked against are not here")
    with (FACTS / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


def cameo(column):
    return {
        row["code"]: float(row[column])
        for row in facts("cameo_goldstein_sources.csv")
        if row[column]
    }


# ---------------------------------------------------------------- numbers against the facts


def test_goldstein_for_cameo_equals_the_312_published_weights():
    published = {row["code"]: float(row["goldstein"]) for row in facts("cameo_goldstein.csv")}
    assert len(published) == 312
    assert Scale.named("goldstein_cameo").scores == published


def test_goldstein_for_cameo_equals_what_icews_uses():
    assert Scale.named("goldstein_cameo").scores == cameo("goldstein_icews")


def test_goldstein_for_gdelt_equals_its_lookup_table():
    published = cameo("goldstein_gdelt")
    assert len(published) == 311
    assert Scale.named("goldstein_gdelt").scores == published


@pytest.mark.parametrize(
    ("name", "column"),
    [("goldstein_gdelt", "goldstein_observed_gdelt"),
     ("goldstein_cameo", "intensity_observed_icews")],
)
def test_weights_equal_those_seen_in_real_rows(name, column):
    scores = Scale.named(name).scores
    # A few rows print one value in two ways, "0|0.0".
    seen = {
        row["code"]: {float(value) for value in row[column].split("|")}
        for row in facts("cameo_goldstein_sources.csv")
        if row[column]
    }
    assert len(seen) > 50
    assert {code: {scores[code]} for code in seen} == seen


def test_goldstein_for_weis_equals_the_109_published_weights():
    published = {row["code"]: float(row["goldstein"]) for row in facts("weis_goldstein.csv")}
    assert len(published) == 109
    assert Scale.named("goldstein_weis").scores == published


def test_plover_equals_the_manual_s_82_weights():
    published = {
        row["event_type"] + (f"/{row['mode']}" if row["mode"] else ""): float(row["score"])
        for row in facts("plover_scores.csv")
    }
    assert len(published) == 82
    assert Scale.named("plover").scores == published


def test_gdelt_and_icews_differ_in_four_codes_and_one_is_missing():
    icews, gdelt = (Scale.named(name).scores for name in ("goldstein_cameo", "goldstein_gdelt"))
    assert {code: (gdelt[code], icews[code]) for code in gdelt if gdelt[code] != icews[code]} == {
        "016": (-2.0, -5.0), "022": (3.2, 3.4), "164": (-7.0, -6.5), "165": (-6.5, -7.0),
    }
    assert set(icews) - set(gdelt) == {"1213"}
    assert set(gdelt) <= set(icews)


def test_a_root_has_its_own_weight_apart_from_its_first_code():
    scores = Scale.named("goldstein_cameo").scores
    assert (scores["13"], scores["130"]) == (-6.0, -4.4)
    assert max(scores.values()) == scores["0874"] == 10.0
    assert min(scores.values()) == -10.0


@pytest.mark.parametrize(
    ("name", "codes"),
    [("cameo", "goldstein_cameo"), ("weis", "goldstein_weis"), ("plover", "plover")],
)
def test_every_scored_code_is_in_its_scheme_s_list(name, codes):
    assert set(Scale.named(codes).scores) <= set(ontology(name).labels)


def test_seven_weis_codes_seen_in_data_have_no_weight():
    without = set(ontology("weis").labels) - set(Scale.named("goldstein_weis").scores)
    assert without == {"114", "130", "143", "199", "204", "214", "215"}


@pytest.mark.parametrize("name", ["goldstein_cameo", "goldstein_gdelt", "goldstein_weis", "plover"])
def test_no_table_scores_a_code_twice(name):
    text = (files("tension.scales") / "tables" / f"{name}.csv").read_text(encoding="utf-8")
    codes = [row["code"] for row in csv.DictReader(text.splitlines())]
    assert len(codes) == len(set(codes)) == len(Scale.named(name).scores)


@pytest.mark.parametrize("scale", scales(), ids=lambda scale: scale.name)
def test_no_score_exceeds_the_bound_and_both_ends_are_meant(scale):
    assert max(map(abs, scale.scores.values())) <= scale.bound
    assert min(scale.scores.values()) < 0 < max(scale.scores.values())
    assert scale.bound == (2.0 if scale.name == "quad" else 10.0)


def test_weights_fall_from_cooperation_to_conflict_on_average():
    scores, quad = Scale.named("goldstein_cameo").scores, ontology("cameo").quad
    means = {
        kind: sum(values) / len(values)
        for kind in set(quad.values())
        if (values := [score for code, score in scores.items() if quad[code] == kind])
    }
    assert means["material_cooperation"] > means["verbal_cooperation"] > 0
    assert 0 > means["verbal_conflict"] > means["material_conflict"]


def test_quad_weighs_verbal_1_and_material_2():
    assert Scale.named("quad").scores == {
        "verbal_cooperation": 1, "material_cooperation": 2, "verbal_conflict": -1,
        "material_conflict": -2,
    }


# ---------------------------------------------------------------- names and files


def test_the_built_in_scales_are_listed_by_name():
    assert [scale.name for scale in scales()] == list(BUILT_IN) == [
        "goldstein_cameo", "goldstein_gdelt", "goldstein_weis", "plover", "quad",
    ]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "goldstien_cameo",
            "there is no scale 'goldstien_cameo'; use goldstein_cameo, goldstein_weis, "
            "goldstein_gdelt, or a CSV with code,score",
        ),
        (
            "zzz",
            "there is no scale 'zzz'; use goldstein_cameo, goldstein_gdelt, goldstein_weis, "
            "plover, quad, native, or a CSV with code,score",
        ),
        ("native:0", "'native:0': the bound must be a number above 0: native:100"),
        ("native:-5", "'native:-5': the bound must be a number above 0: native:100"),
        ("native:inf", "'native:inf': the bound must be a number above 0: native:100"),
        ("native:nan", "'native:nan': the bound must be a number above 0: native:100"),
        ("native:much", "'native:much': the bound must be a number above 0: native:100"),
    ],
)
def test_a_scale_that_does_not_exist_is_refused_in_these_words(name, message):
    with pytest.raises(UsageError) as caught:
        Scale.named(name)
    assert str(caught.value) == message


@pytest.mark.parametrize(("name", "bound"), [("native", 10), ("native:", 10), ("native:100", 100),
                                             ("native:0.5", 0.5)])
def test_the_native_scale_takes_its_bound_from_its_name(name, bound):
    scale = Scale.of(name)
    assert (scale.bound, scale.basis, scale.scores) == (bound, "native", {})


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("# bound: 12,5\n# fallback: parent\ncode;score\n04;3,5\n190;-12\n")
    return path


def test_a_user_s_csv_is_a_scale(own):
    scale = Scale.of(str(own))
    assert scale.scores == {"04": 3.5, "190": -12.0}
    assert (scale.name, scale.ontology, scale.bound, scale.basis, scale.fallback) == (
        "own", "cameo", 12.5, "code", True,
    )
    assert scale.note == "read from own.csv"


def test_a_user_s_scale_of_quad_classes_fits_every_scheme(tmp_path):
    path = tmp_path / "classes.csv"
    path.write_text("code,score\nverbal_conflict,-1\nmaterial_conflict,-4\n")
    scale = Scale.from_csv(path)
    assert (scale.ontology, scale.basis, scale.bound) == ("any", "quad_class", 4.0)
    path.write_text("# fallback: parent\ncode,score\nverbal_conflict,-1\n")
    assert Scale.from_csv(path).resolve("material_conflict") is None


def test_a_missing_csv_is_named():
    with pytest.raises(InputError, match="no such file"):
        Scale.of("nowhere/scale.csv")


def test_a_scale_is_itself():
    scale = Scale.named("quad")
    assert Scale.of(scale) is scale


# ---------------------------------------------------------------- which code's weight an event gets


@pytest.mark.parametrize(
    ("code", "resolved"),
    [("04", "04"), ("042", "04"), ("0421", "04"), ("190", "190"), ("112", None), ("19", None)],
)
def test_with_fallback_a_code_takes_the_nearest_parent_s_weight(own, code, resolved):
    assert Scale.from_csv(own).resolve(code) == resolved


def test_plover_modes_fall_back_to_their_type():
    plover = Scale.named("plover")
    assert plover.resolve("CONSULT/visit") == "CONSULT/visit"
    assert plover.resolve("CONSULT/unheard") == "CONSULT"
    assert plover.resolve("UNHEARD/visit") is None


@pytest.mark.parametrize("name", ["goldstein_cameo", "goldstein_gdelt", "goldstein_weis"])
def test_without_fallback_a_code_not_listed_has_no_weight(name):
    assert Scale.named(name).resolve("1219") is None
    assert Scale.named("goldstein_gdelt").resolve("1213") is None


def test_table_and_summary_say_what_the_scale_is():
    scale = Scale.named("goldstein_cameo")
    table = scale.table.set_index("code")
    assert table.loc["042"].tolist() == ["Make a visit", 1.9]
    assert len(table) == 312
    assert scale.summary().splitlines()[:2] == [
        "Goldstein scores for CAMEO (goldstein_cameo)", "  scheme cameo, 312 codes, bound ±10",
    ]
    assert "10.1177/0022002792036002007" in scale.summary()
    assert "<pre>" in scale._repr_html_()
    assert Scale.named("quad").table["label"].tolist()[0] == "verbal cooperation"
