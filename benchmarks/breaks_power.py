"""False alarms and power of the dated breaks, beside PELT with a BIC penalty on the same series.

    python benchmarks/breaks_power.py --seeds 100

240 months each. `steady` series have no break, so every one reported is a false alarm; the others
have breaks at months 70, 130 and 190, and a break counts as found within three months. Worlds of
events go through events and series; the AR(1) rows are arrays.
"""

from __future__ import annotations

import argparse
import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import ruptures

from tension.core.event_table import Events
from tension.models.breaks.criteria import decide
from tension.models.breaks.fit import Fit, fit_breaks
from tension.models.breaks.inference import average_levels, date_set
from tension.models.breaks.search import Limits
from tension.models.noise import Observations, observations
from tension.models.simulate import STATES, simulate
from tension.scales.scale import Scale
from tension.series.aggregate import build_series

MONTHS, BREAKS, NEAR = 240, (70, 130, 190), 3
LIMITS, MOST = Limits(12, 6), 12
SCORES = Scale.named("goldstein_cameo").scores


@dataclass(frozen=True)
class Tally:
    """Breaks reported, those near a true one, true ones in all, and series with a report."""

    reported: int = 0
    right: int = 0
    true: int = 0
    alarmed: int = 0

    def add(self, found: list[int], true: tuple[int, ...]) -> Tally:
        right = matched(found, true)
        return Tally(self.reported + len(found), self.right + right, self.true + len(true),
                     self.alarmed + bool(found))

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.reported + self.true) if self.true else float("nan")


def matched(found: list[int], true: tuple[int, ...]) -> int:
    """Pairs of a reported and a true break within three months, each used once."""
    left = list(found)
    for one in true:
        near = [at for at in left if abs(at - one) <= NEAR]
        if near:
            left.remove(min(near, key=lambda at: abs(at - one)))
    return len(found) - len(left)


def held(
    seen: Observations, fit: Fit, true: tuple[int, ...], size: float
) -> tuple[int, int, int]:
    """Breaks found near a true one; those whose date set, and whose size's interval, hold it."""
    sure = average_levels(fit)
    near = dates = sizes = 0
    for which, start in enumerate(fit.chosen.starts):
        close = [k for k, one in enumerate(true) if abs(int(seen.position[start]) - one) <= NEAR]
        if not close:
            continue
        first, last = date_set(fit, which)
        _, low, high = sure.step(which)
        near += 1
        dates += first <= true[close[0]] <= last
        sizes += low <= size * (-1) ** close[0] <= high
    return near, dates, sizes


def held_at_true_dates(
    seen: Observations, fit: Fit, true: tuple[int, ...], size: float
) -> tuple[int, int]:
    """Intervals of the sizes that hold the true one when the dates are given, and their number."""
    starts = tuple(int(at) for at in np.searchsorted(seen.position, true))
    told = replace(fit, chosen=replace(fit.chosen, count=len(true), starts=starts))
    sure = average_levels(told)
    steps = [sure.step(which) for which in range(len(true))]
    inside = [low <= size * (-1) ** which <= high for which, (_, low, high) in enumerate(steps)]
    return sum(inside), len(inside)


def pelt(seen: Observations) -> list[int]:
    """The usual recipe: PELT, squares, silent months left out, penalty 2 × variance × log n."""
    # The variance from differences, as is usual, so that breaks do not count as noise.
    steps = np.diff(seen.tension)
    variance = (1.4826 * np.median(np.abs(steps - np.median(steps)))) ** 2 / 2
    variance = variance or float(np.var(steps)) / 2
    algorithm = ruptures.Pelt(model="l2", jump=1, min_size=6).fit(seen.tension)
    ends = algorithm.predict(pen=2 * variance * np.log(len(seen)))
    return [int(seen.position[end]) for end in ends[:-1]]


def levels(true: tuple[int, ...], size: float) -> np.ndarray:
    """A level that goes up and down by ``size`` at the true breaks."""
    month = np.arange(MONTHS)
    return size * (sum((month >= one).astype(int) for one in true) % 2)


def remembering(phi: float, months: int, rng: np.random.Generator) -> np.ndarray:
    """An AR(1) of variance 1."""
    noise = rng.normal(size=months)
    for month in range(1, months):
        noise[month] = phi * noise[month - 1] + noise[month] * (1 - phi**2) ** 0.5
    return noise


def autoregressive(phi: float) -> Callable[[int, tuple[int, ...]], Observations]:
    def make(seed: int, true: tuple[int, ...]) -> Observations:
        values = remembering(phi, MONTHS, np.random.default_rng(seed))
        values += levels(true, 2.0) if true else 0.0
        return Observations(
            position=np.arange(MONTHS), tension=values, sampling=np.zeros(MONTHS),
            events=np.ones(MONTHS), variance=0.0, covered=(0, MONTHS),
        )

    return make


def mixed(seed: int, true: tuple[int, ...]) -> Observations:
    """AR(1) 0.8 of 6 points beneath months of 1 to 3 events that spread by 17, 37 % silent."""
    rng = np.random.default_rng(seed)
    values = 45 + 6 * remembering(0.8, MONTHS, rng) + (levels(true, SHIFT) if true else 0.0)
    events = rng.integers(1, 4, MONTHS).astype(float)
    seen = np.flatnonzero(rng.random(MONTHS) >= 0.37)
    sampling = 17.0**2 / events
    values += rng.normal(size=MONTHS) * sampling**0.5
    return Observations(
        position=seen, tension=values[seen], sampling=sampling[seen], events=events[seen],
        variance=17.0**2, covered=(0, MONTHS),
    )


