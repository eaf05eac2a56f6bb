"""One cell of text into one value, or the reason why not and what would be right."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Any

from tension.core import dyad as dyads
from tension.core.errors import RowFault, UsageError
from tension.core.period import EARLIEST, LATEST

_CLOCK = r"[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?"
_ISO = re.compile(rf"(\d{{4}})(?:-(\d{{1,2}})(?:-(\d{{1,2}})(?:{_CLOCK})?)?)?")
YEARS = range(EARLIEST, LATEST + 1)
"""Years a date may lie in; 0212 and 20120 are slips of the hand, and periods end before them."""
SCHEMES = ("iso3", "iso2", "cameo", "fips", "gw", "cow", "icews")
_TRUE = {"true", "yes", "1", "t", "y"}
_FALSE = {"false", "no", "0", "f", "n"}


class CellFault(ValueError):
    """A cell that cannot be read; carries problem and remedy."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy


Parser = Callable[[str], Any]


def parse_column(
    cells: Sequence[str], lines: Sequence[int], column: str, parser: Parser, required: bool
) -> tuple[list[Any], list[RowFault]]:
    """Return the values of a column and its faults; each distinct text is parsed once.

    Parameters
    ----------
    cells, lines : sequence
        Text of each row and the line it stands on.
    column : str
        Name as the file writes it, for messages.
    parser : callable
        Text → value; raises `CellFault`.
    required : bool
        Whether an empty cell is a fault; else it is None.
    """
    values: dict[str, Any] = {"": None}
    wrong: dict[str, CellFault] = {}
    if required:
        wrong[""] = CellFault("the cell is empty", "fill it in: every row needs one")
    for text in sorted(set(cells) - {""}):
        try:
            values[text] = parser(text)
        except CellFault as fault:
            values[text], wrong[text] = None, fault
    faults = [
        RowFault(line, column, wrong[text].problem, wrong[text].remedy)
        for text, line in zip(cells, lines, strict=True)
        if text in wrong
    ]
    return [values[text] for text in cells], faults


def date_parser(date_format: str | None = None) -> Callable[[str], tuple[dt.date, str]]:
    """Return a parser of dates to (first day meant, precision).

    Parameters
    ----------
    date_format : str, optional
        A ``strptime`` format; without one only ISO dates are taken, since 03/04/2012 is two days.
        A format without a day gives months, one without a month years.
    """
    marks = set(re.findall(r"%-?([a-zA-Z])", date_format or ""))
    # %U and %W need a weekday to mean anything, so the weekday stands for them.
    fineness = "day" if marks & set("djcxaAuw") else "month" if marks & set("bBm") else "year"

    def parse_iso(text: str) -> tuple[dt.date, str]:
        match = _ISO.fullmatch(text)
        if match is None:
            raise CellFault(f"{text!r} is not an ISO date", _date_remedy(text))
        year, month, day = match.groups()
        try:
            first = dt.date(int(year), int(month or 1), int(day or 1))
        except ValueError:
            raise CellFault(f"there is no day {text!r}", "write a real day as YYYY-MM-DD") from None
        return _in_range(first, text), "day" if day else "month" if month else "year"

    def parse_format(text: str) -> tuple[dt.date, str]:
        assert date_format is not None
        try:
            first = dt.datetime.strptime(text, date_format).date()
        except ValueError:
            raise CellFault(
                f"{text!r} does not read as {date_format!r}", "mend the cell or --date-format"
            ) from None
        return _in_range(first, text), fineness

    return parse_format if date_format else parse_iso


def _in_range(first: dt.date, text: str) -> dt.date:
    if first.year not in YEARS:
        raise CellFault(f"the year of {text!r} is not from {YEARS[0]} to {YEARS[-1]}", "mend it")
    return first


def _date_remedy(text: str) -> str:
    """What to do about a date: its format where it can be only one, else how to name it."""
    if re.fullmatch(r"\d{1,2}\.\d{1,2}\.\d{4}", text):
        return "write YYYY-MM-DD, or add --date-format %d.%m.%Y"
    return "write YYYY-MM-DD, or name the format with --date-format"


def day(text: str) -> dt.date:
    """Return the first day an ISO date means."""
    return date_parser()(text)[0]


def country_parser(scheme: str) -> Callable[[str], str]:
    """Return a parser of countries; ``any`` takes ISO, CAMEO and names, else one named scheme.

    Raises
    ------
    UsageError
        If there is no such scheme.
    """
    if scheme == "any":

        def parse_any(text: str) -> str:
            code = dyads.find_country(text)
            if code is None:
                raise CellFault(*dyads.unknown_country(text).rsplit("; ", 1))
            return code

        return parse_any
    if scheme not in SCHEMES:
        raise UsageError(
            f"there is no country scheme {scheme!r}; use one of any, {', '.join(SCHEMES)}"
        )
    codes = {getattr(c, scheme): c.iso3 for c in dyads.countries().values() if getattr(c, scheme)}

    def parse_scheme(text: str) -> str:
        if text not in codes:
            raise CellFault(f"{text!r} is not a {scheme.upper()} code", "mend it or --countries")
        return codes[text]

    return parse_scheme


def choice_parser(*words: str) -> Callable[[str], str]:
    """Return a parser that takes one of these words, in any case."""

    def parse(text: str) -> str:
        if text.casefold() not in words:
            raise CellFault(f"{text!r} is not known here", f"write {' or '.join(words)}")
        return text.casefold()

    return parse


def flag(text: str) -> bool:
    """Return true or false, also written yes/no or 1/0."""
    folded = text.casefold()
    if folded not in _TRUE | _FALSE:
        raise CellFault(f"{text!r} is neither true nor false", "write true or false")
    return folded in _TRUE


def number_parser(decimal_comma: bool) -> Callable[[str], float]:
    """Return a parser of numbers; with ``decimal_comma`` 3,5 is three and a half."""

    def parse(text: str) -> float:
        plain = text.replace("−", "-")
        if decimal_comma:
            plain = plain.replace(",", ".")
        try:
            value = float(plain)
        except ValueError:
            value = float("nan")
        if not abs(value) < float("inf"):
            raise CellFault(f"{text!r} is not a number", "write a number such as -3.5")
        return value

    return parse


def address(text: str) -> str:
    """Return a web address; anything but http(s) is a fault."""
    if not re.match(r"https?://[^\s]+$", text):
        raise CellFault(f"{text!r} is not a web address", "write it with http:// or https://")
    return text


def verbatim(text: str) -> str:
    """Return the text as it stands."""
    return text
