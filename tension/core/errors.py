"""Errors that end with the next step: what is wrong, where, and what would be right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

MAX_LISTED = 50
"""How many lines a message has before it says how many more there are."""

MANY_ALIKE = 10
"""Faults alike up to which each has a line of its own; more are told in one."""


class TensionError(Exception):
    """An error a user can act on; the command line prints it in one line and exits with 1."""


class UsageError(TensionError):
    """The call itself contradicts itself or asks for something that does not exist."""


@dataclass(frozen=True, order=True)
class RowFault:
    """One thing wrong with one row of one file.

    Parameters
    ----------
    line : int
        Line in the file, counted from 1, the header included; 0 when the whole file is meant.
    column : str
        Name of the column as the file writes it, or "" when the whole row is meant.
    problem : str
        What is wrong, with the offending text.
    remedy : str
        What would be right.
    """

    line: int
    column: str
    problem: str
    remedy: str

    def describe(self, file: str) -> str:
        """Return the fault as one line that names file, line and column."""
        place = file
        if self.line:
            place += f", line {self.line}"
        if self.column:
            place += f", column {self.column}"
        return f"{place}: {self.problem}; {self.remedy}"


class InputError(TensionError):
    """A file cannot be used as it stands.

    Parameters
    ----------
    file : str
        Name of the file as the user gave it.
    problem, remedy : str
        What is wrong and what would be right.
    line : int
        Line counted from 1, or 0.
    column : str
        Column, or "".
    """

    def __init__(
        self, file: str, problem: str, remedy: str, *, line: int = 0, column: str = ""
    ) -> None:
        self.file = file
        self.faults: tuple[RowFault, ...] = (RowFault(line, column, problem, remedy),)
        super().__init__(self.faults[0].describe(file))


class RowFaults(InputError):
    """Every bad row of a hand-coded file at once, so that the coder mends them in one go."""

    def __init__(self, file: str, faults: Sequence[RowFault]) -> None:
        super().__init__(file, faults[0].problem, faults[0].remedy)
        self.faults = tuple(sorted(faults))
        lines = _grouped(file, self.faults)
        if len(self.faults) > 1:
            rows = len({fault.line for fault in self.faults})
            lines.insert(0, f"{file}: {rows} bad {'row' if rows == 1 else 'rows'}")
        self.args = ("\n".join(lines),)


def _grouped(file: str, faults: Sequence[RowFault]) -> list[str]:
    """One line a fault; faults of one column with one remedy in one line when they are many."""
    groups: dict[tuple[str, str], list[RowFault]] = {}
    for fault in faults:
        groups.setdefault((fault.column, fault.remedy), []).append(fault)
    lines = []
    for fault in faults:
        alike = groups[fault.column, fault.remedy]
        if len(alike) <= MANY_ALIKE:
            lines.append(fault.describe(file))
        elif fault is alike[0]:
            place = f"{file}, column {fault.column}" if fault.column else file
            lines.append(f"{place}: {len(alike)} rows, the first on line {fault.line}: "
                         f"{fault.problem}; {fault.remedy}")
    more = len(lines) - MAX_LISTED
    return [*lines[:MAX_LISTED], f"{file}: and {more} more"] if more > 0 else lines


def reason_of(error: OSError) -> str:
    """Return an error of the machine in words, without the name of a file.

    Examples
    --------
    >>> reason_of(FileNotFoundError(2, "No such file or directory"))
    'no such file or directory'
    """
    return (error.strerror or str(error)).lower()


def nearest(word: str, known: Sequence[str], count: int = 3) -> list[str]:
    """Return up to ``count`` known words spelt most like ``word``, best first.

    Examples
    --------
    >>> nearest("Azerbaidjan", ["Azerbaijan", "Albania", "Iran"])
    ['Azerbaijan']
    """
    by_fold = {name.casefold(): name for name in known}
    close = get_close_matches(word.casefold(), list(by_fold), n=count, cutoff=0.6)
    return [by_fold[name] for name in close]
