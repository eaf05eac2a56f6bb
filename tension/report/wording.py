"""How numbers are said: rounded by their uncertainty, with the right signs and plurals."""

from __future__ import annotations

import datetime as dt
import math

from tension.core.language import date_text, later, listed, say, say_n
from tension.core.period import FREQUENCIES, noun
from tension.core.rounding import points, signed

SOURCES = {
    "chronology": later("Chronology"), "tabular": later("Own table"), "gdelt1": "GDELT 1.0",
    "gdelt2": "GDELT 2.0", "icews": "ICEWS", "polecat": "POLECAT", "keds": "KEDS/TABARI",
    "phoenix": "Phoenix", "acled": "ACLED",
}
"""Names of the sources for readers."""

QUADS = {
    "verbal_cooperation": later("verbal cooperation"),
    "material_cooperation": later("material cooperation"),
    "verbal_conflict": later("verbal conflict"),
    "material_conflict": later("material conflict"),
}
"""Names of the four classes of acts."""

UNITS = {"row": later("rows"), "event": later("events")}
"""What a ledger counts."""

STEPS = (later("read"), later("expand"), later("filter"), later("dedupe"),
         later("mirrors"), later("score"), later("series"))
"""Steps of a ledger."""

RULES = (
    later("rejected"), later("one event of each kept row"), later("other side of a reciprocal row"),
    later("source and target are one country"), later("one row a pair of countries"),
    later("exact duplicate"), later("one a day"), later("disputed"), later("multilateral"),
    later("derived"), later("code not asked for"), later("code left out"),
    later("actor of another role"), later("outside the source's coverage"),
    later("hosting of a visit that is told too"), later("scored by the parent code"),
)
"""Rules of a ledger that are always called the same."""

DETAILS = (later("same day, source, target and code"), later("see rejects.csv"))
"""Details of a ledger that are always told the same; others stay as they were entered."""

RULES_OF = (
    later("rows of {name}"), later("not between {name}"), later("before {name}"),
    later("after {name}"), later("not published by {name}"),
    later("date known less exactly than a {name}"), later("without a score in {name}"),
)
"""Rules of a ledger that name something."""


def source_name(origin: str) -> str:
    """Return the name of a source, or of several that were pooled, for readers.

    Examples
    --------
    >>> source_name("gdelt2"), source_name("chronology+icews")
    ('GDELT 2.0', 'Chronology and ICEWS, pooled')
    """
    names = [say(SOURCES.get(one, one)) for one in origin.split("+")]
    return names[0] if len(names) == 1 else say("{sources}, pooled", sources=listed(names))


def rule_name(rule: str) -> str:
    """Return a rule of a ledger for readers: it stands there in English.

    Examples
    --------
    >>> rule_name("rows of a.csv"), rule_name("one a day")
    ('rows of a.csv', 'one a day')
    """
    for known in RULES_OF:
        before = known.removesuffix("{name}")
        if rule.startswith(before):
            name = rule.removeprefix(before)
            return say(known, name=noun(name) if name in FREQUENCIES else name)
    return say(rule)


def score(value: float) -> str:
    """Return a score of the scale to one decimal, signed.

    Examples
    --------
    >>> score(-10), score(1.9), score(0)
    ('−10.0', '+1.9', '0.0')
    """
    return signed(value)


def side(low: float, high: float) -> str:
    """Return which side of neutral an interval lies on, claiming no more than it shows.

    Examples
    --------
    >>> side(33, 49), side(33, 51), side(52, 80)
    ('on the cooperative side of neutral', 'not clearly on either side of neutral', \
'on the conflictual side of neutral')
    """
    # Judged as the band is shown, rounded outwards: a band that touches 50 is on no side.
    if math.ceil(high) < 50:
        return say("on the cooperative side of neutral")
    if math.floor(low) > 50:
        return say("on the conflictual side of neutral")
    return say("not clearly on either side of neutral")


def moved(value: float) -> str:
    """Return a signed number of points with its noun.

    Examples
    --------
    >>> moved(0.9), moved(-12)
    ('+1 point', '−12 points')
    """
    return say_n("{points} point", "{points} points", abs(value),
                 points=points(value, signed=True))


def shortened(text: str, length: int) -> str:
    """Return a text cut at a word with an ellipsis when it is longer than ``length``.

    Examples
    --------
    >>> shortened("Iran recognised the independence of Azerbaijan.", 20)
    'Iran recognised the…'
    """
    plain = " ".join(text.split())
    if len(plain) <= length:
        return plain
    cut = plain[:length].rsplit(" ", 1)[0] if " " in plain[:length] else plain[: length - 1]
    return cut.rstrip(" ,;:.") + "…"


def dated(date: dt.date, precision: str) -> str:
    """Return a date as exactly as it is known.

    Examples
    --------
    >>> dated(dt.date(2012, 3, 1), "month"), dated(dt.date(2012, 3, 1), "day")
    ('Mar 2012', '1 Mar 2012')
    """
    if precision == "year":
        return str(date.year)
    return date_text(date, precision, short=True)
