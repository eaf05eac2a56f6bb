"""`against_nulls`: how often quiet worlds, and other pairs, show a break as strong as each one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tension.core import schema
from tension.core.errors import UsageError
from tension.core.event_table import Events
from tension.core.language import listed, say, say_n
from tension.core.period import labels_of, spoken
from tension.core.provenance import Provenance
from tension.core.rounding import counted
from tension.explain.block_bootstrap import block_length_of_ar
from tension.explain.parallel import WORKERS, Watcher, in_processes
from tension.explain.placebo import Placebo, look_at_placebo
from tension.explain.refit import NEAR_MONTHS, Shift, shifts_of
from tension.explain.worlds import KINDS, RESAMPLED, SIMULATED, Quiet, Unbroken
from tension.models.breaks.result import Breaks
from tension.sources.chronology import ORIGIN

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WORLDS = 500

RARE = 0.05
"""Share of worlds up to which a break is said to be rare among them."""

CHUNK = 25
"""Worlds a process draws in one go; it fixes the seeds, whatever the number of processes."""


@dataclass(frozen=True)
class Nulls:
    """How often chance, as the noise of the series is, makes a break as strong.

    Parameters
    ----------
    table : DataFrame
        Columns as declared in `core.schema.NULLS`, one row a break. Where the answer has none, the
        breaks of the nearest answer that was rejected, all with what they are worth together.
    draws : mapping
        (number of the break, kind of world) → strength of the best break in each world; number 1
        stands for all breaks of a rejected answer.
    breaks : Breaks
        The main answer.
    reason : str
        Why nothing was tested; "" when something was.
    no_placebos : str
        Why there are no placebo pairs; "" when there are.
    provenance : Provenance
        Inputs and parameters.
    """

    table: pd.DataFrame
    draws: Mapping[tuple[int, str], np.ndarray]
    breaks: Breaks
    reason: str
    no_placebos: str
    provenance: Provenance

    def __len__(self) -> int:
        return len(self.table)

    def share(self, number: int, kind: str) -> float:
        """Return (1 + worlds as strong) ÷ (1 + worlds) of a break, the share to judge it by.

        Parameters
        ----------
        number : int
            Of the break, from 1.
        kind : str
            ``simulated`` or ``resampled``.
        """
        row = self.table[self.table["break"] == number].iloc[0]
        return float((1 + row[kind]) / (1 + row["worlds"]))

    def summary(self) -> str:
        """Return the count of worlds as strong as each break, in words."""
        head = f"{self.breaks.series.dyad.title}, " + self.breaks.series.dyad.spoken(
            self.breaks.direction)
        if self.reason:
            return say("{series}: nothing to test against quiet worlds: {reason}.", series=head,
                       reason=self.reason)
        lines = [say("{series}: breaks against quiet worlds.", series=head)]
        lines += [f"  {self.sentence(number)}" for number in self.tested]
        if any(self.share(one, SIMULATED) <= RARE < self.share(one, RESAMPLED)
               for one in self.tested):
            lines.append("  " + say(
                "where only the shuffled worlds are often as strong, the series has a longer "
                "memory than its noise is taken to have, which can look like breaks"))
        if self.no_placebos:
            lines.append("  " + say("no placebo pairs: {reason}", reason=self.no_placebos))
        return "\n".join(lines)

    @property
    def tested(self) -> list[int]:
        """Numbers of the breaks that were tested, each by itself; of a rejected answer only 1."""
        numbers = [int(number) for number in self.table["break"]]
        return numbers if len(self.breaks) else numbers[:1]

    def sentence(self, number: int) -> str:
        """Return what the worlds say of one break, or of a rejected answer, in a sentence.

        Parameters
        ----------
        number : int
            One of `tested`.
        """
        row = self.table[self.table["break"] == number].iloc[0]
        dates = [spoken(self.breaks.period(str(period))) for period in self.table["period"]]
        if len(self.breaks):
            what, one = dates[number - 1], say("a break this strong")
        elif len(dates) == 1:
            what = say("no break; the best one, of {period}, was rejected", period=dates[0])
            one = say("one this strong")
        else:
            what = say("no break; the nearest answer with any, {periods}, was rejected",
                       periods=listed([", ".join(dates[:-1]), dates[-1]]))
            one = say("{number} breaks that together are this strong", number=len(dates))
        simulated, shuffled = int(row["simulated"]), int(row["resampled"])
        text = say(
            "{what}: of {worlds}, {simulated}; of as many shuffled in blocks, {shuffled}",
            what=what, worlds=counted(int(row["worlds"]), "quiet world"),
            simulated=say_n("{number} shows {one}", "{number} show {one}", max(simulated, 1),
                            number=simulated or say("none"), one=one),
            shuffled=say_n("{number} does", "{number} do", max(shuffled, 1),
                           number=shuffled or say("none")),
        )
        if not self.no_placebos:
            text += say(
                "; of {pairs} of the source, {near} with a break of the same sign within {months} "
                "months and {strong} with one this strong",
                pairs=counted(int(row["placebos"]), "other pair"),
                near=int(row["placebos_near"]) or say("none"), months=NEAR_MONTHS,
                strong=int(row["placebos_strong"]) or say("none"),
            )
        return text

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw how strong breaks are in the worlds, and each break of the series among them."""
        from tension.explain.nulls_figure import draw_nulls

        return draw_nulls(self, ax)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.summary())}</pre>" + str(
            self.table.round(2).to_html(index=False))


