"""How tense are two countries, since when, how sure are we, and because of what.

The public names, imported when first used. Nothing inside the package imports this module.

Examples
--------
>>> import tension
>>> events = tension.read_events()
>>> series = tension.build_series(events)
>>> tension.estimate_tension(series).reason
''
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from tension.core.version import VERSION as __version__

if TYPE_CHECKING:
    from tension.core.dyad import Dyad as Dyad
    from tension.core.event_table import Events as Events
    from tension.explain.compare import compare as compare
    from tension.explain.drivers import drivers as drivers
    from tension.explain.external_labels import score_against_labels as score_against_labels
    from tension.explain.multiverse import multiverse as multiverse
    from tension.models.breaks.find import find_breaks as find_breaks
    from tension.models.directed import estimate_directions as estimate_directions
    from tension.models.families import simulate_series as simulate_series
    from tension.models.forecast import forecast as forecast
    from tension.models.latent import estimate_tension as estimate_tension
    from tension.models.measurement import learn_weights as learn_weights
    from tension.models.simulate import simulate as simulate
    from tension.models.stock import accumulate as accumulate
    from tension.models.trend import fit_trend as fit_trend
    from tension.panel.breaks import break_pairs as break_pairs
    from tension.panel.build import build_panel as build_panel
    from tension.panel.rank import rank_pairs as rank_pairs
    from tension.panel.sql import panel_sql as panel_sql
    from tension.report.table_files import export_tables as export_tables
    from tension.report.vintage_diff import diff_vintages as diff_vintages
    from tension.report.vintages import keep_vintage as keep_vintage
    from tension.report.vintages import read_vintage as read_vintage
    from tension.report.write import write_report as write_report
    from tension.scales.scale import Scale as Scale
    from tension.series.aggregate import build_series as build_series
    from tension.series.frame import TensionSeries as TensionSeries
    from tension.sources.labels import read_labels as read_labels
    from tension.sources.own_series import read_own_series as read_own_series
    from tension.sources.read import read_events as read_events

_HOME = {
    "Dyad": "core.dyad",
    "Events": "core.event_table",
    "Scale": "scales.scale",
    "TensionSeries": "series.frame",
    "accumulate": "models.stock",
    "break_pairs": "panel.breaks",
    "build_panel": "panel.build",
    "build_series": "series.aggregate",
    "compare": "explain.compare",
    "diff_vintages": "report.vintage_diff",
    "drivers": "explain.drivers",
    "estimate_directions": "models.directed",
    "estimate_tension": "models.latent",
    "export_tables": "report.table_files",
    "find_breaks": "models.breaks.find",
    "fit_trend": "models.trend",
    "forecast": "models.forecast",
    "keep_vintage": "report.vintages",
    "learn_weights": "models.measurement",
    "multiverse": "explain.multiverse",
    "panel_sql": "panel.sql",
    "rank_pairs": "panel.rank",
    "read_events": "sources.read",
    "read_labels": "sources.labels",
    "read_own_series": "sources.own_series",
    "read_vintage": "report.vintages",
    "score_against_labels": "explain.external_labels",
    "simulate": "models.simulate",
    "simulate_series": "models.families",
    "write_report": "report.write",
}

__all__ = [*sorted(_HOME), "__version__"]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"tension has no public name {name!r}")
    return getattr(import_module(f"tension.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return list(__all__)
