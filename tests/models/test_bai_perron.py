"""With ar=0 and weight=0 `date_breaks` is Bai & Perron's estimator: strucchange's numbers."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from tension.core.errors import UsageError
from tension.models.breaks import date_breaks
from tension.models.breaks.bai import argmax_cdf
from tension.models.breaks.hansen import p_value, trimming

ROOT = Path(__file__).parents[2]
FILES = ROOT.parent / "shared" / "oracles" / "strucchange"
GOLDEN = json.loads((ROOT / "tests" / "golden" / "strucchange.json").read_text(encoding="utf-8"))
KINDS = {"default": "default", "homogeneous": "homogeneous", "hc": "vcovHC"}
ORACLES = ("nile", "realint", "sim02_mean_n120", "sim07_mean_ar_n120", "sim08_mean_ar_n240",
           "sim12_mean_het_n120", "sim17_trend_n120", "sim22_trend_ar_n120", "sim23_trend_ar_n240",
           "sim27_null_ar_n120")
BEYOND = 40.0
"""Statistics beyond which the published surfaces of aveF and expF fall again."""


def listed(found):
    """A list of one element is written as a plain number."""
    return found if isinstance(found, list) else [found]


def oracle(name):
    """Facts of an oracle file, shaped as the golden ones."""
    told = json.loads((FILES / f"{name}.json").read_text(encoding="utf-8"))
    with (FILES / told["data_file"]).open(encoding="utf-8") as lines:
        values = [float(row["y"]) for row in csv.DictReader(lines)]
    partitions, found = told["partitions_1based_last_of_segment"], told["confint_selected"]
    return {
        "formula": told["formula"], "y": values, "min_segment": told["min_segment_obs"],
        "rss": told["RSS"], "bic": told["BIC"],
        # The last observation of a segment, from 1, is the first of the next, from 0.
        "starts": [[], *(listed(partitions[f"m{m}"]) for m in range(1, len(told["RSS"])))],
        "selected": listed(told["selected"]),
        "intervals": {kind: [listed(found[theirs][end]) for end in ("lower", "upper")]
                      for kind, theirs in KINDS.items()} if found else {},
        "tests": {**told["Fstats"], "OLS-CUSUM": told["efp"]["OLS_CUSUM"]},
    }


FACTS = [*GOLDEN, *(f"oracle {name}" for name in ORACLES)]


@pytest.fixture(scope="module", params=FACTS)
def pair(request):
    """Facts of strucchange and our result for the same data."""
    name = request.param
    if not name.startswith("oracle "):
        fact = GOLDEN[name]
    elif FILES.is_dir():
        fact = oracle(name.removeprefix("oracle "))
    else:
        pytest.skip("shared/ is absent: the oracle files of strucchange are not in the repository")
    return fact, date_breaks(
        fact["y"], ar=0, weight=0, cost="mean" if fact["formula"] == "y ~ 1" else "trend",
        min_segment=fact["min_segment"], max_breaks=len(fact["rss"]) - 1,
    )


def test_sums_of_squares(pair):
    fact, found = pair
    assert found.rss.tolist() == pytest.approx(fact["rss"], rel=1e-8)


def test_criteria(pair):
    fact, found = pair
    assert found.bic.tolist() == pytest.approx(fact["bic"], rel=1e-8)


def test_partitions(pair):
    fact, found = pair
    assert [list(found.partitions[m]) for m in range(len(fact["rss"]))] == fact["starts"]


def test_the_number_and_the_breaks_of_least_bic(pair):
    fact, found = pair
    assert list(found.breaks) == fact["selected"]


@pytest.mark.parametrize("kind", KINDS)
def test_intervals_of_bai(pair, kind):
    fact, found = pair
    table = found.confint(kind)
    assert table["breakpoint"].tolist() == fact["selected"]
    assert [table["lower"].tolist(), table["upper"].tolist()] == fact["intervals"][kind]


@pytest.mark.parametrize("name", ["supF", "aveF", "expF", "OLS-CUSUM"])
def test_statistics(pair, name):
    fact, found = pair
    assert found.tests[name].statistic == pytest.approx(fact["tests"][name]["statistic"], rel=1e-8)


@pytest.mark.parametrize("name", ["supF", "aveF", "expF", "OLS-CUSUM"])
def test_p_values(pair, name):
    fact, found = pair
    told, have = fact["tests"][name], found.tests[name]
    if name in ("aveF", "expF") and told["statistic"] > BEYOND:
        # strucchange's is 1 where the surface has fallen again; a huge statistic is significant.
        assert have.p_value < 1e-4
    else:
        assert have.p_value == pytest.approx(told["p_value"], abs=1e-6)


def test_each_test_says_its_null(pair):
    assert all("null: " in str(test) and test.null for test in pair[1].tests.values())


@pytest.mark.parametrize(("regressors", "five"), [(1, 8.68), (2, 11.72)])
def test_supf_has_the_critical_values_of_andrews(regressors, five):
    """Andrews (2003), 15 % trimming, 5 %."""
    assert p_value("supF", five, regressors, 0.15) == pytest.approx(0.05, abs=0.004)


def test_the_tests_reject_a_true_null_as_often_as_they_say():
    rejected = dict.fromkeys(("supF", "aveF", "expF", "OLS-CUSUM"), 0)
    for seed in range(400):
        values = np.random.default_rng(seed).normal(size=200)
        found = date_breaks(values, ar=0, min_segment=30, max_breaks=1)
        for name, test in found.tests.items():
            rejected[name] += test.p_value < 0.1
    for name, count in rejected.items():
        assert count / 400 == pytest.approx(0.1, abs=0.045), name


@pytest.mark.parametrize("kind", ["supF", "aveF", "expF"])
@pytest.mark.parametrize("regressors", [1, 2])
def test_p_values_fall_as_statistics_grow(kind, regressors):
    for trim in (0.012, 0.1, 0.15, 0.333, 0.495, 0.5):
        found = [p_value(kind, x, regressors, trim) for x in np.linspace(0, 100, 300)]
        assert all(0 <= p <= 1 for p in found)
        assert found == sorted(found, reverse=True)


def test_uneven_trimming_counts_as_the_even_one_of_the_same_ratio():
    assert trimming(20, 80, 100) == pytest.approx(0.2)
    assert 0.1 < trimming(10, 60, 100) < 0.4


def test_bais_limit_is_a_distribution_and_even_where_regimes_are_alike():
    places = np.linspace(-60, 60, 241)
    values = [argmax_cdf(x, 1.0, 1.0) for x in places]
    assert values == sorted(values)
    assert np.add(values, values[::-1]) == pytest.approx(1.0, abs=1e-9)
    # Bai (1997): the 97.5 % point is 11.03.
    assert argmax_cdf(11.03, 1.0, 1.0) == pytest.approx(0.975, abs=5e-4)


def test_bais_limit_is_what_brownian_motions_give():
    """The place where W(s) − |s|/2 is highest, simulated."""
    rng = np.random.default_rng(0)
    step, reach = 0.05, 60
    side = int(reach / step)
    shocks = rng.normal(0, step**0.5, (2, 2000, side)) - step / 2
    ways = np.cumsum(shocks, axis=2)
    right, left = ways.max(axis=2)
    place = np.where(right > left, ways[0].argmax(axis=1) + 1, -ways[1].argmax(axis=1) - 1) * step
    for x in (-4.0, -1.0, 1.0, 4.0):
        assert np.mean(place <= x) == pytest.approx(argmax_cdf(x, 1.0, 1.0), abs=0.035)


def test_unknown_intervals_are_refused():
    found = date_breaks(GOLDEN["nile"]["y"], ar=0)
    with pytest.raises(UsageError, match="no interval 'hac'"):
        found.confint("hac")
