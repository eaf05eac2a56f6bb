"""A series in one line of a terminal."""

from __future__ import annotations

import math
from collections.abc import Sequence

BLOCKS = "▁▂▃▄▅▆▇█"
PLAIN = "12345678"
"""What stands for the blocks where the terminal has none."""

GAP = "·"


def sparkline(values: Sequence[float], encoding: str = "utf-8") -> str:
    """Return values as blocks from the lowest to the highest; a missing one is a dot, not a block.

    Parameters
    ----------
    values : sequence of float
        NaN where missing.
    encoding : str
        The terminal's; digits 1 to 8 stand for the blocks where it has none.

    Examples
    --------
    >>> sparkline([30.0, 40.0, float("nan"), 60.0])
    '▁▃·█'
    """
    known = [value for value in values if not math.isnan(value)]
    if not known:
        return GAP * len(values) if _has(encoding, GAP) else "." * len(values)
    low, high = min(known), max(known)
    step = (high - low) / (len(BLOCKS) - 1) or 1.0
    blocks, gap = (BLOCKS, GAP) if _has(encoding, BLOCKS + GAP) else (PLAIN, ".")
    return "".join(
        gap if math.isnan(value) else blocks[round((value - low) / step)] for value in values
    )


def _has(encoding: str, marks: str) -> bool:
    try:
        marks.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True
