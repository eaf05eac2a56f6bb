"""Many refits at once: processes, in an order and with results that do not depend on their number.

What all jobs share is sent to each process once.
"""

from __future__ import annotations

import copyreg
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

WORKERS = 2

Job = TypeVar("Job")
Result = TypeVar("Result")


class Watcher(Protocol):
    """Whoever wants to know how far a long computation has come."""

    def begin(self, steps: int, what: str) -> None:
        """Hear how many steps there are, and what they are, such as ``worlds``."""

    def step(self, steps: int = 1) -> None:
        """Hear that so many steps more are done."""


def _frozen(content: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(content)


def _plain(mapping: MappingProxyType[Any, Any]) -> tuple[Any, ...]:
    return _frozen, (dict(mapping),)


# The frozen tables hold read-only mappings, which cannot travel to a process as they are.
copyreg.pickle(MappingProxyType, _plain)

_shared: Any = None


def _share(common: Any) -> None:
    global _shared
    _shared = common


def _one(call: tuple[Callable[[Any, Job], Result], Job]) -> Result:
    work, job = call
    return work(_shared, job)


def in_processes(
    work: Callable[[Any, Job], Result],
    jobs: Sequence[Job],
    common: Any,
    workers: int = WORKERS,
) -> Iterator[Result]:
    """Yield what each job comes to, in the order of the jobs.

    Parameters
    ----------
    work : callable
        Of the module's top level: (common, job) → result.
    jobs : sequence
        One call each.
    common : object
        What every job needs; it is sent to a process once.
    workers : int
        Processes; with 1 everything happens in this one.

    Examples
    --------
    >>> list(in_processes(pow, [1, 2, 3], 2, workers=1))
    [2, 4, 8]
    """
    if workers <= 1 or len(jobs) <= 1:
        yield from (work(common, job) for job in jobs)
        return
    pool = ProcessPoolExecutor(
        min(workers, len(jobs)), initializer=_share, initargs=(common,))
    try:
        yield from pool.map(_one, [(work, job) for job in jobs])
    finally:
        pool.shutdown(cancel_futures=True)
