"""Series with known breaks, one family a kind of noise: what the dating of breaks is tested on.

Regime means shift by 1.0 to 2.5 marginal standard deviations of the noise, a wave counted in (a
walk has none of its own); regimes last 18 periods or more. A series is made of the name of its
family and a seed, and of nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from zlib import crc32

import numpy as np

from tension.core.errors import UsageError, nearest

SHORTEST, MOST_SHIFTS = 18, 5
"""Periods of a regime, and breaks of a series."""

LENGTHS, SHIFTS = (120, 550), (1.0, 2.5)
"""Periods of a series; size of a shift in marginal standard deviations of the noise."""

SEASON, WALK, DEGREES = 0.8, 0.05, 3
"""Size of a yearly wave and step of a random walk, in the same unit; degrees of freedom of t."""

PHIS = (0.0, 0.4, 0.7)

Noise = Callable[[int, np.random.Generator], np.ndarray]


@dataclass(frozen=True)
class SimulatedSeries:
    """A series, its numbers of events, and the truth it was made of.

    Parameters
    ----------
    y : float array, n
        Values; missing in silent periods.
    events : float array, n
        Events of each period; 0 in silent ones.
    breaks : tuple of int
        First period of each new regime, counted from 0.
    level : float array, n
        The mean of each period.
    family : str
        Name of the family.
    seed : int
        Seed.
    """

    y: np.ndarray
    events: np.ndarray
    breaks: tuple[int, ...]
    level: np.ndarray
    family: str
    seed: int


def matched(found: Sequence[int], true: Sequence[int], reach: int = 3) -> int:
    """Return how many true breaks were found, each found one being used once.

    Parameters
    ----------
    found, true : sequence of int
        Breaks, as periods counted from 0.
    reach : int
        Periods by which a found one may be off.

    Examples
    --------
    >>> matched([20, 61], [22, 60, 63])
    2
    """
    left, pairs = list(found), 0
    for one in true:
        close = [at for at in left if abs(at - one) <= reach]
        if close:
            left.remove(min(close, key=lambda at, one=one: abs(at - one)))  # type: ignore[misc]
            pairs += 1
    return pairs


def autoregressive(phi: float, count: int, rng: np.random.Generator) -> np.ndarray:
    """Return an AR(1) of variance 1.

    Parameters
    ----------
    phi : float
        Its memory, between −1 and 1.
    count : int
        Periods.
    rng : Generator
        Source of chance.

    Returns
    -------
    float array, count
    """
    values = rng.normal(size=count)
    values[1:] *= (1 - phi**2) ** 0.5
    for at in range(1, count):
        values[at] += phi * values[at - 1]
    return values


def _any_memory(count: int, rng: np.random.Generator) -> np.ndarray:
    return autoregressive(float(rng.choice(PHIS)), count, rng)


def _arma(count: int, rng: np.random.Generator) -> np.ndarray:
    """An ARMA(1,1), .6 and .4, of variance 1."""
    run_in = 200
    shocks = rng.normal(size=count + run_in)
    values = np.zeros(count + run_in)
    for at in range(1, count + run_in):
        values[at] = 0.6 * values[at - 1] + shocks[at] + 0.4 * shocks[at - 1]
    variance = (1 + 0.4**2 + 2 * 0.6 * 0.4) / (1 - 0.6**2)
    return np.asarray(values[run_in:] / variance**0.5)


def _heavy(count: int, rng: np.random.Generator) -> np.ndarray:
    """Student's t, scaled to variance 1."""
    return np.asarray(rng.standard_t(DEGREES, count) / (DEGREES / (DEGREES - 2)) ** 0.5)


def _seasonal(count: int, rng: np.random.Generator) -> np.ndarray:
    months = np.arange(count) + rng.integers(12)
    return np.asarray(_any_memory(count, rng) + SEASON * np.sin(2 * np.pi * months / 12))


