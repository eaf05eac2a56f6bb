"""One dyad out of a stream of lines: a byte search for the rarer country before any parsing.

A line is looked at only when it holds a text of one country; it is parsed only when it holds one of
the other too. All lines are counted on the way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from tension.core.dyad import Dyad
from tension.sources.archive import Member
from tension.sources.rows import LineFormat, RecordFormat, Sample, Scanned

BLOCK = 1024 * 1024
SAMPLE_BYTES, SAMPLE_LINES = 256 * 1024, 5000

EDGE, LINES_AT_EDGE = 16 * 1024, 20
"""Bytes and lines at both ends of a block that are asked for the day they show."""

Format = LineFormat | RecordFormat


def sample_of(member: Member) -> Sample:
    """Return the first lines of a member."""
    head = b""
    for chunk in member.chunks():
        head += chunk
        if len(head) >= SAMPLE_BYTES:
            break
    whole = len(head) < SAMPLE_BYTES
    lines = head.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    lines = lines if whole else lines[:-1]
    kept = [line.rstrip(b"\r") for line in lines if line.strip()]
    return Sample(member.label, kept[:SAMPLE_LINES])


def blocks(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the stream in pieces that end with a line, the last one perhaps without its end."""
    kept: list[bytes] = []
    size = 0
    for chunk in chunks:
        kept.append(chunk)
        size += len(chunk)
        if size < BLOCK:
            continue
        whole = b"".join(kept)
        cut = whole.rfind(b"\n") + 1
        if cut:
            yield whole[:cut]
        kept, size = [whole[cut:]], len(whole) - cut
    if rest := b"".join(kept):
        yield rest


def scan(
    member: Member, format_: Format, dyad: Dyad, sample: Sample, ontology: str | None = None
) -> Scanned:
    """Return the rows of a dyad in a member, with the count of all its rows.

    Parameters
    ----------
    member : Member
        What to read.
    format_ : LineFormat or RecordFormat
        Its format.
    dyad : Dyad
        The pair wanted.
    sample : Sample
        The member's beginning.
    ontology : str, optional
        Scheme of the codes, where the user says it.

    Raises
    ------
    InputError
        If the member cannot be read to its end.
    """
    found = Scanned(member.name, member.member, format_.name)
    if isinstance(format_, RecordFormat):
        format_.scan(member.chunks(), dyad, found)
        return found
    if format_.variant is not None:
        found.format = format_.variant(sample)
    parse = format_.parser(dyad, sample, ontology)
    rarer, other = _by_rarity(format_.needles(dyad))
    search = re.compile(b"|".join(map(re.escape, rarer)))
    line = 1
    for number, block in enumerate(blocks(member.chunks())):
        if number == 0:
            block = block.removeprefix(b"\xef\xbb\xbf")
            if format_.header(sample):
                block, line = _without_header(block)
        for start, raw in _matches(block, search, other):
            at = line + block.count(b"\n", 0, start)
            found.enter(parse(at, raw))
        for raw in _ends(block):
            found.cover(format_.day(raw))
        ends = block.count(b"\n")
        line += ends
        found.read += ends + (1 if block and not block.endswith(b"\n") else 0)
    return found


def _by_rarity(
    needles: tuple[tuple[bytes, ...], tuple[bytes, ...]],
) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """The country to search for first: the one not among those that fill the world's news."""
    common = {b"USA", b"IRN", b"RUS", b"CHN", b"ISR", b"GBR", b"IRQ", b"SYR", b"TUR", b"UKR",
              b"Iran", b"United States", b"Russian Federation", b"China", b"Israel"}
    first, second = needles
    known = any(needle.strip(b"\t ;") in common for needle in first)
    return (second, first) if known else (first, second)


def _without_header(block: bytes) -> tuple[bytes, int]:
    """Return what follows the first line that is not blank, and the number of its first line."""
    at = 0
    while (end := block.find(b"\n", at)) >= 0 and not block[at:end].strip():
        at = end + 1
    end = len(block) if end < 0 else end + 1
    return block[end:], block.count(b"\n", 0, end) + 1


def _ends(block: bytes) -> Iterator[bytes]:
    """Yield the first and last lines of a block: where a file in order of time shows its days."""
    yield from block[: block.find(b"\n", EDGE) + 1].splitlines()[:LINES_AT_EDGE]
    yield from block[max(len(block) - EDGE, 0) :].splitlines()[1:][-LINES_AT_EDGE:]


def _matches(
    block: bytes, search: re.Pattern[bytes], other: tuple[bytes, ...]
) -> Iterator[tuple[int, bytes]]:
    """Yield where each line begins that holds a text of both countries, and the line."""
    at = 0
    while hit := search.search(block, at):
        start = block.rfind(b"\n", 0, hit.start()) + 1
        end = block.find(b"\n", hit.end())
        end = len(block) if end < 0 else end
        raw = block[start:end]
        if any(needle in raw for needle in other):
            yield start, raw
        at = end

