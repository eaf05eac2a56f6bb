"""Event sets with a known truth: calm and tense states, stories told on one day, sparse months.

Codes are drawn from the state's mix, so scores are as discrete and as skewed as real ones. An event
repeats its day's story with a chance that makes the intraclass correlation of a day's scores
exactly ``day_share``. The simulators ship with the package: they are what its intervals and breaks
are tested on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import pandas as pd

from tension.core import schema
from tension.core.coverage import Coverage
from tension.core.dyad import BOTH, Dyad
from tension.core.errors import UsageError
from tension.core.event_table import Events
from tension.core.ledger import Ledger
from tension.core.period import labels_of, period_grid
from tension.core.provenance import InputFile, Provenance
from tension.scales.scale import Scale

# Shares of CAMEO codes in each state: visits and calls when calm, notes and accusations when tense.
STATES: Mapping[str, Mapping[str, float]] = MappingProxyType({
    "calm": MappingProxyType({
        "042": 0.20, "043": 0.20, "040": 0.12, "041": 0.08, "051": 0.10, "057": 0.08,
        "061": 0.05, "013": 0.05, "073": 0.02, "111": 0.05, "114": 0.03, "016": 0.02,
    }),
    "tense": MappingProxyType({
        "111": 0.20, "114": 0.15, "112": 0.12, "130": 0.10, "120": 0.05, "141": 0.05,
        "161": 0.05, "172": 0.05, "150": 0.03, "190": 0.01, "041": 0.05, "042": 0.05,
        "040": 0.05, "051": 0.04,
    }),
})


@dataclass(frozen=True)
class Simulation:
    """Simulated events and the truth they were drawn from.

    Parameters
    ----------
    events : Events
        Both directions, CAMEO codes.
    truth : DataFrame
        One row a month: `period`, `state`, `net` (expected score) and `tension` (expected).
    breaks : tuple of str
        Labels of the months in which a new state begins.
    """

    events: Events
    truth: pd.DataFrame
    breaks: tuple[str, ...]

    def expected(self, direction: str = BOTH) -> np.ndarray:
        """Return the expected tension of each month; both directions share it."""
        if direction not in self.events.dyad.directions:
            raise UsageError(f"{self.events.dyad} has no direction {direction!r}")
        return self.truth["tension"].to_numpy()


def simulate(
    states: Sequence[str],
    *,
    events_per_month: tuple[int, int] = (1, 3),
    silent: float = 0.0,
    days_per_event: float = 0.7,
    day_share: float = 0.5,
    start: dt.date = dt.date(2000, 1, 1),
    dyad: str | Dyad = "IRN-AZE",
    seed: int = 0,
) -> Simulation:
    """Return simulated events of a dyad that is calm or tense month by month.

    `simulate_series` makes arrays in many kinds of noise instead.

    Parameters
    ----------
    states : sequence of str
        ``calm`` or ``tense`` for each month, the first being ``start``'s.
    events_per_month : (int, int)
        Least and most events of a month that is not silent; every number is equally likely.
    silent : float
        Chance, 0…1, that a month holds no event.
    days_per_event : float
        Distinct days as a share of events, 0…1: below 1, several events fall on one day.
    day_share : float
        Intraclass correlation of the scores of one day, 0…1.
    start : date
        First day.
    dyad : str or Dyad
        Whose events.
    seed : int
        Same seed, same events.

    Returns
    -------
    Simulation
        Events with one row a directed event, and the truth by month.

    Raises
    ------
    UsageError
        If there is no state or an unknown one, a share lies outside 0…1, or the most events of a
        month are fewer than the least.

    Examples
    --------
    >>> world = simulate(["calm"] * 12 + ["tense"] * 12, seed=1)
    >>> world.breaks
    ('2001-01',)
    """
    if not states:
        raise UsageError("name a state for at least one month")
    if unknown := set(states) - set(STATES):
        raise UsageError(f"there is no state {sorted(unknown)[0]!r}; use {' or '.join(STATES)}")
    if not all(0 <= share <= 1 for share in (silent, days_per_event, day_share)):
        raise UsageError("silent, days_per_event and day_share are shares, 0 to 1")
    if not 0 <= events_per_month[0] <= events_per_month[1]:
        raise UsageError("events_per_month is the least and the most events of a month: (1, 3)")
    pair, rng = Dyad.parse(dyad), np.random.default_rng(seed)
    end = pd.Timestamp(start) + pd.DateOffset(months=len(states) - 1)
    periods = period_grid(start, end.date(), "month")
    rows: list[tuple[dt.date, str, str, str]] = []
    for period, state in zip(periods, states, strict=True):
        if rng.random() >= silent:
            count = int(rng.integers(events_per_month[0], events_per_month[1] + 1))
            rows += _month(rng, period, state, count, days_per_event, day_share, pair)
    truth = _truth(periods, states)
    labels = truth["period"].tolist()
    breaks = tuple(labels[k] for k in range(1, len(states)) if states[k] != states[k - 1])
    return Simulation(_events(rows, pair, periods, seed), truth, breaks)


def _month(
    rng: np.random.Generator, period: pd.Period, state: str, count: int, days_per_event: float,
    day_share: float, pair: Dyad,
) -> list[tuple[dt.date, str, str, str]]:
    codes, shares = list(STATES[state]), list(STATES[state].values())
    number = min(max(1, round(days_per_event * count)), period.days_in_month)
    days = rng.choice(period.days_in_month, number, replace=False) + 1
    stories = rng.choice(codes, number, p=shares)
    which = np.concatenate([np.arange(number), rng.integers(0, number, count)])[:count]
    repeats = rng.random(count) < day_share**0.5
    own = rng.choice(codes, count, p=shares)
    rows = []
    for k in range(count):
        code = str(stories[which[k]] if repeats[k] else own[k])
        source, target = pair.directed[int(rng.integers(2))].split(">")
        rows.append((dt.date(period.year, period.month, int(days[which[k]])), source, target, code))
    return rows


def _truth(periods: pd.PeriodIndex, states: Sequence[str]) -> pd.DataFrame:
    scale = Scale.named("goldstein_cameo")
    mean = {
        state: sum(share * scale.scores[code] for code, share in mix.items())
        for state, mix in STATES.items()
    }
    net = np.array([mean[state] for state in states])
    return pd.DataFrame({
        "period": labels_of(periods), "state": list(states), "net": net,
        "tension": scale.tension(net),
    })


def _events(
    rows: list[tuple[dt.date, str, str, str]], pair: Dyad, periods: pd.PeriodIndex, seed: int
) -> Events:
    count, name = len(rows), f"simulated, seed {seed}"
    ids = [f"sim{seed}-{k + 1}" for k in range(count)]
    columns = list(zip(*rows, strict=True)) if rows else [(), (), (), ()]
    table = pd.DataFrame({
        "event_id": ids, "date": columns[0], "date_precision": "day", "source": columns[1],
        "target": columns[2], "code": columns[3], "ontology": "cameo", "directed": True,
        "origin": "simulated", "origin_id": ids, "file": name, "line": range(1, count + 1),
    })
    table = table.astype({"date": "datetime64[s]"})
    whole = periods[0].start_time.date(), periods[-1].end_time.date()
    coverage = Coverage.of([whole], "simulated")
    made = InputFile.of(name, table.to_csv(index=False).encode(), "simulated")
    return Events(
        schema.conform(table, schema.EVENTS), pair, coverage,
        Ledger().read(name, count).expand(0), Provenance((made,), coverage.last),
    )
