"""Events and their weights: nothing unknown is 0, nothing is scored by another scheme."""

import csv
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

from tension.core.errors import UsageError
from tension.core.ontology import ontology
from tension.core.schema import SCORED, names
from tension.scales.scale import Scale
from tension.scales.scoring import default_scale, score_events
from tension.sources.read import read_events

FILE = Path(__file__).parents[2] / "data" / "raw" / "iran_azerbaijan_events.csv"
SHARED = Path(__file__).parents[3] / "shared" / "formats" / "cameo_goldstein.csv"


@pytest.fixture
def read(tmp_path):
    def read(codes, ontology, header="code", name="own.csv"):
        path = tmp_path / name
        path.write_text(f"date,source,target,{header}\n" + "".join(
            f"2012-03-{day:02d},IRN,AZE,{code}\n" for day, code in enumerate(codes, start=1)
        ))
        return read_events(path, ontology=ontology)

    return read


def remarks(events):
    table = events.ledger.table
    scored = table[table["stage"] == "score"].fillna({"detail": ""})
    return {row.rule: (row.change, row.concerned, row.detail) for row in scored.itertuples()}


def refusal(*args):
    with pytest.raises(UsageError) as caught:
        score_events(*args)
    return str(caught.value)


# ---------------------------------------------------------------- the bundle


def test_the_bundle_s_points_sum_to_what_the_published_table_gives():
    if not SHARED.is_file():
        pytest.skip("shared/ is absent: the published weights are not here")
    with SHARED.open(encoding="utf-8", newline="") as file:
        weight = {row["code"]: float(row["goldstein"]) for row in csv.DictReader(file)}
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    points = Counter()
    for row in rows:
        points[row["source"]] += weight[row["cameo_code"]]
        if row["reciprocal"] == "true":
            points[row["target"]] += weight[row["cameo_code"]]
    scored = score_events(read_events()).table
    sums = scored.groupby("source")["score"].sum()
    assert sums.to_dict() == pytest.approx(dict(points), abs=1e-9)
    assert scored["scored_as"].equals(scored["code"])


def test_scoring_keeps_the_events_and_adds_three_columns():
    events = read_events()
    scored = score_events(events)
    assert scored.table.columns.tolist() == names(SCORED)
    assert scored.table[list(events.table.columns)].equals(events.table)
    assert remarks(scored) == {}
    assert scored.provenance.parameters["scale"] == "goldstein_cameo"
    assert scored.provenance.parameters["scale_bound"] == 10


def test_scoring_again_replaces_the_scores():
    first = score_events(read_events(), "goldstein_gdelt")
    again = score_events(first, "goldstein_cameo")
    assert again.table.equals(score_events(read_events()).table)
    assert again.provenance.parameters["scale"] == "goldstein_cameo"


def test_the_bundle_under_gdelt_s_weights_differs_in_four_codes_only():
    one, other = (score_events(read_events(), name).table
                  for name in ("goldstein_cameo", "goldstein_gdelt"))
    known = other["score"].notna()
    different = other[known & (one["score"] != other["score"])]
    assert set(different["code"]) <= {"016", "022", "164", "165"}
    assert (different["code"] == "016").sum() > 0


# ---------------------------------------------------------------- what a scale does not know


def test_weis_codes_without_a_weight_are_counted_and_listed_never_zero(read):
    silent = ["114", "130", "143", "199", "204", "214", "215"]
    scored = score_events(read(["223", *silent, "114"], "weis"))
    table = scored.table.set_index("code")
    assert table.loc[silent, "score"].isna().all()
    assert table.loc[silent, "scored_as"].isna().all()
    assert table.loc["223", "score"] == -10
    assert remarks(scored) == {
        "without a score in goldstein_weis": (
            0, 8, "114 (2), 130 (1), 143 (1), 199 (1), 204 (1), 214 (1), 215 (1)",
        )
    }
    assert len(scored) == 9


