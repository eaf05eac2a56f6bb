"""`learn_weights`: what counts alone say of the weights of acts."""

from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.core.errors import UsageError
from tension.models.kinds import kinds_of
from tension.models.measurement import learn_weights
from tension.models.simulate import simulate
from tension.series.aggregate import build_series
from tension.sources.read import read_events


@pytest.fixture(scope="module")
def two_states():
    """Months that are calm or tense by turns, their acts drawn from either mix."""
    world = simulate((["calm"] * 12 + ["tense"] * 12) * 6, events_per_month=(4, 8), seed=3)
    return build_series(world.events, dedupe_rung="none"), world


@pytest.fixture(scope="module")
def one_state():
    """Months whose acts are all drawn from one mix."""
    world = simulate(["calm"] * 144, events_per_month=(4, 8), seed=4)
    return build_series(world.events, dedupe_rung="none")


@pytest.fixture(scope="module")
def learned(two_states):
    return learn_weights(two_states[0], draws=99)


def test_the_state_of_a_month_is_found_without_the_scale(two_states, learned):
    truth = two_states[1].truth
    tense = truth.set_index(truth["period"].astype(str))["state"].eq("tense")
    score = learned.scores.set_index("period")["score"]
    calm = ~tense.reindex(score.index)
    assert np.mean((score > score.median()) == calm) > 0.85


def test_acts_of_calm_months_weigh_more_than_acts_of_tense_ones(learned):
    loading = learned.table.set_index("kind")["loading"]
    assert loading[["04", "05"]].min() > 0 > loading[["11", "13", "17"]].max()
    assert learned.with_scale.low > 0
    assert learned.inertia["p_value"] < 0.02


def test_where_nothing_moves_no_dimension_is_claimed(one_state):
    found = learn_weights(one_state, draws=99)
    assert found.inertia["p_value"] > 0.05
    assert "no dimension beyond chance" in found.sentence()
    assert "neither bear out the weights" in found.sentence()


def test_a_dimension_is_seldom_found_where_there_is_none():
    found = [
        learn_weights(build_series(simulate(["calm"] * 72, events_per_month=(3, 6), seed=seed)
                                   .events, dedupe_rung="none"), draws=39).inertia["p_value"]
        for seed in range(12)
    ]
    assert np.mean(np.array(found) <= 0.05) <= 0.15


def test_the_score_of_a_period_is_the_mean_loading_of_its_events(two_states, learned):
    series = two_states[0]
    loading = learned.table.set_index("kind")["loading"]
    # Kinds too rare to stand alone are pooled, and out where even their pool is rare.
    kind = series.events["code"].str[:2].where(lambda root: root.isin(loading.index))
    events = series.events.assign(loading=kind.map(loading))
    told = events.groupby("period")["loading"].agg(["mean", "count", "size"])
    told = told[told["count"] == told["size"]]
    score = learned.scores.set_index("period")["score"][told.index]
    assert len(told) > 50
    assert score.to_numpy() == pytest.approx(told["mean"].to_numpy())


@settings(max_examples=5, deadline=None, derandomize=True)
@given(st.randoms(use_true_random=False))
def test_the_order_of_the_events_changes_nothing(chronology, random):
    order = list(range(len(chronology.events)))
    random.shuffle(order)
    mixed = replace(chronology, events=chronology.events.iloc[order])
    one, two = (learn_weights(some, draws=9) for some in (chronology, mixed))
    assert one.table.equals(two.table)
    assert one.scores.equals(two.scores)
    assert one.inertia == two.inertia


def test_turning_the_scale_round_turns_the_loadings_and_no_interval(chronology):
    turned = replace(chronology, events=chronology.events.assign(
        score=-chronology.events["score"]))
    one, two = (learn_weights(some, draws=49) for some in (chronology, turned))
    assert one.inertia == two.inertia
    by_kind = two.table.set_index("kind").loc[one.table["kind"]]
    assert by_kind["loading"].to_numpy() == pytest.approx(-one.table["loading"].to_numpy())
    assert two.with_scale.value == pytest.approx(one.with_scale.value)


