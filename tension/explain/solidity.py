"""`solidity`: which breaks are solid, which are artefacts of a choice, by one stated rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from tension.core import schema
from tension.core.event_table import Events
from tension.core.language import later, say
from tension.core.period import spoken
from tension.core.provenance import Provenance
from tension.core.rounding import share_of_all
from tension.explain.multiverse import Multiverse, depends_most, multiverse
from tension.explain.nulls import RARE, WORLDS, Nulls, against_nulls
from tension.explain.parallel import WORKERS, Watcher
from tension.explain.refit import NEAR_MONTHS
from tension.explain.removals import Removals, smallest_removals
from tension.explain.sensitivity import ERRORS, REPETITIONS, Sensitivity, sensitivity
from tension.explain.worlds import KINDS
from tension.models.breaks.result import Breaks

SURVIVES, FAILS = 2 / 3, 1 / 3
"""Share of the combinations from which a break survives the choices, and below which it is an
artefact of some."""

SOLID, ARTEFACT, CHANCE, DEPENDS = (
    later("solid"), later("artefact of a choice"), later("may be chance"), later("depends"))

RULE = later(
    "A break is solid if at least two thirds of the combinations of choices have it and at most "
    "5 % of the quiet worlds, of either kind, show one as strong. It is an artefact of a choice if "
    "fewer than a third have it. It may be chance if more of the worlds of a kind show one as "
    "strong. Else it depends on the choices."
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Solidity:
    """How solid the breaks of an answer are.

    Parameters
    ----------
    table : DataFrame
        Columns as declared in `core.schema.SOLIDITY`, one row a break of the answer.
    multiverse : Multiverse
        Every combination of choices.
    nulls : Nulls
        Quiet worlds and placebo pairs.
    sensitivity : Sensitivity
        A share of events wrong.
    removals : Removals
        The events that carry each break.
    breaks : Breaks
        The answer.
    provenance : Provenance
        Inputs and parameters.
    """

    table: pd.DataFrame
    multiverse: Multiverse
    nulls: Nulls
    sensitivity: Sensitivity
    removals: Removals
    breaks: Breaks
    provenance: Provenance

    @property
    def sentences(self) -> list[str]:
        """One sentence a break; where the answer has none, what speaks against its having none."""
        if self.breaks.reason:
            return [say("No break could be looked for: {reason}.", reason=self.breaks.reason)]
        if not len(self.table):
            return self._without()
        return [self._sentence(row) for row in schema.each_row(self.table)]

    def _sentence(self, row: object) -> str:
        found = {name: getattr(row, name) for name in schema.names(schema.SOLIDITY)
                 if name not in ("break", "direction", "origin")}
        when = spoken(self.breaks.period(str(found["period"])))
        way = "up" if found["size"] > 0 else "down"
        decisive = self.multiverse.decisive(str(found["period"]), way)
        return say(
            "{period}: {verdict}. {share} of the combinations of choices have it within {months} "
            "months, and of {worlds:,} quiet worlds {simulated} simulated and {shuffled} shuffled "
            "show one as strong{depends}.", period=when[0].upper() + when[1:],
            verdict=say(_VERDICTS[str(found["verdict"])]), share=share_of_all(found["survival"]),
            months=NEAR_MONTHS, worlds=found["worlds"], simulated=found["simulated"],
            shuffled=found["resampled"], depends=depends_most(decisive),
        )

    def _without(self) -> list[str]:
        looked = self.multiverse.looked_at
        none = sum(not cell.reason and not cell.dates for cell in self.multiverse.cells)
        lines = []
        if looked:
            share = share_of_all(none / looked)
            lines.append(say("{share} of the combinations of choices agree that there is no "
                             "break.", share=share))
        others = self.multiverse.survival
        if len(others):
            row = others.iloc[0]
            when = spoken(self.breaks.period(str(row["period"])))
            decisive = self.multiverse.decisive(str(row["period"]), str(row["way"]))
            lines.append(say(
                "The break most often found otherwise, {period} ({way}), is in {share} of "
                "them{depends}.", period=when, way=say(row["way"]),
                share=share_of_all(row["survival"]),
                depends=say(", and depends most on the {choice}", choice=decisive)
                if decisive else ""))
        if self.nulls.tested:
            told = self.nulls.sentence(1)
            lines.append(f"{told[0].upper()}{told[1:]}.")
        return lines

    def summary(self) -> str:
        """Return the verdict on each break, the rule, and what each part found."""
        head = (f"{self.breaks.series.dyad.title}, "
                f"{self.breaks.series.dyad.spoken(self.breaks.direction)}: how solid")
        parts = (self.multiverse, self.nulls, self.sensitivity, self.removals)
        lines = [head, *(f"  {told}" for told in self.sentences)]
        if len(self.table):
            lines.append(f"  {RULE}")
        return "\n".join([*lines, *(part.summary() for part in parts)])

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw how many combinations of choices have each break; return the Axes."""
        from tension.explain.verdict_figures import draw_verdicts

        return draw_verdicts(self, ax)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.summary())}</pre>" + str(
            self.table.round(2).to_html(index=False))


