"""The peers that `breaks.py` measures beside `date_breaks`, each in the way its makers say.

A peer gets the values, from no peer the numbers of events, which none of them takes. Where a peer
does not take silent periods it gets the others, and what it says is put back in its place. A regime
lasts at least 12 periods for every peer that can be told so. A peer that is not installed is named
and left out.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from tension.models.breaks import date_breaks
from tension.models.families import FAMILIES, PHIS, SimulatedSeries

SHORTEST, MOST = 12, 8
"""Periods of a regime at least; breaks at most, where a peer is told either."""

Found = tuple[list[int], list[tuple[int, int] | None]]
"""Breaks, and the 95 % date set of each where the peer gives one."""


@dataclass(frozen=True)
class Peer:
    """A way to date breaks: what it is told, how it is asked, and the module it needs.

    ``lines``: whether it fits straight lines where slopes shift; others are not asked there.
    ``informed``: whether it is told the number of breaks, so that false alarms mean nothing.
    """

    told: str
    find: Callable[[SimulatedSeries], Found]
    module: str = ""
    lines: bool = False
    informed: bool = False


def ours(made: SimulatedSeries, number: str = "bic", counts: bool = True) -> Found:
    cost = "trend" if FAMILIES[made.family].slopes else "mean"
    found = date_breaks(made.y, made.events if counts else None, number=number, cost=cost)
    return list(found.breaks), list(found.date_sets)


def law_given(made: SimulatedSeries) -> Found:
    """Ours, told what nobody knows: the memory of the noise and how its variance follows events."""
    power = FAMILIES[made.family].power
    noise = (made.y - made.level) * np.maximum(made.events, 1.0) ** (-power / 2)
    noise = noise[~np.isnan(noise)]
    memory = float(np.corrcoef(noise[:-1], noise[1:])[0, 1])
    found = date_breaks(
        made.y, made.events, ar=min(PHIS, key=lambda phi: abs(phi - memory)),
        weight=1 if power < 0 else 0, cost="trend" if FAMILIES[made.family].slopes else "mean")
    return list(found.breaks), list(found.date_sets)


def seen(made: SimulatedSeries) -> tuple[np.ndarray, np.ndarray]:
    """Places and values of the periods that are not silent."""
    place = np.flatnonzero(~np.isnan(made.y))
    return place, made.y[place]


def without_sets(place: np.ndarray, starts: Sequence[int]) -> Found:
    """What a peer says of observations, as periods."""
    return [int(place[start]) for start in starts], [None] * len(starts)


def spread(values: np.ndarray) -> float:
    """The noise's standard deviation from differences, so that breaks do not count as noise."""
    steps = np.diff(values)
    return float(1.4826 * np.median(np.abs(steps - np.median(steps))) / 2**0.5)


def squares(made: SimulatedSeries) -> Found:
    import ruptures

    place, values = seen(made)
    fitted = ruptures.Pelt(model="l2", jump=1, min_size=SHORTEST).fit(values)
    ends = fitted.predict(pen=2 * spread(values) ** 2 * np.log(len(values)))
    return without_sets(place, ends[:-1])


def kernel(made: SimulatedSeries) -> Found:
    import ruptures

    place, values = seen(made)
    fitted = ruptures.KernelCPD(kernel="rbf", min_size=SHORTEST).fit(values[:, None])
    return without_sets(place, fitted.predict(pen=2 + np.log(len(values)))[:-1])


def _partitions(values: np.ndarray, numbers: Sequence[int]) -> list[list[int]]:
    """Dynp's answer for each number of breaks: the linear kernel is the same cost, in C."""
    import ruptures

    fitted = ruptures.KernelCPD(kernel="linear", min_size=SHORTEST).fit(values[:, None])
    return [list(fitted.predict(n_bkps=k)[:-1]) if k else [] for k in numbers]


def number_given(made: SimulatedSeries) -> Found:
    place, values = seen(made)
    room = len(values) // SHORTEST - 1
    return without_sets(place, _partitions(values, [min(len(made.breaks), room)])[0])


