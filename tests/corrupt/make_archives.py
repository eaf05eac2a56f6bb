"""Make the traps of GDELT files and of packed files: `python tests/corrupt/make_archives.py`.

Each is a few rows or a few hundred bytes; `tests/sources/test_traps.py` says what must come of it.
"""

from __future__ import annotations

import gzip
import struct
import sys
import zipfile
from io import BytesIO
from pathlib import Path

WHEN = (2016, 1, 1, 0, 0, 0)


def row(
    width: int = 58, *, number: int = 1, date: str = "20160115", added: str = "20160116",
    pair: tuple[str, str] = ("IRN", "AZE"), names: tuple[str, str] = ("IRAN", "AZERBAIJAN"),
    code: str = "042", ethnic: str = "", url: str = "https://example.org/a",
) -> str:
    """A GDELT row of 57, 58 or 61 columns."""
    cells = [""] * width
    cells[0], cells[1], cells[9] = str(number), date, ethnic
    cells[5] = cells[7] = pair[0]
    cells[15] = cells[17] = pair[1]
    cells[6], cells[16] = names
    cells[25], cells[26], cells[27], cells[28] = "1", code, code[:3], code[:2]
    cells[29], cells[30], cells[31] = "1", "1.9", "3"
    cells[59 if width == 61 else 56] = added + ("120000" if width == 61 else "")
    if width > 57:
        cells[-1] = url
    return "\t".join(cells)


def text(*rows: str) -> bytes:
    """Rows as a file."""
    return ("\n".join(rows) + "\n").encode()


def zipped(*members: tuple[str, bytes]) -> bytes:
    """A zip of these members, the same bytes every time."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members:
            file.writestr(zipfile.ZipInfo(name, WHEN), content, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def bomb() -> bytes:
    """A zip whose directory promises a thousand million bytes from a few."""
    made = bytearray(zipped(("20160116.export.CSV", text(row()))))
    at = made.index(b"PK\x01\x02")
    made[at + 24 : at + 28] = struct.pack("<I", 10**9)
    return bytes(made)


def traps() -> dict[str, bytes]:
    """Every trap by its name."""
    good = [row(number=k) for k in (1, 2, 3)]
    day = zipped(("20160116.export.CSV", text(*good)))
    return {
        "gdelt_doubled_id.csv": text(row(), row(date="20160114"), row(number=2)),
        "gdelt_recoded_story.csv": text(*[
            row(number=k, date="20160116", code=code, url=f"https://example.org/{page}")
            for k, code, page in ((1, "042", "a"), (2, "042", "a"), (3, "112", "a"),
                                  (4, "042", "b"))
        ]),
        "gdelt_echo.csv": text(row(), row(number=2, date="20150115"), row(number=3,
                                                                          date="20060115")),
        "gdelt_widths.csv": text(*good, row(59, number=4), row(57, number=5)[: -1] + "\t\t\t"),
        "gdelt_mixed_widths.csv": text(row(57), row(58, number=2), row(57, number=3)),
        "gdelt_second_version.csv": text(row(61), row(61, number=2)),
        "gdelt_stray_tab.csv": text(*good, row(number=4, names=("IR\tAN", "AZERBAIJAN"))),
        "gdelt_lone_quote.csv": text(row(names=('THE "IRAN', "AZERBAIJAN")), *good[1:]),
        "gdelt_mark_and_crlf.csv": b"\xef\xbb\xbf" + text(*good).replace(b"\n", b"\r\n"),
        "gdelt_latin1.csv": text(*good, row(number=4, names=("ÍRAN", "AZERBAIJAN"))).decode()
        .encode("latin-1"),
        "gdelt_na.csv": text(row(names=("NA", "NA")), row(number=2, pair=("NA", "AZE"))),
        "gdelt_empty_code.csv": text(*good, row(number=4, code="")),
        "gdelt_damaged_code.csv": text(*good, row(number=4, code="0841]"),
                                       row(number=5, code="---")),
        "gdelt_ethnic.csv": text(row(pair=("IRN", "TUR"), ethnic="AZE"), row(number=2)),
        "gdelt_province.csv": text(row(names=("TEHRAN", "EAST AZERBAIJAN")), row(number=2)),
        "gdelt_self_dyad.csv": text(row(pair=("AZE", "AZE")), row(number=2)),
        "truncated.zip": day[: len(day) * 2 // 3],
        "two_members.zip": zipped(("one.CSV", text(*good)), ("two.CSV", text(row(number=9)))),
        "bomb.zip": bomb(),
        "outside.zip": zipped(("../20160116.export.CSV", text(*good))),
        "no_member.zip": zipped(),
        "still_written.csv.gz": gzip.compress(text(*good * 20), mtime=0)[:-9],
    }


def main() -> None:
    """Write the traps beside this file."""
    for name, content in traps().items():
        (Path(__file__).parent / name).write_bytes(content)
    print(f"{len(traps())} traps", file=sys.stderr)


if __name__ == "__main__":
    main()
