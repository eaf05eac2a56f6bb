"""Everything a report finds in one series, made once: levels, breaks, the answer, acts to name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from tension.core.dyad import BOTH
from tension.core.errors import UsageError
from tension.models.breaks.find import find_breaks
from tension.models.breaks.result import Breaks
from tension.models.latent import LatentLevel, estimate_tension
from tension.models.measurement import Measurement, learn_weights
from tension.report.answer import Answer, answer
from tension.report.marked import marked_events
from tension.report.wording import source_name
from tension.series.frame import TensionSeries


@dataclass(frozen=True)
class Findings:
    """A series and what was found in it.

    Parameters
    ----------
    series : TensionSeries
        What everything is from.
    levels : mapping
        Direction → level.
    breaks : mapping
        Direction → dated breaks.
    answer : Answer
        What a report opens with.
    marked : DataFrame
        The acts that the figure names.
    second : Measurement
        A second opinion on the weights of acts, learned from their counts alone.
    """

    series: TensionSeries
    levels: Mapping[str, LatentLevel]
    breaks: Mapping[str, Breaks]
    answer: Answer
    marked: pd.DataFrame
    second: Measurement

    @classmethod
    def of(cls, series: TensionSeries) -> Findings:
        """Return what is found in a series."""
        levels = {way: estimate_tension(series, way) for way in series.dyad.directions}
        breaks = {way: find_breaks(series, way) for way in series.dyad.directions}
        told = answer(series, levels[BOTH], breaks[BOTH])
        return cls(series, levels, breaks, told, marked_events(series), learn_weights(series))

    @property
    def name(self) -> str:
        """Name of the source for readers."""
        return source_name(self.series.origin)

    @property
    def slug(self) -> str:
        """Name of the source for files and anchors."""
        return re.sub(r"[^a-z0-9]+", "-", self.series.origin.casefold())


def several_series(series: TensionSeries | Sequence[TensionSeries]) -> list[TensionSeries]:
    """Return the series that one report can show, in order of their sources.

    Raises
    ------
    UsageError
        If there is none, or they differ in dyad or period, or two are of one source.
    """
    given = [series] if isinstance(series, TensionSeries) else list(series)
    if not given:
        raise UsageError("there is no series to report; give one or more that build_series made")
    found = sorted(given, key=lambda one: one.origin)
    for one, other in pairwise(found):
        if {one.dyad.first, one.dyad.second} != {other.dyad.first, other.dyad.second}:
            raise UsageError(f"series of {one.dyad} and of {other.dyad} do not stand side by side; "
                             "write a report of each")
        if one.dyad != other.dyad or one.freq != other.freq:
            raise UsageError("series side by side need the same order of countries and the same "
                             "length of period; build them alike")
        if one.origin == other.origin:
            raise UsageError(f"two series are of the source {one.origin}; write a report of each")
    return found
