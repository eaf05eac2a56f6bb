"""Where in a block of bytes one of several texts stands, by the fastest search at hand.

glibc's strstr, which is vectorised; with another C library hyperscan where the extra `fast` is
installed, else memmem, else `re`. They find the same; `TENSION_SEARCH` names one, for measuring
them side by side.
"""

from __future__ import annotations

import ctypes
import os
import platform
import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any

from tension.core.errors import UsageError

Search = Callable[[bytes, int], int]
"""(Block, from where) → where the first of the texts begins there or later; -1 where none does."""


def by_re(texts: Sequence[bytes]) -> Search:
    """Return the search by the standard library."""
    find = re.compile(b"|".join(map(re.escape, texts))).search

    def search(block: bytes, at: int) -> int:
        hit = find(block, at)
        return -1 if hit is None else hit.start()

    return search


def by_memmem(texts: Sequence[bytes]) -> Search:
    """Return the search by the C library's memmem.

    Raises
    ------
    AttributeError, OSError
        If the C library has none.
    """
    # A call takes microseconds: to let another thread run meanwhile would cost more.
    memmem = ctypes.PyDLL(None).memmem
    memmem.restype = ctypes.c_void_p
    memmem.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_char_p, ctypes.c_size_t]

    def one(text: bytes) -> Search:
        def search(block: bytes, at: int) -> int:
            start = _address(block)
            found = memmem(start + at, len(block) - at, text, len(text))
            return found - start if found else -1

        return search

    return _first_of([one(text) for text in texts])


def by_strstr(texts: Sequence[bytes]) -> Search:
    """Return the search by glibc's strstr, which looks at many bytes at once.

    Raises
    ------
    OSError
        If the C library is another: there memmem is the faster one.
    """
    if platform.libc_ver()[0] != "glibc":
        raise OSError("the C library is not glibc")
    strstr = ctypes.PyDLL(None).strstr
    strstr.restype = ctypes.c_void_p
    strstr.argtypes = [ctypes.c_void_p, ctypes.c_char_p]

    def one(text: bytes) -> Search:
        of: bytes | None = None
        start = 0

        def search(block: bytes, at: int) -> int:
            nonlocal of, start
            if block is not of:
                of, start = block, _address(block)
            # A string of C ends with a NUL, and Python puts one after every bytes object: behind
            # one inside the search goes on.
            while at >= 0:
                if found := strstr(start + at, text):
                    return int(found) - start
                at = block.find(b"\0", at) + 1 or -1
            return -1

        return search

    return _first_of([one(text) for text in texts])


def _address(block: bytes) -> int:
    return ctypes.cast(ctypes.c_char_p(block), ctypes.c_void_p).value or 0


def _first_of(searches: Sequence[Search]) -> Search:
    """Return the search for several texts made of the searches for one."""
    if len(searches) == 1:
        return searches[0]
    seen: list[int] = []
    of = b""

    def search(block: bytes, at: int) -> int:
        # Where a text comes next is kept until it is passed: each looks at a block once only.
        nonlocal seen, of
        if block is not of or at == 0:
            seen, of = [one(block, at) for one in searches], block
        for number, one in enumerate(searches):
            if 0 <= seen[number] < at:
                seen[number] = one(block, at)
        return min((place for place in seen if place >= 0), default=-1)

    return search


def by_hyperscan(texts: Sequence[bytes]) -> Search:
    """Return the search by hyperscan, in one pass for all texts.

    Raises
    ------
    ImportError
        If the extra `fast` is not installed.
    """
    hyperscan: Any = import_module("hyperscan")
    made = hyperscan.Database()
    # Regular expressions in which every byte is written as its number.
    made.compile(expressions=[b"".join(b"\\x%02x" % byte for byte in text) for text in texts],
                 ids=list(range(len(texts))), elements=len(texts))
    lengths = [len(text) for text in texts]
    found: list[int] = []
    of = b""

    def enter(number: int, _: int, end: int, *__: object) -> None:
        found.append(end - lengths[number])

    def search(block: bytes, at: int) -> int:
        nonlocal of
        if block is not of or at == 0:
            found.clear()
            made.scan(block, match_event_handler=enter)
            found.sort()
            of = block
        place = bisect_left(found, at)
        return found[place] if place < len(found) else -1

    return search


ENGINES = {
    "strstr": by_strstr, "hyperscan": by_hyperscan, "memmem": by_memmem, "re": by_re,
}


def _engine() -> str:
    asked = os.environ.get("TENSION_SEARCH")
    if asked is not None and asked not in ENGINES:
        raise UsageError(f"TENSION_SEARCH: there is no search {asked!r}; use one of "
                         f"{', '.join(ENGINES)}")
    for name in [asked] if asked else ENGINES:
        with suppress(ImportError, AttributeError, OSError):
            ENGINES[name]((b"x",))
            return name
    raise UsageError(f"TENSION_SEARCH: {asked} is not installed; leave it out")


ENGINE = _engine()


def searcher(texts: Sequence[bytes]) -> Search:
    """Return the search for these texts.

    Parameters
    ----------
    texts : sequence of bytes
        None of them empty.

    Returns
    -------
    callable
        For one thread at a time; a block is searched from the front on.

    Examples
    --------
    >>> search = searcher([b"AZE", b"IRN"])
    >>> search(b"IRQ AZE IRN", 0), search(b"IRQ AZE IRN", 5), search(b"IRQ AZE IRN", 9)
    (4, 8, -1)
    """
    return ENGINES[ENGINE](texts)