def _walking(count: int, rng: np.random.Generator) -> np.ndarray:
    return np.asarray(_any_memory(count, rng) + np.cumsum(rng.normal(0.0, WALK, count)))


def _with_phi(phi: float) -> Noise:
    return lambda count, rng: autoregressive(phi, count, rng)


def _varied(count: int, rng: np.random.Generator) -> np.ndarray:
    """Eight events a period, more or less."""
    return np.maximum(np.round(np.exp(rng.normal(np.log(8), 0.8, count))), 1.0)


def _grown(count: int) -> np.ndarray:
    """Growth by twenty, from first to last, around 1."""
    return np.asarray(20 ** (np.arange(count) / (count - 1) - 0.5))


def _growing(count: int, rng: np.random.Generator) -> np.ndarray:
    """Eight events a period, more or less, as they grow twentyfold."""
    scattered = np.exp(rng.normal(np.log(8), 0.8, count))
    return np.asarray(np.maximum(np.round(scattered * _grown(count)), 1.0))


def _growing_smoothly(count: int, rng: np.random.Generator) -> np.ndarray:
    """From ten events a period to two hundred, each period with a little more than the last."""
    del rng
    return np.asarray(np.round(10 * 20**0.5 * _grown(count)))


def _few(count: int, rng: np.random.Generator) -> np.ndarray:
    return rng.integers(1, 4, count).astype(float)


def _never(count: int, rng: np.random.Generator) -> np.ndarray:
    del rng
    return np.zeros(count, bool)


def _now_and_then(share: float) -> Noise:
    return lambda count, rng: rng.random(count) < share


def _in_runs(count: int, rng: np.random.Generator) -> np.ndarray:
    """Silence and reporting in turn, each four periods on average."""
    silent, at, quiet = np.zeros(count, bool), 0, bool(rng.integers(2))
    while at < count:
        length = int(rng.geometric(1 / 4))
        silent[at : at + length] = quiet
        at, quiet = at + length, not quiet
    return silent


@dataclass(frozen=True)
class Family:
    """How the series of a family are made.

    Parameters
    ----------
    told : str
        What is particular about it, in words.
    noise : callable
        (periods, source of chance) → noise: an error of variance 1, a wave or walk beside it.
    marginal : float
        Standard deviation of all that, but for a walk's, which has none: the unit of a shift.
    power : float
        The variance of a period is proportional to this power of its events.
    events, silence : callable
        (periods, source of chance) → events; which periods are silent.
    slopes : bool
        Whether slopes shift rather than means.
    steady : bool
        Whether there is no break.
    """

    told: str
    noise: Noise = _any_memory
    marginal: float = 1.0
    power: float = 0.0
    events: Noise = _varied
    silence: Noise = _never
    slopes: bool = False
    steady: bool = False


FAMILIES: Mapping[str, Family] = MappingProxyType({
    "ar0": Family("no memory, even variance", _with_phi(0.0)),
    "ar4": Family("AR(1) 0.4, even variance", _with_phi(0.4)),
    "ar7": Family("AR(1) 0.7, even variance", _with_phi(0.7)),
    "ar0_by_events": Family("no memory, variance ∝ 1/events", _with_phi(0.0), power=-1),
    "ar4_by_events": Family("AR(1) 0.4, variance ∝ 1/events", _with_phi(0.4), power=-1),
    "ar7_by_events": Family("AR(1) 0.7, variance ∝ 1/events", _with_phi(0.7), power=-1),
    "heavy_tails": Family("Student's t of 3 degrees of freedom", _heavy),
    "arma": Family("ARMA(1,1) of 0.6 and 0.4", _arma),
    "season": Family("AR(1) and a yearly wave", _seasonal,
                     marginal=(1.0 + SEASON**2 / 2) ** 0.5),
    "walk": Family("AR(1) and a slow random walk", _walking),
    "wrong_law": Family("variance ∝ events", power=1),
    "growth": Family("events grow 20-fold, variance ∝ 1/events", power=-1, events=_growing),
    "smooth_growth": Family("events grow 20-fold, each period a little, variance ∝ 1/events",
                            power=-1, events=_growing_smoothly),
    "silent8": Family("8 % of periods silent", power=-1, silence=_now_and_then(0.08)),
    "silent25": Family("25 % of periods silent", power=-1, silence=_now_and_then(0.25)),
    "half_silent": Family("half the periods silent, in runs, 1 to 3 events in the others",
                          power=-1, events=_few, silence=_in_runs),
    "slopes": Family("slopes shift, not means", slopes=True),
    "steady": Family("no break, any memory", steady=True),
})


