"""What GDELT publishes: its lists of files with sizes and sums, and what each file holds.

Of a list's lines only the last part of each name is taken, and only where it has the form of the
publisher's own event files: a list never decides where something is fetched from or written to.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import dataclass
from urllib.parse import unquote

from tension.core.errors import InputError, UsageError

DAY, QUARTER = dt.timedelta(days=1), dt.timedelta(minutes=15)
FIRST_MONTHLY, FIRST_DAILY = dt.datetime(2006, 1, 1), dt.datetime(2013, 4, 1)
MOST_ODD = 10
"""One line in so many may be unreadable; with more the text is not the publisher's list."""

REMEDY = "the publisher or a portal in between sent something else: try later, or give --base-url"


@dataclass(frozen=True)
class Publisher:
    """Who publishes event files, and how its lists and names look.

    Parameters
    ----------
    name, title : str
        Name on the command line, and in words.
    base : str
        Address of the folder that holds lists and files.
    sizes, sums : str
        Name of the list with sizes; of the one with sums, or "" where one list has both.
    event_file : pattern
        Names of its event files.
    other_file : pattern
        Names of what else its lists hold.
    begins : datetime
        What its first file holds the first of.
    step : timedelta
        What one of its newest files holds.
    """

    name: str
    title: str
    base: str
    sizes: str
    sums: str
    event_file: re.Pattern[str]
    other_file: re.Pattern[str]
    begins: dt.datetime
    step: dt.timedelta


GDELT1 = Publisher(
    "gdelt", "GDELT 1.0", "http://data.gdeltproject.org/events", "filesizes", "md5sums",
    re.compile(r"(\d{4}|\d{6})\.zip|\d{8}\.export\.CSV\.zip"),
    re.compile(r"GDELT\.MASTERREDUCEDV2\.[\d-]+\.zip"), dt.datetime(1979, 1, 1), DAY,
)
GDELT2 = Publisher(
    "gdelt2", "GDELT 2.0", "http://data.gdeltproject.org/gdeltv2", "masterfilelist.txt", "",
    re.compile(r"\d{14}\.export\.CSV\.zip"),
    re.compile(r"\d{14}\.(mentions\.CSV|gkg\.csv)\.zip"), dt.datetime(2015, 2, 18, 23), QUARTER,
)
TRANSLATED = Publisher(
    "gdelt2", "GDELT 2.0, translated", GDELT2.base, "masterfilelist-translation.txt", "",
    re.compile(r"\d{14}\.translation\.export\.CSV\.zip"),
    re.compile(r"\d{14}\.translation\.(mentions\.CSV|gkg\.csv)\.zip"), GDELT2.begins, QUARTER,
)


def publisher_of(name: str, translated: bool = False) -> Publisher:
    """Return the publisher of that name; of its translated stream where it has one.

    Raises
    ------
    UsageError
        If there is none.

    Examples
    --------
    >>> publisher_of("gdelt2", translated=True).sizes
    'masterfilelist-translation.txt'
    """
    if name not in ("gdelt", "gdelt2"):
        raise UsageError(f"there is no publisher {name!r}; use gdelt or gdelt2")
    if name == "gdelt" and translated:
        raise UsageError("GDELT 1.0 has no translated files; use gdelt2, or leave out --translated")
    return GDELT1 if name == "gdelt" else TRANSLATED if translated else GDELT2


@dataclass(frozen=True)
class Listed:
    """A file of a publisher's list.

    Parameters
    ----------
    name : str
        Its name, of the form of the publisher's event files.
    size : int
        Bytes.
    md5 : str
        Sum in lower case, or "" where the publisher gives none.
    first, end : datetime
        What it holds, by name: from the one, included, to the other, excluded.
    """

    name: str
    size: int
    md5: str
    first: dt.datetime
    end: dt.datetime


@dataclass(frozen=True)
class Catalogue:
    """A publisher's event files in order of time, and how many lines could not be read."""

    files: tuple[Listed, ...]
    odd: int