def number_by_bic(made: SimulatedSeries) -> Found:
    place, values = seen(made)
    count = len(values)
    numbers = range(min(MOST, count // SHORTEST - 1) + 1)

    def bic(starts: list[int]) -> float:
        rss = sum(float(((part - part.mean()) ** 2).sum()) for part in np.split(values, starts))
        return count * np.log(rss / count) + 2 * len(starts) * np.log(count)

    return without_sets(place, min(_partitions(values, numbers), key=bic))


def beast(made: SimulatedSeries) -> Found:
    import Rbeast

    found = Rbeast.beast(made.y, season="none", tseg_minlength=SHORTEST, mcmc_seed=1 + made.seed,
                         quiet=True).trend
    breaks: list[int] = []
    sets: list[tuple[int, int] | None] = []
    for at, chance, between in zip(*(np.asarray(found.__dict__[name]) for name in
                                     ("cp", "cpPr", "cpCI")), strict=True):
        if chance >= 0.5:  # missing where there are fewer candidates than places for them
            breaks.append(round(float(at)) - 1)
            known = np.isfinite(between).all()
            sets.append((round(float(between[0])) - 1, round(float(between[1])) - 1)
                        if known else None)
    return breaks, sets


def pruned(made: SimulatedSeries) -> Found:
    from skchange.detectors import PELT

    place, values = seen(made)
    scaled = values[:, None] / spread(values)
    return without_sets(place, PELT(min_segment_length=SHORTEST).fit(scaled).predict(scaled))


def seeded(made: SimulatedSeries) -> Found:
    from skchange.detectors import SeededBinarySegmentation

    place, values = seen(made)
    scaled = values[:, None] / spread(values)
    found = SeededBinarySegmentation(min_subinterval_length=SHORTEST).fit(scaled).predict(scaled)
    return without_sets(place, found)


def forest(made: SimulatedSeries, method: str = "random_forest") -> Found:
    from changeforest import Control, changeforest

    place, values = seen(made)
    control = Control(minimal_relative_segment_length=SHORTEST / len(values),
                      random_forest_n_jobs=1)
    found = changeforest(values[:, None], method, "bs", control)
    return without_sets(place, found.split_points())


PEERS: dict[str, Peer] = {
    "tension": Peer("defaults; events behind each period given", ours, lines=True),
    "tension, few false alarms": Peer(
        "number='few_false_alarms'", partial(ours, number="few_false_alarms"), lines=True),
    "tension, no counts": Peer("events not given", partial(ours, counts=False), lines=True),
    "tension, law given": Peer(
        "told the memory (that of 0, .4 and .7 nearest the true noise's) and whether the variance "
        "is ∝ 1/events: a bound on what better guesses of the noise could bring, not a rival",
        law_given, lines=True),
    "ruptures PELT l2": Peer(
        "jump 1, penalty 2 σ² log n, σ from the median absolute deviation of differences",
        squares, "ruptures"),
    "ruptures rbf": Peer("KernelCPD, its own bandwidth, penalty 2 + log n", kernel, "ruptures"),
    "ruptures Dynp, BIC": Peer(
        f"squares, up to {MOST} breaks, their number by BIC with two parameters a break; computed "
        "by KernelCPD's linear kernel, the same optimum", number_by_bic, "ruptures"),
    "ruptures Dynp, number given": Peer(
        "squares, told the true number of breaks, so it cannot err in number: a bound on dating by "
        "squares, not a rival", number_given, "ruptures", informed=True),
    "Rbeast": Peer(
        "season='none', otherwise its defaults, silent periods missing; candidates of posterior "
        "probability .5 or more, their 95 % credible intervals", beast, "Rbeast", lines=True),
    "skchange PELT": Peer("L2Cost, its BIC penalty, values over the same σ", pruned, "skchange"),
    "skchange SBS": Peer(
        "SeededBinarySegmentation with CUSUM, its BIC penalty, values over the same σ", seeded,
        "skchange"),
    "changeforest": Peer(
        "random forest, binary segmentation, its defaults (level .02), one thread", forest,
        "changeforest"),
    "changeforest, mean": Peer(
        "its change_in_mean by binary segmentation, its defaults",
        partial(forest, method="change_in_mean"), "changeforest"),
}

STRUCCHANGE = {
    "strucchange": f"breakpoints(y ~ 1, h = 12), up to {MOST} breaks by its BIC; confint's default",
    "strucchange, kernHAC": "the same breaks; confint with vcov. = kernHAC",
}
"""Peers that one R process dates many series for; CPU seconds are counted within it."""


def settings(methods: Sequence[str]) -> list[str]:
    """Return a line a method: what it is told."""
    told = {name: peer.told for name, peer in PEERS.items()} | STRUCCHANGE
    return [f"- {name}: {told[name]}." for name in methods]


def absent() -> dict[str, str]:
    """Peers that cannot be measured here, and what brings them."""
    missing = {name: f"{peer.module} is not installed: python -m pip install '.[bench]'"
               for name, peer in PEERS.items() if peer.module and not find_spec(peer.module)}
    return missing | ({} if has_strucchange() else dict.fromkeys(
        STRUCCHANGE, "there is no R with strucchange: apt-get install r-cran-strucchange"))


def has_strucchange() -> bool:
    if not shutil.which("Rscript"):
        return False
    asked = ["Rscript", "-e", "suppressMessages(library(strucchange))"]
    return subprocess.run(asked, capture_output=True, check=False).returncode == 0


def strucchange(series: Sequence[SimulatedSeries]) -> list[dict[str, tuple[Found, float]]]:
    """Date many series in one R process: for each, by peer, what was found and its seconds."""
    places = [seen(made)[0] for made in series]
    with tempfile.TemporaryDirectory() as folder:
        told, said = Path(folder, "series.csv"), Path(folder, "breaks.csv")
        with told.open("w", newline="") as file:
            write = csv.writer(file)
            write.writerow(["series", "y"])
            write.writerows((which, repr(float(value))) for which, made in enumerate(series)
                            for value in seen(made)[1])
        script = Path(__file__).with_name("strucchange.R")
        subprocess.run(["Rscript", str(script), str(told), str(said)], check=True)
        with said.open(newline="") as file:
            rows = list(csv.DictReader(file))
    answers = []
    for which, place in enumerate(places):
        mine = [row for row in rows if int(row["series"]) == which]
        dated = [row for row in mine if row["at"] != "NA"]
        breaks = [int(place[int(row["at"])]) for row in dated]
        answers.append({
            name: ((breaks, [_between(row, tail, place) for row in dated]),
                   float(mine[0][f"seconds{tail}"]))
            for name, tail in zip(STRUCCHANGE, ("", "_hac"), strict=True)
        })
    return answers


def _between(row: dict[str, str], tail: str, place: np.ndarray) -> tuple[int, int] | None:
    """Periods in which a regime may begin, given the last observations of the one before it."""
    if "NA" in (row[f"first{tail}"], row[f"last{tail}"]):
        return None
    first, last = (int(float(row[f"{name}{tail}"])) for name in ("first", "last"))
    # A regime may begin in the silence before its first observation, as in our own date sets.
    return (int(place[max(first, 1) - 1]) + 1, int(place[min(max(last, 1), len(place) - 1)]))
