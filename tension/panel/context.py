"""`place_pair`: where a pair stands among the other pairs of its two countries, and since when.

What is compared are estimated levels, not months' means: the level of a pair with few events is
pulled to its own past, so that luck alone puts no pair at the ends of the order.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tension.core import schema
from tension.core.dyad import BOTH, Dyad
from tension.core.errors import UsageError
from tension.core.language import later, say, say_n
from tension.core.period import labels_of, spoken
from tension.core.provenance import Provenance
from tension.core.results import CONTEXT, NEIGHBOURS, SHARED_BREAKS
from tension.core.rounding import band, counted, points
from tension.core.schema import each_row
from tension.explain.parallel import WORKERS, Watcher
from tension.models.averaged import QUANTILE
from tension.models.breaks.find import find_breaks
from tension.models.breaks.result import Breaks
from tension.panel.breaks import FEWEST, MIN_MONTHS
from tension.panel.build import Panel
from tension.panel.heat import YEAR, by_events, scored_cells
from tension.panel.levels import PairLevel, pair_levels
from tension.panel.shared import sentence_of, shared_breaks
from tension.panel.standing import HALF_YEAR, LATELY, by_month, by_pair, year_of
from tension.series.coverage import UNCOVERED
from tension.series.frame import TensionSeries

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MONTHS = 12
"""Months with a scored event from which on another pair counts as a neighbour."""

MOST = 100
"""Neighbours looked at: those with most events."""

FAR = 40
"""Pairs of neither country whose breaks are dated beside: those with most events."""

ALONE = frozenset({"chronology"})
"""Sources that were coded for one pair alone."""

RULE = later(
    "Neighbours are the other pairs of either country in the same source with a scored event in "
    "at least {months} months of the time shown. What is compared are estimated levels, both "
    "directions pooled. A pair counts in a month between its first event and its last with a "
    "scored event within {half_year} months of it, and in the last year with at least {lately} "
    "scored events in it. Clearly means that the 95 % interval of the difference of two means of "
    "the last year leaves 0 out, each pair looked at by itself: of twenty pairs that are alike one "
    "would be called clearly tenser or less tense by chance."
)
"""What counts as a neighbour, and what is compared, in words; `rule` fills its numbers in."""


@dataclass(frozen=True)
class Context:
    """A pair among the other pairs of its two countries in one source.

    Parameters
    ----------
    table : DataFrame
        Columns as declared in `core.results.CONTEXT`, one row a month.
    pairs : DataFrame
        Columns as declared in `core.results.NEIGHBOURS`, the tensest of the last year first.
    shared : DataFrame
        Columns as declared in `core.results.SHARED_BREAKS`, one row a break of the pair.
    dyad : Dyad
        The pair.
    origin : str
        The source.
    year : (str, str)
        First and last month of the last year.
    own : PairLevel or None
        Its level.
    others : tuple of PairLevel
        Levels of its neighbours, those with most events first.
    breaks : Breaks or None
        The breaks that `shared` is of.
    reason : str
        Why there is no context; "" where there is.
    remarks : tuple of str
        What else is to be known of it.
    provenance : Provenance
        Parameters.
    """

    table: pd.DataFrame
    pairs: pd.DataFrame
    shared: pd.DataFrame
    dyad: Dyad
    origin: str
    year: tuple[str, str]
    own: PairLevel | None
    others: tuple[PairLevel, ...]
    breaks: Breaks | None
    reason: str
    remarks: tuple[str, ...]
    provenance: Provenance

    def __post_init__(self) -> None:
        for name, columns in (("table", CONTEXT), ("pairs", NEIGHBOURS),
                              ("shared", SHARED_BREAKS)):
            object.__setattr__(self, name, schema.conform(getattr(self, name), columns))

    def __len__(self) -> int:
        return len(self.pairs)

    def __bool__(self) -> bool:
        return True

    @classmethod
    def none(cls, series: TensionSeries, panel: Panel, reason: str) -> Context:
        """Return the answer that there is no context in a panel, and why."""
        return cls(schema.empty(CONTEXT), schema.empty(NEIGHBOURS), schema.empty(SHARED_BREAKS),
                   series.dyad, series.origin, ("", ""), None, (), None, reason, (),
                   panel.provenance.join(series.provenance))

    @property
    def has_band(self) -> bool:
        """Whether enough pairs count in some month for a band."""
        return bool(self.table["others_median"].notna().any())

    @property
    def sentences(self) -> tuple[str, ...]:
        """Where the pair stands in the last year, and what else is to be known, as sentences."""
        if self.reason:
            return (say("There is nothing to set the pair among: {reason}.", reason=self.reason),)
        told = [*self._place(), self._no_band(), *self.remarks]
        return tuple(one for one in told if one)

    @property
    def told_of_breaks(self) -> dict[str, str]:
        """Month of each break in words → whether it is the pair's own, in a sentence."""
        if self.breaks is None:
            return {}
        return {spoken(self.breaks.period(str(row.period))): sentence_of(row, self.breaks)
                for row in each_row(self.shared)}

    def _place(self) -> list[str]:
        """How many of the pairs of the last year are less tense, and how many clearly."""
        first, last = (spoken(pd.Period(label, "M")) for label in self.year)
        when, events = say("{first} to {last}", first=first, last=last), _few_events()
        mine = self._own_year()
        if np.isnan(mine[0]):
            return [say("Between {first} and {last} the source has fewer than {events} of {pair}: "
                        "it has no place among its neighbours then.",
                        first=first, last=last, events=events, pair=self.dyad.title)]
        rows = self.pairs[self.pairs["difference"].notna()]
        if not len(rows):
            return [say("No other pair of {either} has {events} in {when}: nothing can be set "
                        "beside {pair} then.", either=_either(self.dyad), events=events, when=when,
                        pair=self.dyad.title)]
        clearly = _clear(int((rows["difference_low"] > 0).sum()),
                         int((rows["difference_high"] < 0).sum()), len(rows))
        return [f"{self._tenser_than(rows, when, mine)} {clearly}"]

    def _tenser_than(self, rows: pd.DataFrame, when: str, mine: tuple[float, float]) -> str:
        """How many of the pairs are less tense."""
        below = int((rows["difference"] > 0).sum())
        median = (say(", whose median is {level}", level=points(float(rows["level"].median())))
                  if len(rows) >= FEWEST else "")
        known = {"period": when[0].upper() + when[1:], "pair": self.dyad.title,
                 "level": points(mine[0]), "band": band(*_ends(*mine)),
                 "either": _either(self.dyad), "median": median}
        if not below:
            return say_n(
                "{period}: {pair}, at a mean level of {level} (95 % {band}), is tenser than none "
                "of {count} other pair of {either} in this source{median}.",
                "{period}: {pair}, at a mean level of {level} (95 % {band}), is tenser than none "
                "of {count} other pairs of {either} in this source{median}.", len(rows), **known)
        return say_n(
            "{period}: {pair}, at a mean level of {level} (95 % {band}), is tenser than {below} of "
            "{count} other pair of {either} in this source{median}.",
            "{period}: {pair}, at a mean level of {level} (95 % {band}), is tenser than {below} of "
            "{count} other pairs of {either} in this source{median}.", len(rows), below=below,
            **known)

    def _own_year(self) -> tuple[float, float]:
        assert self.own is not None
        return year_of(self.own, self.year)

    def _no_band(self) -> str:
        if self.has_band:
            return ""
        return say("No month has {fewest} other pairs that count, so there is no band to draw of "
                   "them: fewer would show single pairs and not a neighbourhood.", fewest=FEWEST)

    def summary(self) -> str:
        """Return where the pair stands, and whether its breaks are its own, in words."""
        return "\n".join([*self.sentences, *self.told_of_breaks.values()])

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the pair's level over the middle 80 % of its neighbours'."""
        from tension.panel.context_figure import draw_context

        return draw_context(self, ax)

    def plot_pairs(self) -> Figure:
        """Draw the pair and its neighbours with most events, a little picture each."""
        from tension.panel.context_figure import draw_neighbours

        return draw_neighbours(self)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.summary())}</pre>" + str(
            self.pairs.round(1).to_html(index=False))


def rule() -> str:
    """Return `RULE` with its numbers."""
    return say(RULE, months=MONTHS, half_year=HALF_YEAR, lately=LATELY)


def _either(dyad: Dyad) -> str:
    return say("{one} or {other}", one=dyad.names[0], other=dyad.names[1])


def _few_events() -> str:
    return counted(LATELY, "scored event")


def _ends(value: float, error: float) -> tuple[float, float]:
    """Ends of a 95 % interval."""
    return value - QUANTILE[95] * error, value + QUANTILE[95] * error


def _clear(tenser: int, calmer: int, of: int) -> str:
    """Say how many of the differences are more than luck."""
    if not tenser and not calmer:
        return (say("It is not clearly apart from that pair.") if of == 1 else
                say("It is clearly apart from none of them."))
    if not calmer:
        return say("It is clearly tenser than {tenser}.", tenser=tenser)
    if not tenser:
        return say("It is clearly less tense than {calmer}.", calmer=calmer)
    return say("It is clearly tenser than {tenser} and clearly less tense than {calmer}.",
               tenser=tenser, calmer=calmer)


def place_pair(
    panel: Panel, series: TensionSeries, *, breaks: Breaks | None = None,
    workers: int = WORKERS, watcher: Watcher | None = None,
) -> Context:
    """Return where a pair stands among the other pairs of its two countries in the same source.

    Parameters
    ----------
    panel : Panel
        Every pair, scored as the series is.
    series : TensionSeries
        Of the pair; what it spans is the time that is looked at, whatever its periods.
    breaks : Breaks, optional
        Its breaks, both directions pooled; `find_breaks` of the series when not given.
    workers : int
        Processes that date the others' breaks.
    watcher : Watcher, optional
        Told how many pairs are done.

    Returns
    -------
    Context
        `.table` with the columns of `core.results.CONTEXT`, `.pairs` and `.shared` with those of
        `NEIGHBOURS` and `SHARED_BREAKS`. Where there is nothing to compare, `.reason` says why.

    Raises
    ------
    UsageError
        If the panel's source is scored on another scale, or the breaks are of another series.

    Notes
    -----
    Neighbours, months and the last year are as `RULE` says; with more than 100 neighbours those
    with most events are taken. Band and median are quantiles of the neighbours' levels, each pair
    counting alike (numpy's linear interpolation), missing where fewer than 5 count. The levels are
    those of `estimate_tension`. The standard error of a mean over the last year counts how the
    errors of its months go together; the errors of two pairs are taken as independent. Whether a
    break is the pair's own is told by `shared.RULE`.

    Examples
    --------
    >>> from tension.panel.build import build_panel
    >>> from tension.series.aggregate import build_series
    >>> from tension.sources.read import read_events
    >>> events = read_events()
    >>> place_pair(build_panel(events.table), build_series(events)).reason
    'the source was coded for this pair alone'
    """
    if breaks is not None and (breaks.direction != BOTH
                               or not breaks.series.table.equals(series.table)):
        raise UsageError("the breaks are of another series or direction; date them with "
                         "find_breaks(series)")
    if reason := _no_panel(panel, series):
        return Context.none(series, panel, reason)
    cells = scored_cells(panel, series.origin)
    first, last = (12 * day.year + day.month - 1 for day in
                   (series.periods[0].start_time, series.periods[-1].end_time))
    cells = cells[(cells["month"] >= first) & (cells["month"] <= last)]
    key = "-".join(sorted((series.dyad.first, series.dyad.second)))
    near, far = _neighbours(cells, key)
    if key not in set(cells["dyad"]) or not near:
        return Context.none(series, panel, _nobody(series, key in set(cells["dyad"])))
    own, *others = pair_levels(panel, series.origin, [key, *near[:MOST]], first, last)
    if own.posterior is None:
        return Context.none(series, panel, say("the pair itself has too few months with events "
                                               "for a level"))
    found = find_breaks(series) if breaks is None else breaks
    strangers = pair_levels(panel, series.origin, far, first, last) if len(found) else []
    shared = shared_breaks(found, panel, others, strangers, workers=workers, watcher=watcher)
    year = _last_year(series, own, int(cells["month"].max()))
    return Context(
        by_month(own, others, series.origin), by_pair(own, others, year), shared, series.dyad,
        series.origin, year, own, tuple(others), found, "",
        tuple(_remarks(series, own, len(near))), panel.provenance.join(series.provenance))


def _no_panel(panel: Panel, series: TensionSeries) -> str:
    """Why a panel says nothing of a series; it must be scored alike."""
    if series.origin in ALONE:
        return say("the source was coded for this pair alone")
    if "+" in series.origin:
        return say("several sources are pooled, and a panel keeps each apart")
    if series.origin not in panel.scales:
        return say("the panel holds no event of {source}", source=series.origin)
    theirs, ours = panel.scales[series.origin], series.scale
    if (theirs.name, theirs.bound, theirs.scores) != (ours.name, ours.bound, ours.scores):
        raise UsageError(f"the panel scores {series.origin} on the scale {theirs.name} and the "
                         f"series is on {ours.name}; build both with the same --scale")
    cells = panel.pooled
    if not (cells.loc[cells["origin"] == series.origin, "scored"] > 0).any():
        return say("the panel has no scored event of {source}", source=series.origin)
    return ""


def _nobody(series: TensionSeries, present: bool) -> str:
    """Why there are no neighbours."""
    if not present:
        return say("the panel has no scored event between {pair} in the time of this report",
                   pair=series.dyad.both_names)
    return say("no other pair of {either} has a scored event in {months} of this time in the panel",
               either=_either(series.dyad), months=counted(MONTHS, "month"))


def _neighbours(cells: pd.DataFrame, key: str) -> tuple[list[str], list[str]]:
    """Return other pairs of either country with enough months, and pairs of neither."""
    months = cells.groupby("dyad").size()
    ours, near, far = set(key.split("-")), [], []
    for dyad in by_events(cells).index:
        common = ours & set(str(dyad).split("-"))
        if common and dyad != key and months[dyad] >= MONTHS:
            near.append(str(dyad))
        elif not common and months[dyad] >= MIN_MONTHS:
            far.append(str(dyad))
    return near, far[:FAR]


def _last_year(series: TensionSeries, own: PairLevel, reaches: int) -> tuple[str, str]:
    """Return the last twelve months that both the series and the panel cover."""
    covered = series.periods[(series.direction()["coverage"] != UNCOVERED).to_numpy()]
    end = (covered if len(covered) else series.periods)[-1].end_time
    last = min(12 * end.year + end.month - 1, reaches) - own.begin
    labels = labels_of(own.months)
    return labels[max(last - YEAR + 1, 0)], labels[max(last, 0)]


def _remarks(series: TensionSeries, own: PairLevel, near: int) -> list[str]:
    """What a reader must know of a context beside its numbers."""
    told = []
    if near > MOST:
        told.append(say("Of {near} neighbours the {most} with most events are looked at.",
                        near=near, most=MOST))
    mine = int(series.direction()["scored"].sum())
    if mine != own.events:
        told.append(say("The panel counts {events} of the pair in this time and the report "
                        "{reported:,}: here the pair stands as the panel has it.",
                        events=counted(own.events, "scored event"), reported=mine))
    return told
