"""What the intervals promise, held against simulated months whose true tension is known.

The worlds: 1 to 3 events a month, several on one day, 30 % of the months silent, calm and tense
regimes of two to three years.
"""

import numpy as np
import pytest

from tension.models.latent import estimate_tension
from tension.models.simulate import simulate
from tension.series.aggregate import build_series

WORLDS = 40
STATES = ("calm", "tense")


def regimes(seed: int, months: int = 240) -> list[str]:
    rng = np.random.default_rng(seed)
    states: list[str] = []
    which = int(rng.integers(2))
    while len(states) < months:
        states += [STATES[which]] * int(rng.integers(24, 37))
        which = 1 - which
    return states[:months]


def hits(low, high, truth):
    return ((low <= truth) & (truth <= high)).to_numpy()


@pytest.fixture(scope="module", params=[0.0, 0.5, 1.0], ids=lambda share: f"day_share {share}")
def covered(request):
    """Share of months covered, by state, for the month's own interval and the level's bands."""
    counts = {(kind, state): [0, 0] for kind in ("month", "band95", "band80") for state in STATES}
    for seed in range(WORLDS):
        world = simulate(regimes(seed), silent=0.3, day_share=request.param, seed=seed)
        series = build_series(world.events)
        rows, truth = series.direction(), world.expected()
        level = estimate_tension(series).table
        found = {
            "month": hits(rows["tension_low"], rows["tension_high"], truth),
            "band95": hits(level["level_low95"], level["level_high95"], truth),
            "band80": hits(level["level_low80"], level["level_high80"], truth),
        }
        seen = (rows["scored"] > 0).to_numpy()
        for state in STATES:
            here = (world.truth["state"] == state).to_numpy()
            for kind, inside in found.items():
                among = here & seen if kind == "month" else here
                counts[kind, state][0] += int(inside[among].sum())
                counts[kind, state][1] += int(among.sum())
    return {key: inside / of for key, (inside, of) in counts.items()}


@pytest.mark.parametrize("state", STATES)
def test_a_months_95_percent_interval_holds_its_true_tension_in_calm_and_in_tense_months(
    covered, state
):
    assert 0.93 <= covered["month", state] <= 0.985


@pytest.mark.parametrize("state", STATES)
def test_the_levels_95_percent_band_holds_the_true_tension_of_silent_months_too(covered, state):
    assert 0.91 <= covered["band95", state] <= 0.99


@pytest.mark.parametrize("state", STATES)
def test_the_levels_80_percent_band_is_neither_too_narrow_nor_too_wide(covered, state):
    assert 0.74 <= covered["band80", state] <= 0.90


def test_an_interval_that_ignores_the_days_would_fail_the_same_check():
    """The check has teeth: with one story a day, taking events as independent covers too little."""
    inside = months = 0
    for seed in range(WORLDS):
        world = simulate(["calm"] * 120, events_per_month=(4, 8), days_per_event=0.3, day_share=1.0,
                         seed=seed)
        rows = build_series(world.events, dedupe_rung="none").direction()
        naive = rows["tension_se"] * np.sqrt(rows["effective_events"] / rows["scored"])
        inside += int((np.abs(rows["tension"] - world.expected()) <= 1.96 * naive).sum())
        months += len(rows)
    assert inside / months < 0.85
