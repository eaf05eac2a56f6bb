"""From the options of a verb to the series they ask for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tension.cli.notices import notice
from tension.cli.options import (
    require_same_inputs,
    resolve_one,
    resolve_paths,
    resolve_store,
)
from tension.cli.progress import watcher
from tension.core.dyad import Dyad
from tension.core.errors import UsageError
from tension.core.event_table import Events
from tension.core.period import span_of
from tension.events import actors, filters
from tension.scales.scale import ENDINGS
from tension.series.aggregate import build_series
from tension.series.frame import TensionSeries
from tension.sources.all_place import place_of_all
from tension.sources.chronology import BUNDLED_DYAD
from tension.sources.read import read_events
from tension.sources.store import Store, store_folder

STORE = "tension.store"
"""Where the context of a verb keeps the store that was read; None where none was."""

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


def layout_of(options: dict[str, Any]) -> dict[str, Any]:
    """Return what the options say of files of events, in the words of `read_events`."""
    delimiter = options["delimiter"]
    same = ("ontology", "date_format", "countries", "coverage", "source_format", "lenient",
            "strict")
    return {
        "columns": columns_of(options["column"]),
        "delimiter": "\t" if delimiter in ("\\t", "tab") else delimiter,
        **{name: options[name] for name in same},
    }


def read_from(ctx: click.Context, options: dict[str, Any]) -> Events:
    """Return the events as read, or those of them that were known on the day of --as-of."""
    paths = resolve_paths(ctx, options["paths"])
    store = ctx.meta[STORE] = _store_of(ctx, options, bool(paths))
    with watcher(quiet=bool(options.get("quiet")) or not paths) as watching:
        events = read_events(
            paths or None, options["dyad"], **layout_of(options),
            with_bundled=options["with_bundled"], store=store,
            origins=options["origin"], watcher=watching,
        )
    if options["as_of"]:
        events = filters.keep_known(events, span_of(options["as_of"], "--as-of")[1])
    return events


def events_from(
    ctx: click.Context, options: dict[str, Any], read: Events | None = None
) -> Events:
    """Return the events the options ask for, filtered; out of ``read`` where they are read yet."""
    return _filtered(read_from(ctx, options) if read is None else read, options)


def _store_of(ctx: click.Context, options: dict[str, Any], files_named: bool) -> str | None:
    """Return the store to read: the one named, or, for a pair that nothing else holds, the usual.

    A store of the environment stands in for files that are not named; it is not added to them.
    """
    told: str | None = options["store"]
    if told is not None:
        source = ctx.get_parameter_source("store")
        from_environment = source is click.core.ParameterSource.ENVIRONMENT
        if from_environment and "tension.run" in ctx.meta:
            # A run file says what it was made of; the environment of another day does not.
            told = (ctx.default_map or {}).get("store")
            return resolve_store(ctx, told) if told else None
        if files_named and from_environment:
            return None
        if from_environment and not options.get("quiet"):
            click.echo(f"reading the store {told}, which $TENSION_STORE names", err=True)
        return resolve_store(ctx, told)
    if files_named or options["with_bundled"]:
        return None
    usual = Store(store_folder(), Dyad.parse(options["dyad"]))
    if not usual.events.exists() and place_of_all(store_folder()) is None:
        return None
    if {usual.dyad.first, usual.dyad.second} != {BUNDLED_DYAD.first, BUNDLED_DYAD.second}:
        return str(store_folder())
    click.echo(f"{store_folder()} holds {usual.dyad} too: --store {store_folder()} reads it "
               "instead of the bundled chronology", err=True)
    return None


def series_from(
    ctx: click.Context, options: dict[str, Any], read: Events | None = None
) -> list[TensionSeries]:
    """Return the series the options ask for: one a source, or one of all when they are pooled."""
    return [series for _, series in sources_from(ctx, options, read)]


def sources_from(
    ctx: click.Context, options: dict[str, Any], read: Events | None = None
) -> list[tuple[Events, TensionSeries]]:
    """Return the series the options ask for, each with the events it was built of.

    ``read`` are the events that `read_from` gave, where the caller needs them too.
    """
    scale = options["scale"]
    if scale and scale.endswith(ENDINGS):
        scale = resolve_one(ctx, scale)
    events = events_from(ctx, options, read)
    parts = [events] if options["pool"] else _with_days(events, options)
    series = [
        build_series(
            one, freq=options["freq"], scale=scale, dedupe_rung=options["dedupe"],
            mirrors=options["mirrors"], since=options["since"], until=options["until"],
            pool=options["pool"],
        )
        for one in parts
    ]
    require_same_inputs(ctx, [file for one in series for file in one.provenance.inputs])
    if not options.get("quiet"):
        notice(ctx, series)
    return list(zip(parts, series, strict=True))


def placebos_from(ctx: click.Context, options: dict[str, Any], events: Events) -> list[Events]:
    """Return other pairs of a source out of the store that was read, filtered as its events were.

    A source that was read from files holds no other pair: those rows were passed over.
    """
    from tension.sources.others import other_pairs

    store = ctx.meta.get(STORE)
    if store is None or options["pool"]:
        return []

    def chosen(other: Events) -> Events | None:
        if options["as_of"]:
            day = span_of(options["as_of"], "--as-of")[1]
            if not len(other) or day < other.table["added"].min().date():
                return None  # nothing was known of it then
            other = filters.keep_known(other, day)
        return _filtered(other, options)

    return other_pairs(store, events.dyad, events.origin, chosen)


def _with_days(events: Events, options: dict[str, Any]) -> list[Events]:
    """Return the events of each source; one that shows no day beside others is told and left out.

    Nothing says which periods it would be silent in, so that it has no series.
    """
    parts = events.apart()
    dated = options["since"] and options["until"]
    shown = [one for one in parts if dated or one.coverage.spans]
    if not shown:
        return list(parts)
    for one in parts:
        if not dated and not one.coverage.spans:
            click.echo(f"{one.origin}: no event and no covered day, left out; --coverage says what "
                       "it covers", err=True)
    return shown


def series_to_print(ctx: click.Context, options: dict[str, Any]) -> list[TensionSeries]:
    """Return the series the options ask for; say so on standard error when nothing enters one."""
    series = series_from(ctx, options)
    for one in series:
        table = one.ledger.table
        if not len(one.events):
            gone = table.loc[(table["change"] < 0) & (table["detail"].notna()), "detail"]
            told = f" ({gone.iloc[-1]})" if len(gone) else ""
            source = f"{one.origin}: " if len(series) > 1 else ""
            click.echo(f"{source}no event between {one.dyad.both_names} enters{told}", err=True)
    return series


def _filtered(events: Events, options: dict[str, Any]) -> Events:
    if options["code"] or options["without_code"]:
        events = filters.keep_codes(events, options["code"], options["without_code"])
    if options["role"]:
        asked = {role.upper() for role in options["role"]}
        roles = {"" if role == "SELF" else role for role in asked - {"STATE"}}
        roles |= actors.STATE_ROLES if "STATE" in asked else frozenset()
        if unknown := roles - set(actors.ROLES):
            known = ", ".join(sorted(filter(None, actors.ROLES)))
            raise UsageError(f"--role: no role {sorted(unknown)[0]!r}; use self, state or {known}")
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
    """Return what the command line adds to the series' own account of its options: a scale's path.

    Everything else is noted where it is chosen, so that a notebook's run file says it too.
    """
    scale = options["scale"]
    own = scale and scale.endswith(ENDINGS) and not Path(scale).is_absolute()
    return {"scale": scale} if own else {}
