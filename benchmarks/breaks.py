"""Breaks found, false alarms and date sets of `date_breaks`, beside ruptures on the same series.

    python benchmarks/breaks.py --seeds 40 --first 30000

Each family of `tension.models.families` gives a series with breaks and one without for every seed.
A break counts as found within three periods. A date set is asked for every reported break that has
a true one within a year. ruptures gets its usual penalties: PELT on squares with 2 σ² log n, σ from
differences; the rbf kernel with 2 + log n; silent periods are left out, since neither takes them.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
import pandas as pd
import ruptures

from tension.models.breaks import date_breaks
from tension.models.families import FAMILIES, autoregressive, matched, simulate_series
from tension.models.families import SimulatedSeries as Made

YEAR = 12
SIX = ("ar0", "ar4", "ar7", "ar0_by_events", "ar4_by_events", "ar7_by_events")
"""The families of memory and variance."""

Found = tuple[list[int], list[tuple[int, int]]]


@dataclass
class Tally:
    """What one method did in one family."""

    alarmed: list[bool] = field(default_factory=list)
    right: int = 0
    true: int = 0
    reported: int = 0
    held: list[bool] = field(default_factory=list)
    widths: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def add(self, method: Callable[[Made], Found], steady: Made, made: Made) -> None:
        self.alarmed.append(bool(method(steady)[0]))
        begun = time.perf_counter()
        breaks, sets = method(made)
        self.seconds.append(time.perf_counter() - begun)
        self.right += matched(breaks, made.breaks)
        self.true, self.reported = self.true + len(made.breaks), self.reported + len(breaks)
        for at, (first, last) in zip(breaks, sets, strict=False):
            self.widths.append(last - first + 1)
            close = [one for one in made.breaks if abs(one - at) <= YEAR]
            if close:
                self.held.append(any(first <= one <= last for one in close))

    def row(self) -> dict[str, object]:
        return {
            "F1": f"{2 * self.right / max(self.true + self.reported, 1):.2f}",
            "precision": f"{self.right / max(self.reported, 1):.2f}",
            "recall": f"{self.right / max(self.true, 1):.2f}",
            "false alarms": f"{np.mean(self.alarmed):.1%}",
            "date set holds": f"{np.mean(self.held):.3f}" if self.held else "",
            "median width": f"{np.median(self.widths):.0f}" if self.widths else "",
            "seconds": f"{np.mean(self.seconds):.3f}",
        }


def pooled(tallies: Iterable[Tally]) -> Tally:
    """All of some tallies in one."""
    whole = Tally()
    for one in tallies:
        whole.alarmed += one.alarmed
        whole.held += one.held
        whole.widths += one.widths
        whole.seconds += one.seconds
        whole.right, whole.true = whole.right + one.right, whole.true + one.true
        whole.reported += one.reported
    return whole


def ours(made: Made, number: str = "bic", counts: bool = True) -> Found:
    found = date_breaks(made.y, made.events if counts else None, number=number)
    return list(found.breaks), found.date_sets


def squares(made: Made) -> Found:
    """PELT on squares."""
    place = np.flatnonzero(~np.isnan(made.y))
    values = made.y[place]
    steps = np.diff(values)
    variance = (1.4826 * np.median(np.abs(steps - np.median(steps)))) ** 2 / 2
    fitted = ruptures.Pelt(model="l2", jump=1, min_size=12).fit(values)
    ends = fitted.predict(pen=2 * variance * np.log(len(values)))
    return [int(place[end]) for end in ends[:-1]], []


def kernel(made: Made) -> Found:
    """PELT with a Gaussian kernel."""
    place = np.flatnonzero(~np.isnan(made.y))
    fitted = ruptures.KernelCPD(kernel="rbf", min_size=12).fit(made.y[place][:, None])
    return [int(place[end]) for end in fitted.predict(pen=2 + np.log(len(place)))[:-1]], []


METHODS: dict[str, Callable[[Made], Found]] = {
    "tension": ours,
    "tension, few false alarms": partial(ours, number="few_false_alarms"),
    "tension, no counts": partial(ours, counts=False),
    "ruptures PELT l2": squares,
    "ruptures rbf": kernel,
}


def measure(families: list[str], seeds: range) -> pd.DataFrame:
    tallies = {(family, name): Tally() for family in families for name in METHODS}
    for family in families:
        for seed in seeds:
            steady, made = simulate_series(family, seed, steady=True), simulate_series(family, seed)
            for name, method in METHODS.items():
                tallies[family, name].add(method, steady, made)
        print(f"  {family}", flush=True)
    rows = [{"family": family, "method": name, **one.row()}
            for (family, name), one in tallies.items()]
    if set(SIX) <= set(families):
        rows += [{"family": "the first six", "method": name,
                  **pooled(tallies[family, name] for family in SIX).row()} for name in METHODS]
    return pd.DataFrame(rows).set_index(["family", "method"])


def silence(seeds: range) -> tuple[float, float]:
    """F1 of complete series, and of the same with 8 % of their periods silent."""
    whole, thinned = Tally(), Tally()
    for seed in seeds:
        made = simulate_series(SIX[seed % 6], seed)
        quiet = np.random.default_rng(seed).random(len(made.y)) < 0.08
        thin = replace(made, y=np.where(quiet, np.nan, made.y),
                       events=np.where(quiet, 0.0, made.events))
        for tally, one in ((whole, made), (thinned, thin)):
            tally.add(ours, one, one)
    f1 = [2 * one.right / (one.true + one.reported) for one in (whole, thinned)]
    return f1[0], f1[1]


def lengths() -> None:
    """Print the time of series as long as a life of months and as days since 1979."""
    print("\n| periods | breaks | seconds |\n|---|---|---|")
    for count, phi, levels in ((550, 0.4, (0, 2, 0, 2, 0)), (17_000, 0.5, (0.0, 1.0, -0.5, 0.5))):
        rng = np.random.default_rng(count)
        level = np.repeat(levels, -(-count // len(levels)))[:count]
        values = autoregressive(phi, count, rng) + level
        taken = []
        for _ in range(3):
            begun = time.perf_counter()
            found = date_breaks(values, max_breaks=8)
            assert found.date_sets is not None  # they are made when asked for
            assert found.p_values is not None
            taken.append(time.perf_counter() - begun)
        print(f"| {count:,} | {len(found)} | {np.median(taken):.2f} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=200, help="series of each kind")
    parser.add_argument("--first", type=int, default=0, help="first seed")
    parser.add_argument("--families", nargs="*", help="none: lengths alone", default=[
        name for name in FAMILIES if name not in ("slopes", "steady")
    ])
    chosen = parser.parse_args()
    seeds = range(chosen.first, chosen.first + chosen.seeds)
    begun = time.perf_counter()
    if chosen.families:
        table = measure(chosen.families, seeds)
        print(f"\n{chosen.seeds} series of each kind, seeds from {chosen.first}\n")
        print(table.to_string())
        complete, thin = silence(seeds)
        print(f"\nF1 complete {complete:.3f}, with 8 % of the periods silent {thin:.3f}")
    lengths()
    print(f"\n{time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