def against_nulls(
    breaks: Breaks,
    others: Sequence[Events] = (),
    *,
    worlds: int = WORLDS,
    seed: int = 0,
    workers: int = WORKERS,
    watcher: Watcher | None = None,
) -> Nulls:
    """Return how often quiet worlds and other pairs show a break as strong as each one found.

    Parameters
    ----------
    breaks : Breaks
        The main answer; where it has no break, those of the nearest rejected answer are tested.
    others : sequence of Events
        Other pairs of the same source, for placebos.
    worlds : int
        Series drawn of each kind for each break, 1 or more.
    seed : int
        Same seed, same worlds, whatever the number of processes.
    workers : int
        Processes.
    watcher : Watcher, optional
        Hears how many worlds are done.

    Returns
    -------
    Nulls
        `.table` with the columns of `core.schema.NULLS`.

    Raises
    ------
    UsageError
        If there is to be no world.

    Notes
    -----
    The strength of a break is what it adds to 2 log likelihood, the other breaks held, φ estimated
    without it and with it. A world has the levels of the series without the break; it is searched
    over every date for the best further break. Where the answer is that there is no break, worlds
    have its one level and its noise, and are searched for as many breaks as the nearest answer that
    was rejected has; their strength is what all of them add.

    Simulated worlds have the noise of the fit with its breaks: that of a fit without would take
    breaks for memory and be too forgiving, and this one is a little strict, since breaks that were
    sought take some memory with them. The p-value of `find_breaks` errs the other way. Resampled
    worlds shuffle what the series has beyond its levels without the break, the step included, in
    blocks whose mean length `block_bootstrap.block_length_of_ar`
    gives.

    References
    ----------
    Politis & Romano (1994), Journal of the American Statistical Association 89, 1303–1313,
    doi:10.1080/01621459.1994.10476870.
    Davison & Hinkley (1997), Bootstrap Methods and their Application, Cambridge University Press,
    doi:10.1017/CBO9780511802843.

    Examples
    --------
    >>> from tension.sources.read import read_events
    >>> from tension.series.aggregate import build_series
    >>> from tension.models.breaks.find import find_breaks
    >>> tested = against_nulls(find_breaks(build_series(read_events())), worlds=20, workers=1)
    >>> bool((tested.table["simulated"] <= 20).all())
    True
    """
    if worlds < 1:
        raise UsageError(f"worlds is {worlds}; draw 1 or more")
    tested, found, reason = _tested(breaks)
    missing = _no_placebos(breaks, others)
    if not tested:
        return Nulls(schema.empty(schema.NULLS), MappingProxyType({}), breaks, reason, missing,
                     breaks.provenance)
    draws = _draws(tested, worlds, seed, workers, watcher)
    strengths = [one.observed() for one in tested]
    placebos = list(in_processes(look_at_placebo, list(others), breaks, workers))
    labels, rows = labels_of(breaks.series.periods), []
    for which, shift in enumerate(found):
        # The breaks of a rejected answer are tested together.
        test = min(which, len(tested) - 1)
        law, strong = strengths[test]
        counts = [int((draws[test + 1, kind] >= strong).sum()) for kind in KINDS]
        rows.append((
            breaks.direction, breaks.series.origin, which + 1, labels[shift.position],
            bool(len(breaks)), strong, worlds, *counts,
            block_length_of_ar(law.phi, tested[test].fit.observed),
            *_placebo_counts(placebos, breaks, shift, strong),
        ))
    table = schema.conform(pd.DataFrame(rows, columns=schema.names(schema.NULLS)), schema.NULLS)
    return Nulls(table, MappingProxyType(draws), breaks, "", missing,
                 breaks.provenance.choose(worlds=worlds, seed=seed))


