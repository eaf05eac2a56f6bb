"""Several archives at a time: inflating and searching let other threads run meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import Protocol, TypeVar

WORKERS = 2

Job = TypeVar("Job")
Result = TypeVar("Result")


class Watcher(Protocol):
    """Whoever wants to know how far reading or fetching has come; told from several threads."""

    def begin(self, files: int, size: int) -> None:
        """Hear how many files and bytes there are, packed as they are."""

    def tick(self, size: int) -> None:
        """Hear that so many bytes more have come, or fewer where a file is begun anew."""

    def file_done(self) -> None:
        """Hear that a file is done."""

    def waiting(self) -> None:
        """Hear that another process holds the place and is waited for."""


def as_done(
    work: Callable[[Job], Result], jobs: Iterable[Job], workers: int = WORKERS
) -> Iterator[Result]:
    """Yield the result of each job as soon as it is there, few being under way at any time.

    Parameters
    ----------
    work : callable
        Job → result.
    jobs : iterable
        Any number.
    workers : int
        Threads.

    Raises
    ------
    Exception
        What a job raises, when its turn comes; jobs not begun are then never begun.
    """
    waiting = iter(jobs)
    with ThreadPoolExecutor(workers, "scan") as pool:
        under_way: set[Future[Result]] = set()
        try:
            under_way = {pool.submit(work, job) for job in islice(waiting, 2 * workers)}
            while under_way:
                done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                under_way |= {pool.submit(work, job) for job in islice(waiting, len(done))}
                for one in done:
                    yield one.result()
        finally:
            for one in under_way:
                one.cancel()


def in_order(
    work: Callable[[Job], Result], jobs: Iterable[Job], workers: int = WORKERS
) -> Iterator[Result]:
    """Yield the results in the order of the jobs.

    Examples
    --------
    >>> list(in_order(abs, [-2, 3, -1]))
    [2, 3, 1]
    """
    waiting = iter(jobs)
    with ThreadPoolExecutor(workers, "scan") as pool:
        under_way = [pool.submit(work, job) for job in islice(waiting, 2 * workers)]
        try:
            while under_way:
                yield under_way.pop(0).result()
                under_way += [pool.submit(work, job) for job in islice(waiting, 1)]
        finally:
            for one in under_way:
                one.cancel()
