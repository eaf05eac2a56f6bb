"""What a report was asked for beyond the plain one, by source: page, figures and tables of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from tension.explain.solidity import Solidity
from tension.panel.context import Context
from tension.report import neighbours, solid, told_then
from tension.report.drawings import Drawn
from tension.report.findings import Findings
from tension.report.real_time import RealTime
from tension.series.frame import TensionSeries


@dataclass(frozen=True)
class Extras:
    """What was asked for beyond the plain report.

    Parameters
    ----------
    solid : mapping
        Source → how solid its breaks are.
    then : mapping
        Source → its level as it was known at the time.
    context : mapping
        Source → the pair among its neighbours.
    """

    solid: Mapping[str, Solidity]
    then: Mapping[str, RealTime]
    context: Mapping[str, Context]

    @classmethod
    def of(
        cls, series: Sequence[TensionSeries], solidities: Sequence[Solidity],
        lines: Sequence[RealTime], contexts: Sequence[Context] = (),
    ) -> Extras:
        """Sort results by the source they are of; each source has one of a kind, or none has.

        Raises
        ------
        UsageError
            If a result is of another series than those of the report, or a source has none.
        """
        return cls(solid.of_each(solidities, series), told_then.of_each(lines, series),
                   neighbours.of_each(contexts, series))

    def draw(self, one: Findings, several: bool, drawn: Drawn) -> None:
        """Add the figures asked for to those of a source."""
        origin = one.series.origin
        if origin in self.solid:
            solid.draw_solidity(one, self.solid[origin], several, drawn)
        if origin in self.then:
            told_then.draw_then(one, self.then[origin], several, drawn)
        if origin in self.context:
            neighbours.draw_neighbourhood(one, self.context[origin], several, drawn)

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the tables asked for, by file name; those of sources follow one another."""
        return solid.tables_of_full(list(self.solid.values())) | told_then.tables_of_then(
            list(self.then.values())) | neighbours.tables_of_context(list(self.context.values()))

    def for_page(self, one: Findings) -> dict[str, Any]:
        """Return what the templates say of one source; None of what was not asked for."""
        origin = one.series.origin
        return {"solid": solid.for_page(self.solid.get(origin)),
                "then": told_then.for_page(self.then.get(origin)),
                **neighbours.for_page(self.context.get(origin), origin)}
