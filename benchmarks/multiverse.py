"""How long the multiverse of the bundled chronology takes: processor seconds, and per 200 cells.

    python benchmarks/multiverse.py
"""

from __future__ import annotations

import resource
import time

from tension.explain.multiverse import multiverse
from tension.sources.read import read_events


def processor() -> float:
    """Seconds of processor of this process and of those it waited for."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def main() -> None:
    events = read_events()
    before, began = processor(), time.perf_counter()
    found = multiverse(events)
    used, took = processor() - before, time.perf_counter() - began
    print(found.summary())
    print(f"{len(found)} cells: {used:.1f} s of processor, {took:.1f} s by the clock; "
          f"{200 * used / len(found):.2f} s of processor for 200")


if __name__ == "__main__":
    main()
