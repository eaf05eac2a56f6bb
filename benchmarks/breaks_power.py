"""False alarms and power of the dated breaks, beside PELT with a BIC penalty on the same series.

    python benchmarks/breaks_power.py --seeds 100

240 months each. `steady` series have no break, so every one reported is a false alarm; the others
have breaks of two standard deviations at months 70, 130 and 190, and a break counts as found
within three months. Worlds of events go through events and series; the AR(1) rows are arrays.
"""

from __future__ import annotations

import argparse
import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import ruptures

from tension.core.event_table import Events
from tension.models.breaks.cost import mean_costs
from tension.models.breaks.find import _Fit, _fit
from tension.models.breaks.inference import date_set, step_at
from tension.models.breaks.noise import whiten
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
    seen: Observations, fit: _Fit, true: tuple[int, ...], size: float
) -> tuple[int, int, int]:
    """Breaks found near a true one; those whose date set, and whose size's interval, hold it."""
    white = whiten(seen.tension, seen.position, seen.sampling, fit.chosen.noise)
    cost = mean_costs(white)
    near = dates = sizes = 0
    for which, start in enumerate(fit.chosen.starts):
        close = [k for k, one in enumerate(true) if abs(int(seen.position[start]) - one) <= NEAR]
        if not close:
            continue
        first, last = date_set(cost, fit.permitted, fit.chosen.starts, which)
        step = step_at(white, fit.edges[which : which + 3], fit.freedom)
        near += 1
        dates += int(seen.position[first - 1]) + 1 <= true[close[0]] <= int(seen.position[last])
        sizes += step.low <= size * (-1) ** close[0] <= step.high
    return near, dates, sizes


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


def autoregressive(phi: float) -> Callable[[int, tuple[int, ...]], Observations]:
    def make(seed: int, true: tuple[int, ...]) -> Observations:
        rng = np.random.default_rng(seed)
        noise = np.empty(MONTHS)
        noise[0] = rng.normal()
        for month in range(1, MONTHS):
            noise[month] = phi * noise[month - 1] + rng.normal() * (1 - phi**2) ** 0.5
        values = noise + (levels(true, 2.0) if true else 0.0)
        return Observations(
            position=np.arange(MONTHS), tension=values, sampling=np.zeros(MONTHS),
            events=np.ones(MONTHS), variance=0.0, covered=(0, MONTHS),
        )

    return make


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
    **{f"AR(1) {phi:g}": autoregressive(phi) for phi in (0.0, 0.3, 0.5, 0.7)},
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
            kept = np.zeros(3)
            for seed in range(seeds):
                seen = make(seed, true)
                fit = _fit(seen, LIMITS, MOST)
                ours = [int(seen.position[start]) for start in fit.chosen.starts]
                for method, found in (("tension", ours), ("PELT", pelt(seen))):
                    tallies[method] = tallies[method].add(found, true)
                if true:
                    kept += held(seen, fit, true, 2.0 if name.startswith("AR") else SHIFT)
            for method, tally in tallies.items():
                if true:
                    row[f"F1, {method}"] = round(tally.f1, 2)
                    row[f"recall, {method}"] = round(tally.right / tally.true, 2)
                else:
                    row[f"false alarms, {method}"] = f"{tally.alarmed / seeds:.0%}"
        row["date set"], row["size"] = np.round(kept[1:] / kept[0], 2)
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
          "holds it")
    print(f"\n{time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