_VERDICTS = {
    SOLID: SOLID, ARTEFACT: later("an artefact of a choice"), CHANCE: CHANCE,
    DEPENDS: later("depends on the choices"),
}


def solidity(
    events: Events,
    breaks: Breaks,
    others: Sequence[Events] = (),
    *,
    choices: Mapping[str, Sequence[str]] | None = None,
    worlds: int = WORLDS,
    repetitions: int = REPETITIONS,
    seed: int = 0,
    workers: int = WORKERS,
    watcher: Watcher | None = None,
) -> Solidity:
    """Return how solid each break of an answer is, with everything the verdict rests on.

    Parameters
    ----------
    events : Events
        Of one source, filtered as for the answer.
    breaks : Breaks
        The answer.
    others : sequence of Events
        Other pairs of the same source, for placebos.
    choices : mapping, optional
        As for `multiverse`: choices to vary over these values only.
    worlds, repetitions : int
        Quiet worlds of each kind for each break, and repetitions of each kind of error.
    seed : int
        Of everything drawn by chance.
    workers : int
        Processes.
    watcher : Watcher, optional
        Hears how far each part has come.

    Returns
    -------
    Solidity
        `.table` with the columns of `core.schema.SOLIDITY`; a break has the verdict ``solid``,
        ``artefact of a choice``, ``may be chance`` or ``depends``.

    Notes
    -----
    The rule is `RULE`. Its limits are conventions, like a level of 5 %: the numbers stand beside
    the verdict.

    Examples
    --------
    >>> from tension.sources.read import read_events
    >>> from tension.series.aggregate import build_series
    >>> from tension.models.breaks.find import find_breaks
    >>> few = {"freq": ["month"], "scale": ["quad"], "direction": ["both"], "measure": ["mean"]}
    >>> events = read_events()
    >>> found = solidity(events, find_breaks(build_series(events)), choices=few, worlds=5,
    ...                  repetitions=2, workers=1)
    >>> len(found.table), len(found.multiverse)
    (0, 32)
    """
    whole = multiverse(events, breaks, choices=choices, workers=workers, watcher=watcher)
    nulls = against_nulls(breaks, others, worlds=worlds, seed=seed, workers=workers,
                          watcher=watcher)
    errors = sensitivity(breaks, repetitions=repetitions, seed=seed, workers=workers,
                         watcher=watcher)
    removals = smallest_removals(breaks, workers=workers, watcher=watcher)
    return Solidity(_table(breaks, whole, nulls, errors, removals), whole, nulls, errors, removals,
                    breaks, breaks.provenance.choose(seed=seed))


def verdict(survival: float, simulated: float, resampled: float) -> str:
    """Return the verdict of `RULE`.

    Parameters
    ----------
    survival : float
        Share of the combinations of choices that have the break.
    simulated, resampled : float
        Shares of the worlds of each kind that show one as strong.

    Examples
    --------
    >>> verdict(0.9, 0.002, 0.03), verdict(0.9, 0.002, 0.2), verdict(0.1, 0.002, 0.002)
    ('solid', 'may be chance', 'artefact of a choice')
    """
    if survival < FAILS:
        return ARTEFACT
    if max(simulated, resampled) > RARE:
        return CHANCE
    return SOLID if survival >= SURVIVES else DEPENDS


def _table(
    breaks: Breaks, whole: Multiverse, nulls: Nulls, errors: Sensitivity, removals: Removals
) -> pd.DataFrame:
    rows = []
    for at, row in enumerate(schema.each_row(breaks.table.rename(columns={"break": "number"}))):
        number = int(row.number)
        survival = whole.survival.iloc[at]
        null = nulls.table.iloc[at]
        shares = [nulls.share(number, kind) for kind in KINDS]
        kept = errors.kept[errors.kept["break"] == number].set_index("error")["kept"]
        rows.append((
            row.direction, row.origin, number, row.period, row.size, survival["survival"],
            survival["cells"], null["worlds"], null["simulated"], null["resampled"],
            *(kept[error] for error in ERRORS), removals.needed(number),
            verdict(float(survival["survival"]), *shares),
        ))
    made = pd.DataFrame(rows, columns=schema.names(schema.SOLIDITY))
    return schema.conform(made, schema.SOLIDITY)