def simulate_series(family: str, seed: int, *, steady: bool = False,
                    periods: int | None = None) -> SimulatedSeries:
    """Return an array with known breaks in one kind of noise; `simulate` makes events instead.

    Parameters
    ----------
    family : str
        A name of `FAMILIES`: ``ar0``, ``ar4``, ``ar7`` (AR(1) of 0, .4, .7, even variance), the
        same with ``_by_events`` (variance ∝ 1/events), ``heavy_tails``, ``arma``, ``season``,
        ``walk``, ``wrong_law`` (variance ∝ events), ``growth`` (events grow 20-fold),
        ``smooth_growth`` (the same without scatter), ``silent8``, ``silent25``, ``half_silent``,
        ``slopes`` (trends shift) or ``steady`` (no break).
    seed : int
        Same family and seed, same series.
    steady : bool
        The same series without its breaks, for counting false alarms.
    periods : int, optional
        Its length; between 120 and 550 when not given.

    Returns
    -------
    SimulatedSeries

    Raises
    ------
    UsageError
        If there is no such family, or the length has no room for a regime.

    Examples
    --------
    >>> made = simulate_series("ar4", seed=1)
    >>> len(made.y) == len(made.events), len(made.breaks) >= 1
    (True, True)
    """
    if family not in FAMILIES:
        close = nearest(family, list(FAMILIES)) or list(FAMILIES)
        raise UsageError(f"there is no family {family!r}; use {', '.join(close)}")
    if periods is not None and periods < 2 * SHORTEST:
        raise UsageError(f"{periods} periods have no room for two regimes of {SHORTEST}")
    kind = FAMILIES[family]
    rng = np.random.default_rng([seed, crc32(family.encode())])
    count = periods or int(rng.integers(LENGTHS[0], LENGTHS[1] + 1))
    noise, events = kind.noise(count, rng), kind.events(count, rng)
    variance = events**kind.power
    noise = noise * (variance / variance.mean()) ** 0.5
    level, breaks = _levels(count, kind, rng)
    silent = kind.silence(count, rng)
    if steady or kind.steady:
        level, breaks = np.zeros(count), ()
    return SimulatedSeries(
        np.where(silent, np.nan, level + noise), np.where(silent, 0.0, events), breaks, level,
        family, seed,
    )


def _levels(
    count: int, kind: Family, rng: np.random.Generator
) -> tuple[np.ndarray, tuple[int, ...]]:
    """Draw breaks at least SHORTEST apart, every place alike, and the means between them."""
    shifts = min(int(rng.integers(1, MOST_SHIFTS + 1)), count // SHORTEST - 1)
    spare = count - SHORTEST * (shifts + 1)
    cuts = np.sort(rng.integers(0, spare + 1, shifts))
    breaks = tuple(int(cut + SHORTEST * (k + 1)) for k, cut in enumerate(cuts))
    level = np.zeros(count)
    for at in breaks:
        size = rng.choice([-1, 1]) * rng.uniform(*SHIFTS) * kind.marginal
        # A slope is as much steeper as makes the size in the shortest regime.
        level[at:] += size * (np.arange(count - at) / SHORTEST if kind.slopes else 1.0)
    return level, breaks
