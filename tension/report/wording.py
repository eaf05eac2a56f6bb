"""How numbers are said: rounded by their uncertainty, with the right signs and plurals."""

from __future__ import annotations

import datetime as dt
import math

from tension.core.rounding import points, signed

SOURCES = {
    "chronology": "Chronology", "tabular": "Own table", "gdelt1": "GDELT 1.0",
    "gdelt2": "GDELT 2.0", "icews": "ICEWS", "polecat": "POLECAT", "keds": "KEDS/TABARI",
    "phoenix": "Phoenix", "acled": "ACLED",
}
"""Names of the sources for readers."""


def source_name(origin: str) -> str:
    """Return the name of a source, or of several that were pooled, for readers.

    Examples
    --------
    >>> source_name("gdelt2"), source_name("chronology+icews")
    ('GDELT 2.0', 'Chronology and ICEWS, pooled')
    """
    names = [SOURCES.get(one, one) for one in origin.split("+")]
    return names[0] if len(names) == 1 else f"{' and '.join(names)}, pooled"


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
        return "on the cooperative side of neutral"
    if math.floor(low) > 50:
        return "on the conflictual side of neutral"
    return "not clearly on either side of neutral"


def moved(value: float) -> str:
    """Return a signed number of points with its noun.

    Examples
    --------
    >>> moved(0.9), moved(-12)
    ('+1 point', '−12 points')
    """
    return f"{points(value, signed=True)} point{'' if abs(round(value)) == 1 else 's'}"


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
    return f"{date:%b %Y}" if precision == "month" else f"{date.day} {date:%b %Y}"