def test_agreement_is_not_claimed_where_an_axis_of_noise_would_agree_as_well():
    claimed = 0
    for seed in range(12):
        world = simulate(["calm"] * 72, events_per_month=(3, 6), seed=seed)
        found = learn_weights(build_series(world.events, dedupe_rung="none"), draws=39)
        told = found.sentence()
        claimed += "order them as the scale" in told and "cannot be said" not in told
    assert claimed <= 1


def test_rare_kinds_are_pooled_by_their_quad_class_and_every_event_is_accounted_for(chronology):
    kinds = kinds_of(chronology, "both", "root", 10)
    assert kinds.counts.sum() + kinds.left_out == len(chronology.events)
    assert kinds.counts.sum(axis=0).min() >= 10
    assert "other material conflict" in kinds.names
    codes = chronology.events["code"].str[:2].value_counts()
    assert {name for name in kinds.names if name.isdigit()} == set(codes[codes >= 10].index)
    finer = kinds_of(chronology, "both", "code", 10)
    assert len(finer.names) > len(kinds.names)


def test_silent_months_have_no_score(chronology):
    found = learn_weights(chronology, draws=9)
    assert len(found.scores) == (chronology.direction()["events"] > 0).sum()


def test_twelve_events_in_nine_months_are_an_answer():
    world = simulate(["calm"] * 9, events_per_month=(1, 2), seed=2)
    found = learn_weights(build_series(world.events, dedupe_rung="none"))
    assert found.reason.endswith("3 kinds with 10 events each are needed")
    assert found.sentence() == ""
    assert "no weights learned" in found.summary()
    plt.close(found.plot().figure)


def test_a_scale_that_tells_no_acts_apart_anchors_nothing(chronology):
    found = learn_weights(build_series(read_events(), scale="unscored"))
    assert found.reason.endswith("so that nothing anchors the sign")


def test_the_chronologys_weights_bear_goldstein_out(chronology):
    found = learn_weights(chronology)
    told = found.summary()
    assert found.with_scale.value > 0.7
    assert "order them as the scale “Goldstein scores for CAMEO” does: correlation 0." in told
    assert "by chance" in told
    assert f"explained inertia {100 * found.inertia['share']:.1f} %" in told
    ax = found.plot()
    assert len(ax.get_yticks()) == len(found.table)
    plt.close(ax.figure)


def test_same_seed_same_intervals_another_seed_others(chronology):
    one, two, other = (learn_weights(chronology, draws=29, seed=seed) for seed in (1, 1, 2))
    assert one.table.equals(two.table)
    assert not one.table["loading_low"].equals(other.table["loading_low"])


@pytest.mark.parametrize(("choices", "told"), [
    ({"by": "quad"}, "by: 'quad' is no kind of act"), ({"least": 0}, "must be above 0"),
])
def test_a_choice_that_cannot_be_is_named(chronology, choices, told):
    with pytest.raises(UsageError, match=told):
        learn_weights(chronology, **choices)


def test_days_of_equal_acts_have_errors_that_are_numbers(tmp_path):
    # Nearly every day has one act, so that they spread by nothing; the arithmetic says less.
    rng = np.random.default_rng(0)
    days = np.datetime64("2000-01-01") + np.sort(rng.integers(0, 5000, 300))
    codes = np.where(np.arange(300) < 150, rng.choice(["042", "043", "190"], 300),
                     rng.choice(["190", "112", "036", "057", "173", "051"], 300))
    rows = [f"{day},{'IRN,AZE' if at % 2 else 'AZE,IRN'},{code}"
            for at, (day, code) in enumerate(zip(days, codes, strict=True))]
    path = tmp_path / "acts.csv"
    path.write_text("date,source,target,code\n" + "\n".join(rows) + "\n", encoding="utf-8")
    daily = build_series(read_events(path, ontology="cameo"), freq="day")
    found = learn_weights(daily, draws=3)
    assert found.reason == ""
    assert (found.scores["score_se"] >= 0).all()