Tested = Quiet | Unbroken


def _tested(breaks: Breaks) -> tuple[list[Tested], tuple[Shift, ...], str]:
    """What worlds are drawn from, the breaks tested, and why there is nothing to test.

    Where the answer has no break, its own noise makes the worlds.
    """
    if breaks.verdict is None:
        return [], (), breaks.reason
    fit = breaks.verdict.fit
    if fit.chosen.count:
        return [Quiet(fit, which) for which in range(fit.chosen.count)], shifts_of(fit), ""
    if breaks.rival is None:
        return [], (), say("no date leaves room for two regimes")
    count = breaks.rival[0]
    rejected = replace(fit, chosen=fit.by_count[count])
    return [Unbroken(fit, count)], shifts_of(rejected), ""


def _draws(
    tested: Sequence[Tested], worlds: int, seed: int, workers: int, watcher: Watcher | None
) -> dict[tuple[int, str], np.ndarray]:
    """The strengths in all worlds, by break and kind."""
    jobs = [
        (which, kind, begin, min(CHUNK, worlds - begin), seed)
        for which in range(len(tested)) for kind in KINDS for begin in range(0, worlds, CHUNK)
    ]
    if watcher:
        watcher.begin(sum(job[3] for job in jobs), "worlds")
    parts: dict[tuple[int, str], list[np.ndarray]] = {}
    for job, drawn in zip(jobs, in_processes(_chunk, jobs, tested, workers), strict=True):
        parts.setdefault((job[0] + 1, job[1]), []).append(drawn)
        if watcher:
            watcher.step(len(drawn))
    return {key: np.concatenate(values) for key, values in parts.items()}


def _chunk(tested: Sequence[Tested], job: tuple[int, str, int, int, int]) -> np.ndarray:
    which, kind, begin, number, seed = job
    return tested[which].draw(kind, number, (seed, which, KINDS.index(kind), begin))


def _no_placebos(breaks: Breaks, others: Sequence[Events]) -> str:
    if others:
        return ""
    if breaks.series.origin == ORIGIN:
        return say("the chronology was coded for this pair alone")
    return say("no other pair of the source was given")


def _placebo_counts(
    placebos: Sequence[Placebo], breaks: Breaks, shift: Shift, strong: float
) -> tuple[Any, ...]:
    looked = [one for one in placebos if not one.reason]
    if not placebos:
        return (None, None, None)
    near = sum(one.near(breaks.series, shift) for one in looked)
    return len(looked), near, sum(one.strongest >= strong for one in looked)
