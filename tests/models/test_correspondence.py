"""The first dimension of a table of counts, against prince and by closed form."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.multivariate.pca import PCA

from tension.models.correspondence import Correlation, correlation, first_axis

GOLDEN = json.loads(
    (Path(__file__).parents[1] / "golden" / "correspondence.json").read_text(encoding="utf-8"))


@pytest.fixture(params=GOLDEN)
def golden(request):
    return GOLDEN[request.param]


def test_inertia_as_by_prince(golden):
    axis = first_axis(np.array(golden["counts"], float))
    assert axis.inertia == pytest.approx(golden["inertia"], rel=1e-9)
    assert axis.total == pytest.approx(golden["total"], rel=1e-9)


def test_coordinates_as_by_prince_up_to_sign(golden):
    axis = first_axis(np.array(golden["counts"], float))
    for mine, other in (
        (axis.scores, golden["rows"]), (axis.loadings * axis.inertia**0.5, golden["columns"]),
    ):
        turned = mine * np.sign(mine @ np.array(other))
        np.testing.assert_allclose(turned, other, atol=1e-9)


def test_the_inertia_of_snees_table_as_published():
    # Greenacre and many others: χ² = 138.29 of 592 students; first principal inertia 0.2088.
    axis = first_axis(np.array(GOLDEN["hair and eyes"]["counts"], float))
    assert 592 * axis.total == pytest.approx(138.29, abs=0.005)
    assert axis.inertia == pytest.approx(0.2088, abs=0.00005)


def test_statsmodels_principal_components_carry_the_same_values():
    counts = np.array(GOLDEN["one dimension"]["counts"], float)
    share = counts / counts.sum()
    row, column = share.sum(1), share.sum(0)
    residual = (share - np.outer(row, column)) / np.sqrt(np.outer(row, column))
    found = PCA(residual, ncomp=1, standardize=False, demean=False, normalize=False)
    axis = first_axis(counts)
    assert found.eigenvals[0] == pytest.approx(axis.inertia, rel=1e-9)
    loadings = found.loadings[:, 0] / np.sqrt(column)
    assert abs(loadings) == pytest.approx(abs(axis.loadings))


tables = st.lists(st.lists(st.integers(0, 9), min_size=4, max_size=4), min_size=3, max_size=12).map(
    lambda rows: np.array(rows, float) + np.eye(len(rows), 4) + (np.arange(4) == 0))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(tables.filter(lambda table: (table.sum(axis=0) > 0).all()))
def test_loadings_have_mean_0_and_variance_1_over_events_and_scores_are_their_means(table):
    axis = first_axis(table)
    mass = table.sum(axis=0) / table.sum()
    if axis.inertia < 1e-9:
        return
    assert mass @ axis.loadings == pytest.approx(0, abs=1e-9)
    assert mass @ axis.loadings**2 == pytest.approx(1)
    assert axis.scores == pytest.approx(table @ axis.loadings / table.sum(axis=1))
    assert 0 <= axis.share <= 1 + 1e-12


def test_a_correlation_weighted_by_whole_numbers_is_that_of_repeated_points():
    rng = np.random.default_rng(3)
    one, other, weight = rng.normal(size=20), rng.normal(size=20), rng.integers(1, 6, 20)
    repeated = np.corrcoef(np.repeat(one, weight), np.repeat(other, weight))[0, 1]
    assert correlation(one, other, weight.astype(float)) == pytest.approx(repeated)


def test_a_constant_correlates_with_nothing():
    assert correlation(np.ones(5), np.arange(5.0), np.ones(5)) == 0


def test_an_interval_is_rounded_outwards():
    assert Correlation(0.456, -0.121, 0.872).text() == "0.46 (95 % −0.13 to 0.88)"
