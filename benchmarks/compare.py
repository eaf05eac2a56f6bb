"""How often the interval of a correlation holds the truth, beside the bootstrap alone.

    python benchmarks/compare.py --seeds 400

Pairs of AR(1) series of one memory with a known correlation. `compare` is what `tension compare`
prints, where it prints an interval; `bootstrap alone` is Student's interval by the stationary
bootstrap's standard error with the block length of Politis and White; `percentile` its quantiles.
"""

from __future__ import annotations

import argparse
import time

import numpy as np
from scipy import stats

from tension.explain.block_bootstrap import block_length, draws_for, resampled
from tension.explain.correlation import correlate, influence, interval, pearson
from tension.models.families import autoregressive

MONTHS = (13, 40, 100, 300)
MEMORIES = (0.0, 0.5, 0.8, 0.95)
TRUTHS = (0.0, 0.6)


def drawn(months: int, memory: float, truth: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return two series of one memory and a known correlation."""
    rng = np.random.default_rng([seed, months])
    x, other = autoregressive(memory, months, rng), autoregressive(memory, months, rng)
    return x, truth * x + (1 - truth**2) ** 0.5 * other


def alone(x: np.ndarray, y: np.ndarray, truth: float, seed: int) -> tuple[bool, bool]:
    """Whether the bootstrap alone holds the truth: Student's interval, and its quantiles."""
    count, block = len(x), block_length(influence(x, y))
    made = resampled(count, block, draws_for(count), seed, lambda at: pearson(x[at], y[at]))
    made = made[np.isfinite(made)]
    error = float(np.arctanh(np.clip(made, -1 + 1e-12, 1 - 1e-12)).std(ddof=1))
    low, high = interval(float(pearson(x, y)), error, count / block)
    cut = np.quantile(made, stats.norm.cdf([-1.96, 1.96]))
    return low <= truth <= high, bool(cut[0] <= truth <= cut[1])


def main() -> None:
    """Print a table of rates."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=400)
    seeds = parser.parse_args().seeds
    begun = time.perf_counter()
    print("| months | AR(1) | truth | compare | no interval | bootstrap alone | percentile |")
    print("|---" * 7 + "|")
    for months in MONTHS:
        for memory in MEMORIES:
            for truth in TRUTHS:
                held, none, student, quantiles = 0, 0, 0, 0
                for seed in range(seeds):
                    x, y = drawn(months, memory, truth, seed)
                    found = correlate(x, y, seed)
                    none += np.isnan(found.low)
                    held += found.low <= truth <= found.high
                    one, other = alone(x, y, truth, seed)
                    student, quantiles = student + one, quantiles + other
                told = f"{100 * held / (seeds - none):.1f} %" if none < seeds else "–"
                print(f"| {months} | {memory:g} | {truth:g} | {told} | {100 * none / seeds:.0f} % "
                      f"| {100 * student / seeds:.1f} % | {100 * quantiles / seeds:.1f} % |",
                      flush=True)
    print(f"\n{time.perf_counter() - begun:.0f} s")


if __name__ == "__main__":
    main()