def told(
    events_per_month: tuple[int, int], silent: float
) -> Callable[[int, tuple[int, ...]], Observations]:
    """Worlds that turn from calm to tense and back; the shift is 23 points, about two standard
    deviations of a month of 1 to 3 events."""

    def make(seed: int, true: tuple[int, ...]) -> Observations:
        tense = levels(true, 1.0) > 0 if true else np.zeros(MONTHS, bool)
        states = [("calm", "tense")[int(one)] for one in tense]
        world = simulate(states, events_per_month=events_per_month, silent=silent, seed=seed)
        return observations(build_series(world.events), "both")

    return make


def growing(seed: int, true: tuple[int, ...]) -> Observations:
    """1 event a month at first and 20 at the end, in steps of a year."""
    tense = levels(true, 1.0) > 0 if true else np.zeros(MONTHS, bool)
    counts = np.round(20 ** (np.arange(20) / 19)).astype(int)
    whole: Events | None = None
    for year, count in enumerate(counts):
        states = [("calm", "tense")[int(one)] for one in tense[12 * year : 12 * year + 12]]
        part = simulate(states, events_per_month=(int(count), int(count)), seed=1000 * seed + year,
                        start=dt.date(2000 + year, 1, 1)).events
        whole = part if whole is None else whole.join(part)
    assert whole is not None
    return observations(build_series(whole), "both")


def reported_volume(seed: int, true: tuple[int, ...]) -> Observations:
    """15 events a month grow to 300, as arrays: means of as many scores, each weighed by its n."""
    rng = np.random.default_rng(seed)
    tense = levels(true, 1.0) > 0 if true else np.zeros(MONTHS, bool)
    counts = np.round(15 * 20 ** (np.arange(MONTHS) / (MONTHS - 1))).astype(int)
    tension, sampling = np.empty(MONTHS), np.empty(MONTHS)
    for month, count in enumerate(counts):
        mix = STATES[("calm", "tense")[int(tense[month])]]
        scores, shares = np.array([SCORES[code] for code in mix]), np.array(list(mix.values()))
        drawn = rng.choice(scores, count, p=shares / shares.sum())
        tension[month] = 50 - 5 * drawn.mean()
        sampling[month] = 25 * drawn.var(ddof=1) / count
    return Observations(
        position=np.arange(MONTHS), tension=tension, sampling=sampling,
        events=counts.astype(float), variance=float((sampling * counts).mean()),
        covered=(0, MONTHS),
    )


DESIGNS: dict[str, Callable[[int, tuple[int, ...]], Observations]] = {
    **{f"AR(1) {phi:g}": autoregressive(phi) for phi in (0.0, 0.3, 0.5, 0.7, 0.9)},
    "AR(1) 0.8 + 1–3 events, 37 % silent": mixed,
    "1–3 events a month": told((1, 3), 0.0),
    "1–3 events, 40 % silent": told((1, 3), 0.4),
    "1 → 20 events a month": growing,
    "15 → 300 events a month": reported_volume,
}
SHIFT = 5 * sum(
    sign * sum(share * SCORES[code] for code, share in STATES[state].items())
    for state, sign in (("calm", 1), ("tense", -1))
)


def measure(seeds: int) -> pd.DataFrame:
    rows = []
    for name, make in DESIGNS.items():
        row: dict[str, object] = {"design": name}
        for true in ((), BREAKS):
            tallies = {method: Tally() for method in ("tension", "PELT")}
            kept, given = np.zeros(3), np.zeros(2)
            for seed in range(seeds):
                seen = make(seed, true)
                fit = decide(fit_breaks(seen, LIMITS, MOST), "bic").fit
                ours = [int(seen.position[start]) for start in fit.chosen.starts]
                for method, found in (("tension", ours), ("PELT", pelt(seen))):
                    tallies[method] = tallies[method].add(found, true)
                if true:
                    size = 2.0 if seen.variance == 0 else SHIFT
                    kept += held(seen, fit, true, size)
                    given += held_at_true_dates(seen, fit, true, size)
            for method, tally in tallies.items():
                if true:
                    row[f"F1, {method}"] = round(tally.f1, 2)
                    row[f"recall, {method}"] = round(tally.right / tally.true, 2)
                else:
                    row[f"false alarms, {method}"] = f"{tally.alarmed / seeds:.0%}"
        row["date set"], row["size"] = np.round(kept[1:] / kept[0], 2)
        row["size, dates given"] = round(given[0] / given[1], 2)
        rows.append(row)
        print(f"  {name}", flush=True)
    return pd.DataFrame(rows).set_index("design")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=100, help="series of each kind")
    seeds = parser.parse_args().seeds
    begun = time.perf_counter()
    table = measure(seeds)
    print(f"\n{seeds} seeds; false alarms: share of steady series with a break reported\n")
    print(table.to_string())
    print("\ndate set, size: share of the breaks found near a true one whose 95 % set or interval "
          "holds it; dates given: of all true breaks")
    print(f"\n{time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
