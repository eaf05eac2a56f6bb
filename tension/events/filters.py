"""Filters by date, code, actor role, and by how an event is attested."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

import pandas as pd

from tension.core.errors import UsageError
from tension.core.event_table import Events
from tension.events.actors import roles_of

STAGE = "filter"


def keep_dates(
    events: Events, since: dt.date | None = None, until: dt.date | None = None
) -> Events:
    """Return the events from ``since`` to ``until``, both included; None leaves an end open.

    Raises
    ------
    UsageError
        If the span ends before it begins.
    """
    if since and until and until < since:
        raise UsageError(f"--until ({until}) lies before --since ({since}); exchange them")
    if since:
        late = events.table["date"] >= pd.Timestamp(since)
        events = events.keep(late, STAGE, f"before {since}")
    if until:
        early = events.table["date"] <= pd.Timestamp(until)
        events = events.keep(early, STAGE, f"after {until}")
    return events


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


def keep_roles(events: Events, roles: Collection[str]) -> Events:
    """Return the events whose two actors both have one of these CAMEO roles.

    Parameters
    ----------
    events : Events
        Any events.
    roles : collection of str
        ``GOV``, ``MIL``, …; ``""`` is the country itself. An event whose source names no actor is
        an act of the country itself.
    """
    wanted = set(roles)
    source = roles_of(events.table["source_actor"], events.table["source"])
    target = roles_of(events.table["target_actor"], events.table["target"])
    mask = source.isin(wanted) & target.isin(wanted)
    named = ", ".join(sorted(role or "the country itself" for role in wanted))
    return events.keep(mask, STAGE, "actor of another role", f"kept: {named}")


def drop_disputed(events: Events) -> Events:
    """Return the events that are not coded on the accusing side's account."""
    return events.keep(~events.table["disputed"].fillna(False), STAGE, "disputed")


def drop_multilateral(events: Events) -> Events:
    """Return the events in which nobody else took part."""
    return events.keep(~events.table["multilateral"].fillna(False), STAGE, "multilateral")


def drop_derived(events: Events) -> Events:
    """Return the events that were read, without those implied by another row."""
    return events.keep(~events.table["derived"].fillna(False), STAGE, "derived")
