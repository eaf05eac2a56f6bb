"""A small archive of daily files, and the store that an undisturbed ingest makes of it."""

from __future__ import annotations

import datetime as dt
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

BYTES = ("events.parquet", "manifest.json")


def daily_row(day: dt.date, identifier: int, pair: tuple[str, str], code: str = "042") -> str:
    """A row of a GDELT 1.0 daily file."""
    cells = [""] * 58
    cells[0], cells[1] = str(identifier), f"{day:%Y%m%d}"
    for at, country in ((5, pair[0]), (15, pair[1])):
        cells[at] = cells[at + 2] = country
        cells[at + 1] = f"PEOPLE OF {country}"
    cells[25], cells[26], cells[27], cells[28] = "1", code, code[:3], code[:2]
    cells[29], cells[30], cells[31] = "1", "1.9", "3"
    cells[56], cells[57] = f"{day:%Y%m%d}", f"https://example.org/{identifier}"
    return "\t".join(cells)


def _write_daily(folder: Path, number: int, rows: int = 300) -> Path:
    """Write one daily zip: mostly other pairs, a few rows of IRN and AZE, one of them bad."""
    rng = random.Random(number)
    day = dt.date(2016, 1, 1) + dt.timedelta(days=number)
    lines = []
    for k in range(rows):
        pair = rng.choice([("USA", "RUS"), ("IRN", "IRQ"), ("TUR", "AZE")])
        if k % 50 == 7:
            pair = ("IRN", "AZE") if rng.random() < 0.5 else ("AZE", "IRN")
        code = "---" if k == 57 and number % 3 == 0 else rng.choice(["042", "112", "190"])
        lines.append(daily_row(day, number * rows + k, pair, code))
    path = folder / f"{day:%Y%m%d}.export.CSV.zip"
    info = zipfile.ZipInfo(f"{day:%Y%m%d}.export.CSV", (2016, 1, 1, 0, 0, 0))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(info, "\n".join(lines) + "\n")
    return path


@pytest.fixture
def archive(tmp_path) -> Path:
    """A folder of twelve daily zips."""
    folder = tmp_path / "archive"
    folder.mkdir()
    for number in range(12):
        _write_daily(folder, number)
    return folder


def _bytes_of(store: Path, dyad: str = "IRN-AZE") -> dict[str, bytes]:
    """The files of a store that must be the same however it was filled."""
    return {name: (store / dyad / name).read_bytes() for name in BYTES}


def _ingesting(archive: Path, store: Path, **options) -> subprocess.Popen:
    """Begin an ingest in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "tension", "ingest", str(archive), "--store", str(store)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options,
    )


@pytest.fixture(scope="session")
def write_daily():
    """Writer of one daily zip."""
    return _write_daily


@pytest.fixture(scope="session")
def bytes_of():
    """Reader of what must be the same."""
    return _bytes_of


@pytest.fixture(scope="session")
def ingesting():
    """Beginner of an ingest in a process of its own."""
    return _ingesting