def read_catalogue(publisher: Publisher, sizes: bytes, sums: bytes, base: str) -> Catalogue:
    """Return the event files that a publisher's lists name.

    Parameters
    ----------
    publisher : Publisher
        Whose lists they are.
    sizes, sums : bytes
        Its lists; ``sums`` is empty where one list has both.
    base : str
        Where they were had, for messages.

    Raises
    ------
    InputError
        If a text is no such list, is cut off, or names a file outside its folder.
    """
    both = not publisher.sums
    rows, odd = _rows(sizes, _BOTH if both else _SIZES, publisher, f"{base}/{publisher.sizes}")
    sum_of: dict[str, str] = {}
    if not both:
        of_sums, more = _rows(sums, _SUMS, publisher, f"{base}/{publisher.sums}")
        sum_of, odd = {row["name"]: row["md5"] for row in of_sums}, odd + more
    found: dict[str, Listed] = {}
    for row in rows:
        name = row["name"]
        ends = _ends_of(publisher, name)
        if ends is not None:
            md5 = row["md5"] if both else sum_of.get(name, "")
            found[name] = Listed(name, int(row["size"]), md5.lower(), *ends)
    if not found:
        raise InputError(f"{base}/{publisher.sizes}", f"it names no event file of "
                         f"{publisher.title}", "check --base-url")
    return Catalogue(tuple(sorted(found.values(), key=lambda one: (one.first, one.name))), odd)


_SIZES = re.compile(r"(?P<size>\d{1,15})\s+(?P<name>\S+)")
_SUMS = re.compile(r"(?P<md5>[0-9a-fA-F]{32})\s+\*?(?P<name>\S+)")
_BOTH = re.compile(r"(?P<size>\d{1,15})\s+(?P<md5>[0-9a-fA-F]{32})\s+(?P<name>\S+)")
_FORMS = {_SIZES: "SIZE NAME", _SUMS: "MD5 NAME", _BOTH: "SIZE MD5 URL"}


def _rows(
    data: bytes, form: re.Pattern[str], publisher: Publisher, label: str
) -> tuple[list[dict[str, str]], int]:
    """Return the lines about event files, and how many lines are of another form."""
    rows: list[dict[str, str]] = []
    read = odd = 0
    known = True
    for line in io.BytesIO(data):
        text = line.decode("latin-1").strip()
        if not text:
            continue
        read += 1
        match = form.fullmatch(text)
        known = False
        if match is None:
            odd += 1
            continue
        row = match.groupdict()
        row["name"] = name = _last_part(row["name"], label)
        if publisher.event_file.fullmatch(name):
            known = True
            rows.append(row)
        else:
            known = publisher.other_file.fullmatch(name) is not None
    if odd * MOST_ODD > read or not read:
        seen = data.lstrip()[:40].decode("latin-1").split("\n")[0].strip()
        told = f"it begins with {seen!a}" if seen else "it is empty"
        raise InputError(label, f"{told} and is no list of {_FORMS[form]}", REMEDY)
    if not known and not data.endswith(b"\n"):
        raise InputError(label, "the list ends in the middle of a line", REMEDY)
    return rows, odd


def _last_part(name: str, label: str) -> str:
    """Return what follows the last slash; refuse a name that climbs out of its folder."""
    parts = unquote(name).replace("\\", "/").split("/")
    if ".." in parts:
        raise InputError(label, f"it names a file {name!a}, which lies outside its folder",
                         "nothing of this list was used; give a mirror you trust with --base-url")
    return name.rpartition("/")[2]


def _ends_of(publisher: Publisher, name: str) -> tuple[dt.datetime, dt.datetime] | None:
    """Return what a file of that name holds; None where the publisher has no such file."""
    stamp = name.partition(".")[0]
    try:
        first = dt.datetime.strptime(stamp, _STAMPS[len(stamp)])
    except ValueError:
        return None
    if first.year > LAST_YEAR:
        return None
    if len(stamp) == 4:
        kept = publisher.begins <= first < FIRST_MONTHLY
        return (first, first.replace(year=first.year + 1)) if kept else None
    if len(stamp) == 6:
        kept = FIRST_MONTHLY <= first < FIRST_DAILY
        return (first, (first + 31 * DAY).replace(day=1)) if kept else None
    kept = first >= max(publisher.begins, FIRST_DAILY)
    return (first, first + publisher.step) if kept else None


LAST_YEAR = 2100
"""Year after which a name is a slip and no file."""

_STAMPS = {4: "%Y", 6: "%Y%m", 8: "%Y%m%d", 14: "%Y%m%d%H%M%S"}