def test_1213_has_no_weight_in_gdelt_s_table_and_takes_none_from_121(read):
    scored = score_events(read(["1213", "121", "010"], "cameo"), "goldstein_gdelt")
    table = scored.table.set_index("code")
    assert pd.isna(table.loc["1213", "score"])
    assert table.loc["121", "score"] == Scale.named("goldstein_gdelt").scores["121"]
    assert remarks(scored) == {"without a score in goldstein_gdelt": (0, 1, "1213 (1)")}


def test_a_statement_scores_zero_and_is_not_missing(read):
    scored = score_events(read(["010"], "cameo"))
    assert scored.table["score"].tolist() == [0.0]
    assert remarks(scored) == {}


def test_a_parent_s_weight_is_used_only_where_the_scale_says_so_and_counted(read, tmp_path):
    rows = "code,score\n04,3\n042,2\n"
    events = read(["042", "043", "0841", "010"], "cameo")
    path = tmp_path / "own.csv"
    path.write_text(rows)
    strict = score_events(events, Scale.from_csv(path))
    assert strict.table["score"].tolist()[0] == 2
    assert remarks(strict) == {"without a score in own": (0, 3, "010 (1), 043 (1), 0841 (1)")}
    path.write_text("# fallback: parent\n" + rows)
    loose = score_events(events, Scale.from_csv(path))
    found = loose.table.set_index("code")
    assert found["score"].dropna().to_dict() == {"042": 2.0, "043": 3.0}
    assert found["scored_as"].dropna().to_dict() == {"042": "042", "043": "04"}
    assert remarks(loose) == {
        "without a score in own": (0, 2, "010 (1), 0841 (1)"),
        "scored by the parent code": (0, 1, ""),
    }
    assert loose.ledger.events == 4


def test_the_ledger_arrives_at_the_same_events_whatever_the_scale_knows(read):
    events = read(["114", "130"], "weis")
    assert score_events(events).ledger.events == events.ledger.events == 2


# ---------------------------------------------------------------- schemes


def test_a_code_of_another_scheme_is_refused_in_these_words(read):
    assert refusal(read(["223"], "weis"), "goldstein_cameo") == (
        "own.csv, line 2, code 223: the code is of WEIS and the scale goldstein_cameo of CAMEO; "
        "choose --scale goldstein_weis"
    )
    assert refusal(read(["010", "042"], "cameo"), "plover") == (
        "own.csv, line 2, code 010: the code is of CAMEO and the scale plover of PLOVER; choose "
        "--scale goldstein_cameo"
    )


def test_a_code_that_both_schemes_hold_is_refused_by_the_other_s_scale(read):
    # 032 has a weight in both tables: looked up blindly it would pass.
    assert "032" in Scale.named("goldstein_weis").scores
    assert "the code is of CAMEO and the scale goldstein_weis of WEIS" in refusal(
        read(["032"], "cameo"), "goldstein_weis"
    )


@pytest.mark.parametrize(
    ("scheme", "code", "scale"),
    [("cameo", "042", "goldstein_cameo"), ("weis", "223", "goldstein_weis"),
     ("plover", "AID", "plover"), ("quad", "verbal_conflict", "quad")],
)
def test_the_scale_follows_the_scheme(read, scheme, code, scale):
    assert default_scale(read([code], scheme)).name == scale


def test_scores_alone_are_taken_as_they_stand(read):
    assert default_scale(read([1], None, header="score")).name == "native"


def test_the_scale_follows_the_source_where_the_source_has_its_own(read):
    events = read(["016"], "cameo")
    table = events.table.assign(origin="gdelt2")
    events = type(events)(table, events.dyad, events.coverage, events.ledger, events.provenance)
    assert score_events(events).table["score"].tolist() == [-2.0]


def test_events_of_two_schemes_are_refused_in_these_words(read):
    both = read(["042"], "cameo", name="a.csv").join(read(["223"], "weis", name="b.csv"))
    assert refusal(both) == (
        "the events are coded in cameo and weis; no one scale scores both: use --scale quad, or "
        "read one scheme at a time"
    )


