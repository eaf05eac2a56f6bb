"""Filters by date, by the day of knowing, by code, actor role, and by how an event is attested."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import replace

import pandas as pd

from tension.core.errors import UsageError
from tension.core.event_table import Events
from tension.core.provenance import Parameter
from tension.events.actors import roles_of
from tension.events.spans import day_spans

STAGE = "filter"
STATE = "self"
"""Name of the role of an actor that is the country itself."""


def keep_dates(
    events: Events, since: dt.date | None = None, until: dt.date | None = None
) -> Events:
    """Return the events that can lie from ``since`` to ``until``, both included.

    An event known to its month or year stays when part of that lies inside; None leaves an end
    open.

    Raises
    ------
    UsageError
        If the span ends before it begins.
    """
    if since and until and until < since:
        raise UsageError(f"--until ({until}) lies before --since ({since}); exchange them")
    if since:
        _, last = day_spans(events.table)
        events = events.keep(last >= pd.Timestamp(since), STAGE, f"before {since}")
    if until:
        first, _ = day_spans(events.table)
        events = events.keep(first <= pd.Timestamp(until), STAGE, f"after {until}")
    return events


def keep_known(events: Events, day: dt.date) -> Events:
    """Return the events that their source had published by a day, with the coverage up to it.

    Parameters
    ----------
    events : Events
        Events that say when their source added them.
    day : date
        Last day whose publications count.

    Returns
    -------
    Events
        Its as-of date is the day, or the source's own where that is earlier.

    Raises
    ------
    UsageError
        If an event does not say when it was added, or none had been added by then.

    Notes
    -----
    An event is taken as it reads now: what a source changed later in a row of the time is not
    undone. How much the source reported at all is left out, for its rows are counted by the day of
    the act, not of the report.
    """
    return events.each(lambda part: _known(part, day))


def _known(events: Events, day: dt.date) -> Events:
    """Cut one source at a day."""
    added = events.table["added"]
    if unsaid := int(added.isna().sum()):
        which = "its events" if unsaid == len(added) else f"{unsaid} of its {len(added)} events"
        raise UsageError(
            f"--as-of: {events.origin} does not say when it published {which}, so that what could "
            f"be known on {day} cannot be told; leave --as-of out, or choose a source that says it "
            "with --origin"
        )
    if len(added) and day < (first := added.min().date()):
        raise UsageError(
            f"--as-of: {day} lies before the first event; {events.origin} published it on {first}"
        )
    known = events.keep(added <= pd.Timestamp(day), STAGE, f"not published by {day}")
    known = known.choose(as_of=str(day))
    coverage, last = known.coverage, known.coverage.last
    if last is not None and last > day:
        coverage = coverage.minus([(day + dt.timedelta(days=1), last)])
    as_of = min(day, known.provenance.as_of or day)
    provenance = replace(known.provenance, as_of=as_of)
    return replace(known, coverage=coverage, provenance=provenance, reports=None)


def keep_codes(
    events: Events, only: Collection[str] = (), without: Collection[str] = ()
) -> Events:
    """Return the events whose code begins with one of ``only`` and with none of ``without``.

    Parameters
    ----------
    events : Events
        Any events.
    only, without : collection of str
        Codes or roots: ``13`` means every code that begins with 13. Empty leaves the side open.
    """
    only, without = _several(only), _several(without)
    if not only and not without:
        return events
    events = _noted(events, code=only, without_code=without)
    codes = events.table["code"].fillna("")
    if only:
        events = events.keep(codes.str.startswith(tuple(only)), STAGE, "code not asked for",
                             "only " + ", ".join(sorted(only)))
        codes = events.table["code"].fillna("")
    if without:
        events = events.keep(~codes.str.startswith(tuple(without)), STAGE, "code left out",
                             "without " + ", ".join(sorted(without)))
    return events


def _several(codes: Collection[str]) -> tuple[str, ...]:
    """One code given as a text is that code, not its letters."""
    return (codes,) if isinstance(codes, str) else tuple(codes)


def _noted(events: Events, **choices: Parameter) -> Events:
    """Note a filter among the parameters, under the name of its option on the command line."""
    said = {name: value for name, value in choices.items() if value}
    return events.choose(**said)


def keep_roles(events: Events, roles: Collection[str]) -> Events:
    """Return the events whose two actors both have one of these CAMEO roles.

    Parameters
    ----------
    events : Events
        Any events.
    roles : collection of str
        ``GOV``, ``MIL``, …; ``""`` or ``self`` is the country itself. An event whose source names
        no actor is an act of the country itself.
    """
    wanted = {"" if role == STATE else role for role in roles}
    events = _noted(events, role=tuple(sorted(role or STATE for role in wanted)))
    source = roles_of(events.table["source_actor"], events.table["source"])
    target = roles_of(events.table["target_actor"], events.table["target"])
    mask = source.isin(wanted) & target.isin(wanted)
    named = ", ".join(sorted(role or "the country itself" for role in wanted))
    return events.keep(mask, STAGE, "actor of another role", f"kept: {named}")


def drop_disputed(events: Events) -> Events:
    """Return the events that are not coded on the accusing side's account."""
    kept = events.keep(~events.table["disputed"].fillna(False), STAGE, "disputed")
    return _noted(kept, without_disputed=True)


def drop_multilateral(events: Events) -> Events:
    """Return the events in which nobody else took part."""
    kept = events.keep(~events.table["multilateral"].fillna(False), STAGE, "multilateral")
    return _noted(kept, without_multilateral=True)


def drop_derived(events: Events) -> Events:
    """Return the events that were read, without those implied by another row."""
    kept = events.keep(~events.table["derived"].fillna(False), STAGE, "derived")
    return _noted(kept, without_derived=True)
