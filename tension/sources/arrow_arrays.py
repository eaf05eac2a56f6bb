"""Numbers, flags and texts into Arrow arrays and out again, by their buffers.

Arrow's own `array` and `to_numpy` import pandas wherever it is installed, which takes an ingest of
a day's file longer than reading it does.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

ONCE = pa.dictionary(pa.int32(), pa.string())
"""A text that recurs: kept once and referred to by number."""

TEXT, DAY = pa.string(), pa.date32()
EPOCH = dt.date(1970, 1, 1)
_PLAIN = {pa.float64(): np.float64, pa.int64(): np.int64, pa.int32(): np.int32, DAY: np.int32}


def numbers(values: Any, type_: Any, missing: Any = None) -> Any:
    """Return an array of numbers, or of days since 1970, from one of numpy.

    Examples
    --------
    >>> numbers(np.array([1, 2]), pa.int32(), np.array([False, True])).to_pylist()
    [1, None]
    """
    kept = np.ascontiguousarray(values, _PLAIN[type_])
    return pa.Array.from_buffers(type_, len(kept), [_validity(missing), pa.py_buffer(kept)])


def flags(values: Any, missing: Any = None) -> Any:
    """Return an array of truth values from one of numpy."""
    bits = np.packbits(np.asarray(values, bool), bitorder="little")
    return pa.Array.from_buffers(
        pa.bool_(), len(values), [_validity(missing), pa.py_buffer(bits)])


def texts(values: Sequence[str | None]) -> Any:
    """Return an array of texts.

    Examples
    --------
    >>> texts(["a", None, "ö"]).to_pylist()
    ['a', None, 'ö']
    """
    raw = [(value or "").encode() for value in values]
    ends = np.zeros(len(raw) + 1, np.int32)
    np.cumsum([len(one) for one in raw], out=ends[1:])
    missing = np.array([value is None for value in values], bool)
    return pa.Array.from_buffers(
        TEXT, len(raw), [_validity(missing), pa.py_buffer(ends), pa.py_buffer(b"".join(raw))])


def repeated(text: str, count: int) -> Any:
    """Return an array of one text, so many times."""
    return texts([text]).take(numbers(np.zeros(count), pa.int32()))


def same(text: str | None, count: int) -> Any:
    """Return a text that all rows share, or that all lack, as one that recurs."""
    return recurring(np.zeros(count, np.int32), texts([text or ""]),
                     np.full(count, text is None))


def recurring(places: Any, known: Any, missing: Any = None) -> Any:
    """Return texts that recur: for each row the place of its text among the known ones."""
    return pa.DictionaryArray.from_arrays(numbers(places, pa.int32(), missing), known)


def column_of(values: Sequence[Any], type_: Any) -> Any:
    """Return an array of values, None where one is missing."""
    if type_ in (TEXT, ONCE):
        made = texts(values)
        return made.dictionary_encode() if type_ == ONCE else made
    missing = np.array([value is None for value in values], bool)
    if type_ == pa.bool_():
        return flags([bool(value) for value in values], missing)
    if type_ == DAY:
        return numbers([(value - EPOCH).days if value else 0 for value in values], DAY, missing)
    return numbers([value or 0 for value in values], type_, missing)


def as_numbers(array: Any, fill: int = 0) -> Any:
    """Return an array of numbers or days as one of numpy, another number where one is missing."""
    if not len(array):
        return np.empty(0, _PLAIN[array.type])
    found = np.frombuffer(array.buffers()[1], _PLAIN[array.type])
    found = found[array.offset : array.offset + len(array)]
    return np.where(is_known(array), found, fill) if array.null_count else found


def is_known(array: Any) -> Any:
    """Say of each row whether it has a value."""
    bits = array.buffers()[0]
    if bits is None or not array.null_count:
        return np.ones(len(array), bool)
    whole = np.unpackbits(np.frombuffer(bits, np.uint8), bitorder="little")
    return whole[array.offset : array.offset + len(array)].astype(bool)


def one_chunk(column: Any) -> Any:
    """Return a column as one array."""
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _validity(missing: Any) -> Any:
    if missing is None or not np.any(missing):
        return None
    return pa.py_buffer(np.packbits(~np.asarray(missing, bool), bitorder="little"))
