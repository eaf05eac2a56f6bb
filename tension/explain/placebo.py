"""Placebo pairs: other pairs of the same source, in which a break of this pair has no business."""

from __future__ import annotations

from dataclasses import dataclass

from tension.core.dyad import BOTH
from tension.core.event_table import Events
from tension.explain.cells import Dated, dated
from tension.explain.refit import NEAR_MONTHS, Question, Shift, shifts_of
from tension.explain.worlds import Quiet
from tension.models.breaks.result import Breaks
from tension.models.noise import observations
from tension.series.aggregate import build_series
from tension.series.frame import TensionSeries


@dataclass(frozen=True)
class Placebo:
    """What another pair of the source shows when it is asked the same question.

    Parameters
    ----------
    name : str
        The pair.
    dates : tuple of Dated
        Its breaks.
    strongest : float
        Strength of the strongest; 0 where it has none.
    reason : str
        Why no break could be looked for; "" when one could.
    """

    name: str
    dates: tuple[Dated, ...]
    strongest: float
    reason: str

    def near(self, series: TensionSeries, shift: Shift) -> bool:
        """Whether it has a break of the same sign within 3 months of one of another series."""
        one = dated(series, shift.position, shift.up)
        return any(one.near(other, NEAR_MONTHS) for other in self.dates)


def look_at_placebo(breaks: Breaks, events: Events) -> Placebo:
    """Return the breaks of another pair, its series built and searched as the main answer's.

    Parameters
    ----------
    breaks : Breaks
        The main answer; directed series of another pair have no counterpart, both are pooled.
    events : Events
        Of the other pair.
    """
    asked = breaks.series.provenance.parameters
    name = str(events.dyad)
    try:
        series = build_series(
            events, freq=breaks.series.freq, scale=breaks.series.scale,
            dedupe_rung=asked["dedupe"], mirrors=asked["mirrors"],  # type: ignore[arg-type]
        )
        fit = Question.of(breaks).ask(observations(series, BOTH), series.freq)
    except Exception as error:  # a pair that fails is no placebo, and no reason to stop
        return Placebo(name, (), 0.0, f"{type(error).__name__}: {error}")
    if isinstance(fit, str):
        return Placebo(name, (), 0.0, fit)
    found = tuple(dated(series, one.position, one.up) for one in shifts_of(fit))
    strong = [Quiet(fit, which).observed()[1] for which in range(fit.chosen.count)]
    return Placebo(name, found, max(strong, default=0.0), "")
