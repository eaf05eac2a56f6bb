"""GDELT rows of every pair, a block of lines at a time and column by column.

What a row is, `sources.gdelt` says: its functions are asked once for each distinct text of a
column, not once a row. Only rows that nothing is wrong with are made here; a line of another width,
with a bad cell or of a province goes to the parser of lines, which rejects or leaves it out as it
does for one pair.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
from pyarrow import compute, csv

from tension.core.ontology import ontology
from tension.sources.all_rows import CODED, country_list, country_texts, no_rows
from tension.sources.arrow_arrays import (
    DAY,
    EPOCH,
    ONCE,
    TEXT,
    as_numbers,
    flags,
    is_known,
    numbers,
    one_chunk,
    recurring,
    repeated,
    same,
    texts,
)
from tension.sources.gdelt import (
    ACTOR1,
    ACTOR2,
    CODE,
    DATE,
    ECHO_DAYS,
    ECHO_RULE,
    ID,
    MENTIONS,
    ROOT,
    SCORE,
    WIDTHS,
    country_codes,
    parser,
)
from tension.sources.provinces import OF_COUNTRY, names_province
from tension.sources.rows import LineParser, Sample, Scanned, compact_date, number
from tension.sources.scan import Days, Lines

ALWAYS = (ID, DATE, ACTOR1, ACTOR1 + 1, ACTOR1 + 2, ACTOR2, ACTOR2 + 1, ACTOR2 + 2, ROOT, CODE,
          SCORE, MENTIONS)
COUNTRY1, COUNTRY2 = ACTOR1 + 2, ACTOR2 + 2
STEP = 1 << 20
"""Bytes cut at a time: what they take stays in the cache of a core."""

Value = str | int | float | None


@dataclass
class GdeltColumns:
    """Reader of GDELT's blocks.

    Parameters
    ----------
    sample : Sample
        The member's beginning.
    days : Days
        Counts the rows by the day they show.
    """

    sample: Sample
    days: Days
    parse: LineParser = field(init=False)

    def __post_init__(self) -> None:
        self.parse = parser(country_list(), self.sample, None)
        place = {code: at for at, code in enumerate(country_list())}
        self.iso = {code: place[iso] for code, iso in country_codes(country_list()).items()}

    def read(self, lines: Lines, found: Scanned) -> Any:
        """Return the good rows between two countries, with the columns of CODED.

        Rows read, left out and rejected, and rows that the parser of lines had to make, are entered
        into the account.
        """
        cut = _Cut.of(lines)
        if cut is None:
            return self._by_lines(lines, found)
        found.read += cut.count
        self._count_days(cut, lines, found)
        one, other = (self._countries(cut.table.column(f"{at}")) for at in (COUNTRY1, COUNTRY2))
        between = np.flatnonzero((one >= 0) & (other >= 0) & (one != other))
        rows = _Rows(cut, between, one[between], other[between])
        if dropped := int(rows.echoes.sum()):
            found.dropped[ECHO_RULE] = found.dropped.get(ECHO_RULE, 0) + dropped
        found.kept += int(rows.good.sum())
        odd = np.concatenate([cut.odd, rows.places[~rows.good & ~rows.echoes]])
        self._ask_parser(lines, np.sort(odd), found)
        return rows.table(lines.number)

    def _by_lines(self, lines: Lines, found: Scanned) -> Any:
        """Read a block that cannot be cut into columns, such as one with returns within lines."""
        raw = lines.block[lines.start : lines.stop].removesuffix(b"\n").split(b"\n")
        found.read += len(raw)
        self.days.count(b"", lines, len(raw), found.reports)
        self._ask_parser(lines, np.arange(len(raw)), found)
        return no_rows()

    def _ask_parser(self, lines: Lines, places: Any, found: Scanned) -> None:
        if not len(places):
            return
        raw = lines.block[lines.start : lines.stop].split(b"\n")
        for at in places.tolist():
            if raw[at].strip():
                found.enter(self.parse(lines.number + at, raw[at]))

    def _countries(self, column: Any) -> Any:
        """Return the number of each row's country, -1 where it has none."""
        found = one_chunk(column)
        known = [self.iso.get(text, -1) for text in found.dictionary.to_pylist()]
        return np.array([*known, -1], np.int16)[as_numbers(found.indices, len(known))]

    def _count_days(self, cut: _Cut, lines: Lines, found: Scanned) -> None:
        """Count rows by the day they show; line by line where some show none."""
        shown = one_chunk(cut.table.column(f"{DATE if cut.url is None else cut.added}"))
        named = shown.dictionary.to_pylist()
        known = [day for text in named if (day := day_shown(text)) is not None]
        if len(cut.odd) or shown.null_count or len(known) < len(named) or not len(shown):
            self.days.count(b"", lines, cut.count, found.reports)
            return
        places = as_numbers(shown.indices)
        counts: Counter[dt.date] = Counter()
        for day, rows in zip(known, np.bincount(places, minlength=len(known)), strict=True):
            if rows:
                counts[day] += int(rows)
        self.days.enter(counts, known[places[-1]], found.reports)


