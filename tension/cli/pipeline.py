"""From the options of a verb to the series they ask for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tension.cli.options import resolve_paths
from tension.core.errors import UsageError
from tension.core.event_table import Events
from tension.events import actors, filters
from tension.series.aggregate import build_series
from tension.series.frame import TensionSeries
from tension.sources.read import read_events

NAMES = {"score": "native_score"}
"""Short names of columns on the command line."""


def columns_of(pairs: tuple[str, ...]) -> dict[str, str]:
    """Return the column map of ``NAME=YOURS`` texts.

    Raises
    ------
    UsageError
        If a text is of another form.
    """
    found = {}
    for pair in pairs:
        name, mark, column = pair.partition("=")
        if not mark or not name.strip() or not column.strip():
            raise UsageError(f"--column: {pair!r} is not of the form date=EventDate")
        found[NAMES.get(name.strip(), name.strip())] = column.strip()
    return found


def events_from(ctx: click.Context, options: dict[str, Any]) -> Events:
    """Return the events the options ask for, filtered."""
    paths = resolve_paths(ctx, options["paths"])
    delimiter = options["delimiter"]
    events = read_events(
        paths or None, options["dyad"], columns=columns_of(options["column"]),
        ontology=options["ontology"], date_format=options["date_format"],
        countries=options["countries"],
        delimiter="\t" if delimiter in ("\\t", "tab") else delimiter,
        coverage=options["coverage"], source_format=options["source_format"],
        lenient=options["lenient"], with_bundled=options["with_bundled"],
    )
    return _filtered(events, options)


def series_from(ctx: click.Context, options: dict[str, Any]) -> TensionSeries:
    """Return the series the options ask for."""
    return build_series(
        events_from(ctx, options), freq=options["freq"], scale=options["scale"],
        dedupe_rung=options["dedupe"], mirrors=options["mirrors"], since=options["since"],
        until=options["until"],
    )


def _filtered(events: Events, options: dict[str, Any]) -> Events:
    if options["code"] or options["without_code"]:
        events = filters.keep_codes(events, options["code"], options["without_code"])
    if options["role"]:
        asked = {role.upper() for role in options["role"]}
        roles = asked - {"STATE"} | (actors.STATE_ROLES if "STATE" in asked else frozenset())
        if unknown := roles - set(actors.ROLES):
            known = ", ".join(sorted(filter(None, actors.ROLES)))
            raise UsageError(f"--role: no role {sorted(unknown)[0]!r}; use state or {known}")
        events = filters.keep_roles(events, roles)
    for name, rule in (
        ("without_disputed", filters.drop_disputed),
        ("without_multilateral", filters.drop_multilateral),
        ("without_derived", filters.drop_derived),
    ):
        if options[name]:
            events = rule(events)
    return events


def noted(options: dict[str, Any]) -> dict[str, Any]:
    """Return the options worth a line in a run file: no path but its name when it is absolute."""
    told = {name: value for name, value in options.items() if value not in (None, (), False, "any")}
    told["paths"] = [
        Path(path).name if Path(path).is_absolute() else path for path in options["paths"]
    ]
    scale = options["scale"]
    if scale and Path(scale).is_absolute():
        told["scale"] = Path(scale).name
    return told
