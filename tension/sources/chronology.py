"""The bundled Iran–Azerbaijan chronology, and sheets coded in its columns.

The codebook is `data/raw/README.md`; a wheel carries both beside this module.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

from tension.core.coverage import Coverage, Span
from tension.core.dyad import Dyad
from tension.core.errors import TensionError, UsageError
from tension.core.event_table import Events
from tension.sources.tabular import Layout, events_of
from tension.sources.text import RawTable, parse_raw

ORIGIN = "chronology"
BUNDLED = "iran_azerbaijan_events.csv"
BUNDLED_DYAD = Dyad("IRN", "AZE")
BUNDLED_SPAN: Span = (dt.date(1991, 10, 18), dt.date(2026, 3, 18))
SHEET = (
    "event_id", "date", "date_precision", "source", "target", "reciprocal", "cameo_code",
    "disputed", "multilateral", "derived", "summary", "outlet", "url", "published", "evidence",
)
"""Columns of a coding sheet, in the codebook's order."""

NOTES = {
    "what": "1,017 rows coded in CAMEO from public pages, each with its address, by language "
    "models that read the pages; 70 rows were checked again and all read rows coded twice.",
    "selection": "A month without an event is a month in which none was found, not a quiet one. "
    "Calm months are mostly visits and calls; 1991–2004 leans on official receptions, which "
    "inflates cooperation; regional state-linked outlets dominate.",
    "thin": "1991, 1994, 1995, 1998 and 2003 hold ten rows or fewer, and most of the 1990s few "
    "months with any; 1991, 1994, 2004, 2014, 2017 and 2018 hold no conflict row and 2000, 2005 "
    "and 2019 one, which may mean that little was found.",
    "reliability": "Of 70 rows checked again, 57 were borne out by another outlet and 10 by the "
    "cited page alone, 1 had a wrong day and 2 a doubtful code; the 319 rows of the second round "
    "are not yet audited. A second coder, blind to the first, gave the same full code to 87 % of "
    "760 rows (Krippendorff's alpha .86) and the same score to 91 %; both coders were language "
    "models reading the same sentence, so this measures the coding of a sentence, not whether the "
    "day, the act or the choice of events is right.",
    "end": "Attempts to find later pages brought none after 18 March 2026: later months are "
    "uncovered, not quiet.",
}


def bundled_bytes() -> bytes:
    """Return the bytes of the bundled chronology, from the package or else from a checkout."""
    packed = files("tension.sources") / "bundled" / BUNDLED
    if packed.is_file():
        return packed.read_bytes()
    checkout = Path(__file__).parents[2] / "data" / "raw" / BUNDLED
    if checkout.is_file():
        return checkout.read_bytes()
    raise TensionError("the bundled chronology is missing; install tension again")


def is_sheet(raw: RawTable) -> bool:
    """Say whether a table has the columns of a coding sheet."""
    return set(SHEET) <= {name.casefold() for name in raw.header}


def read_bundled(dyad: Dyad = BUNDLED_DYAD) -> Events:
    """Return the bundled chronology's events.

    Source, variables and doubts: see the codebook, `data/raw/README.md`. 1,017 rows, 1991-08 to
    2026-03-18; coverage from 18 October 1991.

    Raises
    ------
    UsageError
        If another pair is asked for.

    Examples
    --------
    >>> len(read_bundled())
    1204
    """
    if {dyad.first, dyad.second} != {BUNDLED_DYAD.first, BUNDLED_DYAD.second}:
        # Its coverage is no claim about other pairs: their months would pass for quiet ones.
        raise UsageError(
            f"the bundled chronology is of {BUNDLED_DYAD.title}, not of {dyad.title}; name a file "
            "of your own"
        )
    raw = parse_raw(BUNDLED, bundled_bytes())
    events = read_sheet(raw, dyad, Layout(), BUNDLED_SPAN)
    return replace(
        events, notes=NOTES,
        coverage=Coverage.of([BUNDLED_SPAN], "declared by the chronology's codebook"),
    )


def read_sheet(raw: RawTable, dyad: Dyad, layout: Layout, coverage: Span | None = None) -> Events:
    """Return the events of a sheet coded in the codebook's columns."""
    return events_of(raw, dyad, sheet_layout(layout), coverage)


def sheet_layout(layout: Layout) -> Layout:
    """Return the layout of a coding sheet with a caller's choices kept."""
    return replace(
        layout, columns={"code": "cameo_code", **layout.columns},
        ontology=layout.ontology or "cameo", origin=ORIGIN,
        required=("code", "event_id", "date_precision", "reciprocal", "summary"),
    )


def blank_sheet() -> str:
    """Return a coding sheet to fill in: the header of the codebook's columns.

    Examples
    --------
    >>> blank_sheet().split(",")[:3]
    ['event_id', 'date', 'date_precision']
    """
    return ",".join(SHEET) + "\n"