def test_quad_classes_score_every_scheme(read, tmp_path):
    both = read(["042", "190"], "cameo", name="a.csv").join(read(["223"], "weis", name="b.csv"))
    assert sorted(score_events(both, "quad").table["score"]) == [-2, -2, 1]
    path = tmp_path / "classes.csv"
    path.write_text("code,score\nverbal_cooperation,1\nmaterial_conflict,-5\n")
    assert sorted(score_events(both, str(path)).table["score"]) == [-5, -5, 1]


# ---------------------------------------------------------------- quad classes


@pytest.mark.parametrize(
    ("roots", "quad"),
    [
        (range(1, 6), "verbal_cooperation"),
        (range(6, 9), "material_cooperation"),
        (range(9, 14), "verbal_conflict"),
        (range(14, 21), "material_conflict"),
    ],
)
def test_a_cameo_code_s_class_is_its_root_s(read, roots, quad):
    codes = [code for code in ontology("cameo").labels if int(code[:2]) in roots]
    assert len(codes) > 20
    # A code with a zero in front shows that none was lost.
    scored = score_events(read(["010", *codes[:28]], "cameo")).table
    assert set(scored.loc[scored["code"].isin(codes), "quad_class"]) == {quad}
    assert {ontology("cameo").quad[code] for code in codes} == {quad}


def test_cameo_classes_equal_the_published_ones():
    if not SHARED.is_file():
        pytest.skip("shared/ is absent: the published classes are not here")
    order = ["verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict"]
    with SHARED.open(encoding="utf-8", newline="") as file:
        published = {
            row["code"]: order[int(row["quad_class"]) - 1] for row in csv.DictReader(file)
        }
    assert ontology("cameo").quad == published


def test_an_event_without_a_code_has_no_class(read):
    assert score_events(read([1.5], None, header="score")).table["quad_class"].isna().all()


def test_a_code_without_a_weight_has_a_class_all_the_same(read):
    assert score_events(read(["114"], "weis")).table["quad_class"].tolist() == ["verbal_conflict"]


# ---------------------------------------------------------------- native scores


def test_a_file_s_own_scores_are_taken_as_they_stand_with_a_stated_bound(read):
    events = read([-35, 80, 0], None, header="score")
    scored = score_events(events, "native:100")
    assert scored.table["score"].tolist() == [-35, 80, 0]
    assert scored.provenance.parameters["scale"] == "native:100"
    assert scored.provenance.parameters["scale_bound"] == 100


def test_a_score_beyond_the_bound_is_refused_in_these_words(read):
    assert refusal(read([1, -10.5], None, header="score"), "native") == (
        "own.csv, line 3: the score -10.5 lies outside ±10; state the bound of your scale: --scale "
        "native:100"
    )


def test_a_score_at_the_bound_is_taken(read):
    assert score_events(read([-10, 10], None, header="score")).table["score"].tolist() == [-10, 10]


def test_an_event_without_its_own_score_is_counted_under_the_native_scale(read):
    scored = score_events(read(["042,3", "043,"], "cameo", header="code,score"), "native")
    assert scored.table.set_index("code")["score"].dropna().to_dict() == {"042": 3.0}
    assert remarks(scored) == {"without a score in native": (0, 1, "043 (1)")}


def test_no_events_are_scored_as_none(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("date,source,target,cameo_code\n2012-03-04,TUR,GRC,042\n")
    scored = score_events(read_events(path))
    assert len(scored) == 0
    assert scored.table.columns.tolist() == names(SCORED)


def test_sources_apart_are_scored_each_for_itself(mixed):
    whole = score_events(mixed)
    assert whole.table["score"].notna().all()
    for part in whole.apart():
        assert part.table["score"].notna().all()
        assert part.provenance.parameters["scale"] == "goldstein_cameo"
