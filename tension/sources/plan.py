"""Which archives have to be read: what is new or changed, what is held, what is a copy.

Decided in the order of the archives and from what is held alone, so that a run that was stopped
decides as the one that was not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tension.core.errors import InputError, reason_of
from tension.sources.account import Record
from tension.sources.archives import Archive, sha256_of, sum_of

Content = tuple[int, tuple[int, ...], str]


@dataclass(frozen=True)
class Plan:
    """An archive with its sums.

    Parameters
    ----------
    archive : Archive
        The file.
    size : int
        Its bytes.
    sums : tuple of int
        CRC-32 of each member, or of the file where no member states one.
    sha256 : str
        Of the file, where it was asked for.
    failed : str
        Why it cannot even be opened.
    """

    archive: Archive
    size: int = 0
    sums: tuple[int, ...] = ()
    sha256: str = ""
    failed: str = ""

    @property
    def key(self) -> str:
        """The archive's key."""
        return self.archive.key

    def is_of(self, record: Record) -> bool:
        """Say whether a record is of the same content."""
        same = (self.size, self.sums) == content_of(record)[:2]
        return same and (not self.sha256 or record.get("sha256") == self.sha256)

    @property
    def content(self) -> Content:
        """What the archive is known by, whatever its name."""
        return self.size, self.sums, self.sha256


def content_of(record: Record) -> Content:
    """Return what a held archive is known by."""
    sums = tuple(int(one, 16) for one in record["crc32"])
    return record["size"], sums, record.get("sha256", "")


def planned(archive: Archive, verify: bool) -> Plan:
    """Return an archive with its sums, or why it cannot be opened."""
    try:
        size = archive.path.stat().st_size
        sums = tuple(sum_of(member) for member in archive.members())
        return Plan(archive, size, sums, sha256_of(archive.path) if verify else "")
    except InputError as error:
        return Plan(archive, failed=str(error))
    except OSError as error:
        return Plan(archive, failed=f"{archive.key}: {reason_of(error)}; check its permissions")


@dataclass
class Choice:
    """What is to be done with each archive.

    Parameters
    ----------
    to_read : list of Plan
        New or changed ones.
    held : list of str
        Keys of those that are held as they are.
    copies : dict
        Key → plan and key of the one whose content it has.
    """

    to_read: list[Plan] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    copies: dict[str, tuple[Plan, str]] = field(default_factory=dict)

    def instead_of(self, failed: Mapping[str, str]) -> list[Plan]:
        """Return the next copy of each content whose first archive failed; others wait for it."""
        chosen: dict[str, str] = {}
        plans = []
        for key, (plan, other) in list(self.copies.items()):
            if other not in failed:
                continue
            if other in chosen:
                self.copies[key] = (plan, chosen[other])
            else:
                chosen[other] = key
                plans.append(plan)
                del self.copies[key]
        return plans


def choose(plans: Sequence[Plan], known: Mapping[str, Record], told: Record) -> Choice:
    """Return what is to be done with archives.

    Parameters
    ----------
    plans : sequence of Plan
        In order of the archives; none failed.
    known : mapping
        Key → record of what is held or in the journal.
    told : dict
        How archives are to be read now; what was read otherwise is read again.

    Returns
    -------
    Choice
        A copy's other is an archive that keeps its content in this run.
    """
    made = Choice()
    here = {plan.key for plan in plans}
    first = {content_of(record)[:2]: key for key, record in known.items() if key not in here}
    fresh = []
    for plan in plans:
        record = known.get(plan.key)
        if record is not None and plan.is_of(record) and record["told"] == told:
            made.held.append(plan.key)
            first.setdefault(plan.content[:2], plan.key)
        else:
            fresh.append(plan)
    for plan in fresh:
        other = first.setdefault(plan.content[:2], plan.key)
        if other == plan.key:
            made.to_read.append(plan)
        else:
            made.copies[plan.key] = (plan, other)
    return made
