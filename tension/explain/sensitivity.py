"""`sensitivity`: how far level and breaks move when a share of the events is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tension.core import schema
from tension.core.errors import UsageError
from tension.core.language import later, say
from tension.core.period import labels_of, spoken
from tension.core.provenance import Provenance
from tension.core.rounding import counted, share_of_all, share_text
from tension.explain.cells import Dated, dated
from tension.explain.parallel import WORKERS, Watcher, in_processes
from tension.explain.refit import NEAR_MONTHS, Question, shifts_of
from tension.explain.scored import ScoredEvents
from tension.models.averaged import average_level
from tension.models.breaks.result import Breaks
from tension.models.latent import LEAST
from tension.models.noise import observations

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ERRORS = ("thinned", "duplicated", "flipped")
SHARE, REPETITIONS = 0.1, 100

CENTRAL = (5, 95)
"""Percentiles between which the central 90 % of the repetitions lie."""


@dataclass(frozen=True)
class Sensitivity:
    """How far an answer moves when a share of its events is wrong.

    Parameters
    ----------
    table : DataFrame
        Columns as declared in `core.schema.SENSITIVITY`, one row a kind of error.
    kept : DataFrame
        One row a kind of error and break of the answer: `error`, `break`, `period`, `kept`, the
        share of repetitions with a break of the same sign within 3 months.
    bands : DataFrame
        One row a kind of error and period: `error`, `period`, `low90`, `high90`, between which the
        level lies in the central 90 % of the repetitions.
    breaks : Breaks
        The answer.
    reason : str
        Why nothing was tried; "" when something was.
    provenance : Provenance
        Inputs and parameters.
    """

    table: pd.DataFrame
    kept: pd.DataFrame
    bands: pd.DataFrame
    breaks: Breaks
    reason: str
    provenance: Provenance

    def summary(self) -> str:
        """Return how far level and breaks move, a line a kind of error."""
        series = self.breaks.series
        head = f"{series.dyad.title}, {series.dyad.spoken(self.breaks.direction)}"
        if self.reason:
            return say("{series}: no errors were tried: {reason}.", series=head,
                       reason=self.reason)
        first = self.table.iloc[0]
        lines = [say("{series}: {share} of the scored events wrong by chance, {repetitions} of "
                     "each kind.", series=head, share=share_text(first["share"]),
                     repetitions=counted(first["repetitions"], "repetition"))]
        for row in schema.each_row(self.table):
            lines.append("  " + say("{events} {done}: {moves}", done=say(_DONE[row.error]),
                                    events=counted(row.events, "event"),
                                    moves=f"{_moves(row)}{self._breaks(row)}"))
        return "\n".join(lines)

    def _breaks(self, row: Any) -> str:
        """What became of the answer's breaks, or whether one appears."""
        without = float(row.without_break)
        if not len(self.breaks):
            if without == 1:
                return say("; no break appears")
            return say("; a break appears in {share} of them", share=share_of_all(1 - without))
        mine = self.kept[self.kept["error"] == row.error]
        return "; " + ", ".join(
            say("the break of {period} stays in {share}", share=share_of_all(one.kept),
                period=spoken(self.breaks.period(str(one.period))))
            for one in schema.each_row(mine))

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the level of the answer, and where it lies with each kind of error."""
        from tension.explain.sensitivity_figure import draw_sensitivity

        return draw_sensitivity(self, ax)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.summary())}</pre>" + str(
            self.table.round(2).to_html(index=False))


_DONE = {"thinned": later("left out"), "duplicated": later("told twice"),
         "flipped": later("with their sign turned")}
"""What was done to events, by error."""


def _moves(row: Any) -> str:
    moves, end = float(row.level_moves), float(row.level_moves_end)
    if np.isnan(moves):
        return say("no level")
    return say("the level moves by {mean:.1f} points on average, by {end:.1f} at the end",
               mean=moves, end=end)


def sensitivity(
    breaks: Breaks,
    *,
    share: float = SHARE,
    repetitions: int = REPETITIONS,
    seed: int = 0,
    workers: int = WORKERS,
    watcher: Watcher | None = None,
) -> Sensitivity:
    """Return how far level and breaks move when a share of the events is wrong.

    Parameters
    ----------
    breaks : Breaks
        The answer, whose events are changed and whose question is asked again.
    share : float
        Of the scored events that is changed, above 0 and below 1.
    repetitions : int
        Of each kind of error, 1 or more.
    seed : int
        Same seed, same repetitions, whatever the number of processes.
    workers : int
        Processes.
    watcher : Watcher, optional
        Hears how many repetitions are done.

    Returns
    -------
    Sensitivity
        `.table` with the columns of `core.schema.SENSITIVITY`.

    Raises
    ------
    UsageError
        If the share is none or there is to be no repetition.

    Notes
    -----
    Three kinds of error, each by itself: events missed, one story coded as two events of its day,
    and an act taken for its opposite. Events are drawn without regard to what they are, so that the
    level is drawn towards neutral by the last kind, and scattered by the others.

    One event in ten is a round figure, and no measurement. Coders, human or machine, agree on the
    broad class of an act far more often than on its code, and archives differ (King & Lowe 2003);
    of machine-coded archives validity can be much lower than one wrong event in ten supposes (Wang
    et al. 2016). State another share where the source of the events is known better.

    References
    ----------
    King & Lowe (2003), International Organization 57, 617–642, doi:10.1017/S0020818303573064.
    Wang, Kennedy, Lazer & Ramakrishnan (2016), Science 353, 1502–1503, doi:10.1126/science.aaf6758.

    Examples
    --------
    >>> from tension.sources.read import read_events
    >>> from tension.series.aggregate import build_series
    >>> from tension.models.breaks.find import find_breaks
    >>> found = find_breaks(build_series(read_events()))
    >>> sensitivity(found, repetitions=3, workers=1).table["error"].tolist()
    ['thinned', 'duplicated', 'flipped']
    """
    if not 0 < share < 1:
        raise UsageError(f"share is {share:g}; it lies between 0 and 1, such as 0.1")
    if repetitions < 1:
        raise UsageError(f"repetitions is {repetitions}; ask for 1 or more")
    provenance = breaks.provenance.choose(share=share, repetitions=repetitions, seed=seed)
    events = ScoredEvents.of(breaks.series, breaks.direction)
    if breaks.reason or round(share * len(events)) < 1:
        reason = breaks.reason or say(
            "{share:g} of {events} is none", share=share, events=counted(len(events), "event"))
        return Sensitivity(schema.empty(schema.SENSITIVITY), pd.DataFrame(), pd.DataFrame(),
                           breaks, reason, provenance)
    jobs = [(error, number, share, seed) for error in ERRORS for number in range(repetitions)]
    if watcher:
        watcher.begin(len(jobs), "repetitions")
    tries: dict[str, list[_Try]] = {error: [] for error in ERRORS}
    common = (events, Question.of(breaks), breaks)
    for job, one in zip(jobs, in_processes(_try, jobs, common, workers), strict=True):
        tries[job[0]].append(one)
        if watcher:
            watcher.step()
    return Sensitivity(
        _table(tries, events, breaks, share), _kept(tries, breaks), _bands(tries, breaks), breaks,
        "", provenance,
    )


@dataclass(frozen=True)
class _Try:
    """Level of the covered periods and breaks of one repetition."""

    level: np.ndarray
    dates: tuple[Dated, ...]


def _try(common: tuple[ScoredEvents, Question, Breaks], job: tuple[str, int, float, int]) -> _Try:
    events, question, breaks = common
    error, number, share, seed = job
    rng = np.random.default_rng((seed, ERRORS.index(error), number))
    seen = changed(events, error, share, rng).observations()
    fit = question.ask(seen, breaks.series.freq)
    found = () if isinstance(fit, str) else tuple(
        dated(breaks.series, one.position, one.up) for one in shifts_of(fit))
    level = np.full(events.covered[1] - events.covered[0], np.nan)
    if len(seen) >= LEAST:
        level = average_level(seen)[0]["level"]
    return _Try(level, found)


def changed(
    events: ScoredEvents, error: str, share: float, rng: np.random.Generator
) -> ScoredEvents:
    """Return the events with a share of them wrong.

    Parameters
    ----------
    events : ScoredEvents
        As they are.
    error : str
        ``thinned``, ``duplicated`` or ``flipped``.
    share : float
        Of the events, rounded to a whole number of them.
    rng : Generator
        Source of chance.
    """
    count = len(events)
    which = np.sort(rng.choice(count, round(share * count), replace=False))
    if error == "thinned":
        return events.take(np.delete(np.arange(count), which))
    if error == "duplicated":
        return events.take(np.sort(np.concatenate([np.arange(count), which])))
    return events.flip(which)


def _table(
    tries: dict[str, list[_Try]], events: ScoredEvents, breaks: Breaks, share: float
) -> pd.DataFrame:
    seen, rows = events.observations(), []
    main = average_level(seen)[0]["level"] if len(seen) >= LEAST else np.nan
    for error, mine in tries.items():
        apart = np.abs(np.array([one.level for one in mine]) - main)
        rows.append((
            breaks.direction, breaks.series.origin, error, share, round(share * len(events)),
            len(mine), _mean(apart), _mean(apart[:, -1:]),
            sum(not one.dates for one in mine) / len(mine),
        ))
    made = pd.DataFrame(rows, columns=schema.names(schema.SENSITIVITY))
    return schema.conform(made, schema.SENSITIVITY)


def _mean(values: np.ndarray) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else np.nan


def _kept(tries: dict[str, list[_Try]], breaks: Breaks) -> pd.DataFrame:
    labels, rows = labels_of(breaks.series.periods), []
    for error, mine in tries.items():
        for row in schema.each_row(breaks.table.rename(columns={"break": "number"})):
            one = dated(breaks.series, labels.index(str(row.period)), row.size > 0)
            kept = sum(any(one.near(other, NEAR_MONTHS) for other in a.dates) for a in mine)
            rows.append((error, row.number, row.period, kept / len(mine)))
    return pd.DataFrame(rows, columns=["error", "break", "period", "kept"])


def _bands(tries: dict[str, list[_Try]], breaks: Breaks) -> pd.DataFrame:
    labels = labels_of(breaks.series.periods)
    parts = []
    first = observations(breaks.series, breaks.direction).covered[0]
    for error, mine in tries.items():
        levels = np.array([one.level for one in mine])
        known = ~np.isnan(levels).any(axis=0)
        ends = np.full((2, levels.shape[1]), np.nan)
        ends[:, known] = np.percentile(levels[:, known], CENTRAL, axis=0)
        parts.append(pd.DataFrame({
            "error": error, "period": labels[first : first + levels.shape[1]],
            "low90": ends[0], "high90": ends[1],
        }))
    return pd.concat(parts, ignore_index=True)