def day_shown(text: str) -> dt.date | None:
    """Return the day that a cell names, or None."""
    try:
        return compact_date(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class _Cut:
    """A block cut into the columns needed: those rows of its first line's width.

    `places` are the lines the rows stand in, counted from 0; `odd` those of other widths.
    """

    table: Any
    places: Any
    odd: Any
    added: int
    url: int | None

    @property
    def count(self) -> int:
        """Lines of the block."""
        return len(self.places) + len(self.odd)

    @classmethod
    def of(cls, lines: Lines) -> _Cut | None:
        """Cut a block, or return None where that cannot be done."""
        text: Any = memoryview(lines.block)[lines.start : lines.stop]
        if not len(text):
            return None
        if b"\r" in lines.block:
            text = bytes(text).replace(b"\r\n", b"\n")
            if b"\r" in text:
                return None
        end = lines.block.find(b"\n", lines.start, lines.stop)
        width = lines.block.count(b"\t", lines.start, end if end >= 0 else lines.stop) + 1
        if width not in WIDTHS:
            width = 58
        with suppress(pa.ArrowInvalid):
            return cls._of_width(text, width)
        # Bytes that are no UTF-8 are replaced, as the parser of lines does.
        with suppress(pa.ArrowInvalid):
            return cls._of_width(bytes(text).decode("utf-8", "replace").encode(), width)
        return None

    @classmethod
    def _of_width(cls, text: Any, width: int) -> _Cut:
        added, url = WIDTHS[width]
        wanted = [*ALWAYS, *(at for at in (added, url) if at is not None)]
        recurring = {COUNTRY1, COUNTRY2, DATE, added}
        others: list[int] = []

        def aside(row: Any) -> str:
            others.append(row.number - 1)
            return "skip"

        table = csv.read_csv(
            pa.py_buffer(text),
            csv.ReadOptions(use_threads=False, block_size=STEP,
                            column_names=[f"{at}" for at in range(width)]),
            csv.ParseOptions(delimiter="\t", quote_char=False, double_quote=False,
                             ignore_empty_lines=False, invalid_row_handler=aside),
            csv.ConvertOptions(
                include_columns=[f"{at}" for at in wanted], null_values=[""],
                strings_can_be_null=True, column_types={
                    f"{at}": ONCE if at in recurring else TEXT for at in wanted}),
        )
        odd = np.array(others, np.int64)
        keep = np.ones(len(table) + len(odd), bool)
        keep[odd] = False
        return cls(table, np.flatnonzero(keep), odd, added, url)


class _Rows:
    """The rows of a block that are between two countries, and what their texts mean.

    Parameters
    ----------
    cut : _Cut
        The block.
    between : array of int
        Which rows of it.
    source, target : array of int
        Number of each row's countries.
    """

    def __init__(self, cut: _Cut, between: Any, source: Any, target: Any) -> None:
        self.cells = cut.table.take(numbers(between, pa.int64()))
        self.places, self.source, self.target = cut.places[between], source, target
        self.url = cut.url
        listed = ontology("cameo")
        self.code = self._each(CODE, lambda text: listed.label(text) if text in listed else _no())
        self.date = self._each(DATE, _days_since)
        self.added = self._each(cut.added, _days_since)
        self.score = self._each(SCORE, number)
        self.mentions = self._each(MENTIONS, number)
        self.root = self._each(ROOT, lambda text: int(text == "1"))
        province = self._of_province(ACTOR1 + 1, self.source)
        province |= self._of_province(ACTOR2 + 1, self.target)
        self.echoes = self._late() & ~province
        self.good = self._sound() & ~province & ~self.echoes

    def _sound(self) -> Any:
        """Say which rows have all they need, and nothing that cannot be read."""
        sound = is_known(one_chunk(self.cells.column(f"{ID}"))).copy()
        for known in (self.code, self.date, self.added, self.score, self.mentions):
            sound &= known.good
        for needed in (self.code, self.date, self.added):
            sound &= ~needed.missing
        return sound

    def _late(self) -> Any:
        """Say which rows of a daily file are dated long before the day they were added."""
        dated = self.date.good & self.added.good & ~self.date.missing & ~self.added.missing
        late = self.added.numbers(np.int64) - self.date.numbers(np.int64)
        return dated & (late > ECHO_DAYS) & (self.url is not None)

    def _each(self, at: int, known: Callable[[str], Value]) -> _Looked:
        return _Looked.up(one_chunk(self.cells.column(f"{at}")), known)

    def _of_province(self, at: int, coded: Any) -> Any:
        """Say which rows' actor is of a province coded as the country it is nearly named after."""
        found = np.zeros(len(coded), bool)
        near = np.flatnonzero(coded == country_list().index(OF_COUNTRY))
        names = self.cells.column(f"{at}").take(numbers(near, pa.int64())).to_pylist()
        found[near] = [names_province(name or "", OF_COUNTRY) for name in names]
        return found

    def table(self, first: int) -> Any:
        """Return the good rows with the columns of CODED, the block beginning with this line."""
        good = self.good
        cells, count = self.cells.filter(flags(good)), int(good.sum())
        text = {at: one_chunk(cells.column(f"{at}")) for at in ALWAYS}
        told = self._told(text)
        made = {
            "line": numbers(self.places[good] + first, pa.int64()),
            "date": self.date.values(DAY, good),
            "source": _named(self.source[good]), "target": _named(self.target[good]),
            "code": text[CODE].dictionary_encode(), "ontology": same("cameo", count),
            "origin_id": text[ID],
            "source_actor": text[ACTOR1].dictionary_encode(),
            "target_actor": text[ACTOR2].dictionary_encode(),
            "native_score": self.score.values(pa.float64(), good),
            "directed": flags(np.ones(count, bool)),
            "root": flags(self.root.numbers(bool)[good]),
            "mentions": self.mentions.values(pa.float64(), good),
            "added": self.added.values(DAY, good),
            "published": pa.nulls(count, DAY),
            "url": (pa.nulls(count, TEXT) if self.url is None
                    else one_chunk(cells.column(f"{self.url}"))),
            "outlet": same(None, count), "summary": told.dictionary_encode(),
            "multilateral": pa.nulls(count, pa.bool_()), "date_precision": same("day", count),
        }
        return pa.Table.from_arrays([made[name] for name in CODED.names], schema=CODED)

    def _told(self, text: Mapping[int, Any]) -> Any:
        """Return what the good rows say in words, as `sources.gdelt` does."""
        count = int(self.good.sum())
        one, other = (compute.coalesce(text[at + 1], repeated("", count))
                      for at in (ACTOR1, ACTOR2))
        parts = (one, repeated(" → ", count), other, repeated(": ", count),
                 self.code.values(TEXT, self.good))
        return compute.binary_join_element_wise(*parts, repeated("", count))


class _Looked:
    """A column whose distinct texts have been looked up: a value for each, or none."""

    def __init__(self, places: Any, values: list[Value], good: Any, missing: Any) -> None:
        self._places, self._values = places, values
        self.good, self.missing = good, missing

    @classmethod
    def up(cls, column: Any, known: Callable[[str], Value]) -> _Looked:
        """Look up each text once; one that `known` refuses with a ValueError is not good."""
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        named = column.dictionary.to_pylist()
        values: list[Value] = []
        good = np.ones(len(named) + 1, bool)
        for at, text in enumerate(named):
            try:
                values.append(known(text))
            except ValueError:
                values.append(None)
                good[at] = False
        places = as_numbers(column.indices, len(named))
        return cls(places, [*values, None], good[places], places == len(named))

    def numbers(self, dtype: Any) -> Any:
        """Return the value of each row, 0 where there is none."""
        return np.array([value or 0 for value in self._values], dtype)[self._places]

    def values(self, type_: Any, rows: Any) -> Any:
        """Return the values of some rows."""
        if type_ == TEXT:
            known = texts([value if isinstance(value, str) else None for value in self._values])
        else:
            missing = [value is None for value in self._values]
            known = numbers([value or 0 for value in self._values], type_, missing)
        return known.take(numbers(self._places[rows], pa.int64()))


def _no() -> str:
    raise ValueError


def _days_since(text: str) -> int:
    return (compact_date(text) - EPOCH).days


def _named(places: Any) -> Any:
    return recurring(places, country_texts())
