"""What it costs to find a dyad in an archive of GDELT files, beside inflating it and beside peers.

    python benchmarks/scan.py --rounds 5

Makes an archive with `synthetic.py` (or takes one with --archive) and measures every command in a
process of its own, in turn, round after round, each round beginning with another, so that a noisy
machine is noisy for all of them. What a process costs before it does anything is measured the same
way and taken off. Before any figure counts, the answers are compared: the peers must find the same
rows, and `tension ingest` those less the rows that its manifest says it left out.

Exit code 1 if a bar is missed or the answers differ.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import shlex
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from io import BytesIO
from pathlib import Path
from typing import Any

PYTHON = sys.executable
DYAD = ("IRN", "AZE")
STEP = 128 * 1024
THREADS = 2
ONE_WORKER = "ingest, one worker"
FEW = 4
"""Files of the small archive, whose peak of memory the large one's is set against."""

Json = Any


# ---- What is measured beside ingest: each runs in a process of its own -------------------------

ID, DATE, COUNTRY1, COUNTRY2, CODE, SCORE = 0, 1, 7, 17, 26, 30
KEPT = (ID, DATE, 5, 6, COUNTRY1, 15, 16, COUNTRY2, 25, CODE, SCORE, 31)
"""Columns that ingest keeps, beside the day added and the address."""

LAST = {58: (56, 57), 61: (59, 60)}
"""Width → columns of the day added and of the address."""


def inflate(folder: Path) -> None:
    """Inflate every member and check its sum, on two threads; nothing else.

    128 KiB are read and at most four times as much inflated at once. Without that limit isal takes
    twice as long, which would lower the bar.
    """
    with ThreadPoolExecutor(THREADS) as threads:
        list(threads.map(inflate_one, archives(folder)))


def inflate_one(path: Path) -> None:
    from isal import isal_zlib

    with zipfile.ZipFile(path) as archive, path.open("rb") as file:
        info = archive.infolist()[0]
        file.seek(info.header_offset)
        header = file.read(30)
        lengths = int.from_bytes(header[26:28], "little"), int.from_bytes(header[28:30], "little")
        file.seek(info.header_offset + 30 + sum(lengths))
        engine, left, sum_, size = isal_zlib.decompressobj(-15), info.compress_size, 0, 0
        while left and (data := file.read(min(STEP, left))):
            left -= len(data)
            while data and not engine.eof:
                out = engine.decompress(data, 4 * STEP)
                sum_ = isal_zlib.crc32(out, sum_)
                size += len(out)
                data = engine.unconsumed_tail
        rest = engine.flush()
        sum_, size = isal_zlib.crc32(rest, sum_), size + len(rest)
    if (sum_, size) != (info.CRC, info.file_size):
        raise SystemExit(f"{path.name}: the member's sum is wrong")


def by_pandas(folder: Path) -> Json:
    """Read the columns needed of each file, then take the dyad."""
    import pandas as pd

    first, second = DYAD
    read, found = 0, []
    for path in archives(folder):
        columns = columns_of(path)
        frame = pd.read_csv(
            path, sep="\t", header=None, usecols=columns, dtype=str, quoting=3,
            keep_default_na=False, compression="zip", encoding_errors="replace",
        )[columns]
        one, other = frame[COUNTRY1], frame[COUNTRY2]
        wanted = (one.eq(first) & other.eq(second)) | (one.eq(second) & other.eq(first))
        read += len(frame)
        found += frame[wanted].to_numpy().tolist()
    return {"read": read, "rows": found}


def by_polars(folder: Path) -> Json:
    """Read the columns needed of each file, then take the dyad."""
    import polars as pl

    first, second = DYAD
    read, found = 0, []
    for path in archives(folder):
        with zipfile.ZipFile(path) as archive:
            held = BytesIO(archive.read(archive.namelist()[0]))
        frame = pl.read_csv(
            held, separator="\t", has_header=False, columns=columns_of(path),
            infer_schema_length=0, quote_char=None, encoding="utf8-lossy",
            truncate_ragged_lines=True,
        )
        # Releases name the columns from 0 or from 1: they are told by their order.
        one, other = (pl.col(frame.columns[KEPT.index(at)]) for at in (COUNTRY1, COUNTRY2))
        wanted = ((one == first) & (other == second)) | ((one == second) & (other == first))
        read += frame.height
        found += frame.filter(wanted).fill_null("").rows()
    return {"read": read, "rows": found}


def columns_of(path: Path) -> list[int]:
    """Return the numbers of the columns needed, by the width of the first row."""
    with zipfile.ZipFile(path) as archive, archive.open(archive.namelist()[0]) as member:
        return [*KEPT, *LAST[member.readline().count(b"\t") + 1]]


def nothing(*modules: str) -> Callable[[Path], None]:
    """Return a run that imports modules and does nothing with them."""
    return lambda _: [importlib.import_module(module) for module in modules] and None


def compare(folder: Path) -> Json:
    """Compare the answers that lie in a folder; return what they came to.

    The two peers must give the same rows. Every row that ingest kept must be one of theirs, cell by
    cell; and the rows it did not keep must be as many as its manifest says it left out.
    """
    import polars as pl

    peers = [json.loads((folder / f"{name}.json").read_text()) for name in ("pandas", "polars")]
    told = [{row[0]: row for row in peer["rows"]} for peer in peers]
    ask(peers[0]["read"] == peers[1]["read"] and told[0] == told[1], "the peers differ")
    ask(len(told[0]) == len(peers[0]["rows"]), "an id stands twice")
    results = {}
    for store in sorted(path for path in folder.iterdir() if path.is_dir()):
        below = store / "-".join(DYAD)
        kept = pl.read_parquet(below / "events.parquet").to_dicts()
        records = list(accounts(json.loads((below / "manifest.json").read_text())))
        left_out = rules(records)
        ask(bool(kept), f"{store.name} kept no row: use a larger archive")
        ask(len({row["origin_id"] for row in kept}) == len(kept), f"{store.name}: an id twice")
        for row in kept:
            ask(as_ingested(told[0].get(row["origin_id"])) == as_kept(row),
                f"{store.name}: {row['origin_id']} is not as the peers read it")
        ask(sum(record["read"] for record in records) == peers[0]["read"],
            f"{store.name}: not every row was read")
        ask(len(kept) + sum(left_out.values()) == len(told[0]),
            f"{store.name}: {len(kept)} kept and {left_out} left out are not {len(told[0])}")
        results[store.name] = {"kept": len(kept), "left_out": left_out}
    ask(len({json.dumps(result) for result in results.values()}) == 1, "the runs of ingest differ")
    return {"read": peers[0]["read"], "found": len(told[0]), **results["ingest"]}


def ask(holds: bool, otherwise: str) -> None:
    if not holds:
        raise SystemExit(f"the answers are not the same: {otherwise}")


def as_ingested(row: list[str] | None) -> tuple[object, ...] | None:
    """What ingest should have kept of a row that the peers read."""
    if row is None:
        return None
    cells = dict(zip((*KEPT, "added", "url"), row, strict=True))
    score = float(cells[SCORE]) if cells[SCORE] else None
    return (cells[DATE], cells[COUNTRY1], cells[COUNTRY2], cells[CODE], score, cells["url"])


def as_kept(row: dict[str, Any]) -> tuple[object, ...]:
    return (str(row["date"])[:10].replace("-", ""), row["source"], row["target"], row["code"],
            row["native_score"], row["url"])


def accounts(manifest: Json) -> Iterator[Json]:
    """Yield the account of every member, wherever in the manifest it stands."""
    if isinstance(manifest, dict) and {"read", "dropped", "rejects"} <= manifest.keys():
        yield manifest
    elif isinstance(manifest, dict | list):
        for part in manifest.values() if isinstance(manifest, dict) else manifest:
            yield from accounts(part)


def rules(records: list[Json]) -> dict[str, int]:
    """Rule → rows left out by it, the rejected among them."""
    total: dict[str, int] = {}
    for record in records:
        rejected = record["rejects"]
        counts = {"rejected": rejected if isinstance(rejected, int) else len(rejected)}
        for rule, count in (counts | record["dropped"]).items():
            total[rule] = total.get(rule, 0) + count
    return dict(sorted(total.items()))


CHILDREN: dict[str, Callable[[Path], Json]] = {
    "inflate": inflate,
    "inflate-nothing": nothing("isal.isal_zlib"),
    "pandas": by_pandas,
    "pandas-nothing": nothing("pandas"),
    "polars": by_polars,
    "polars-nothing": nothing("polars"),
    "compare": compare,
}


def child(name: str, folder: Path, answer: Path | None) -> None:
    """Run one of the above in this process; write down what it found."""
    found = CHILDREN[name](folder)
    if answer is not None:
        answer.write_text(json.dumps(found))


# ---- Measuring ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Usage:
    """Seconds of CPU, of children too; seconds passed; MB at the peak of the largest process."""

    cpu: float
    wall: float
    peak: float


@dataclass(frozen=True)
class Task:
    """A command, the variables it is run with, and the folder it leaves behind."""

    command: list[str]
    variables: dict[str, str] = field(default_factory=dict)
    store: Path | None = None


def run(task: Task) -> Usage:
    """Return what a command cost, from its start to its end."""
    # This process stays small: a child's peak begins at what its parent held when it was started.
    command, start = task.command, time.perf_counter()
    silent = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
    pid = os.posix_spawn(command[0], command, os.environ | task.variables, file_actions=silent)
    _, status, usage = os.wait4(pid, 0)
    if status:
        raise SystemExit(f"failed: {' '.join(Path(part).name for part in command[:5])} …")
    wall = time.perf_counter() - start
    return Usage(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss / 1024)


def archives(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.zip"))


class Bench:
    """The tasks over one archive, and where they put what they make."""

    def __init__(self, folder: Path, archive: Path, ingest: str) -> None:
        self.folder, self.archive = folder, archive
        self.ingest_command = shlex.split(ingest) if ingest else [PYTHON, "-m", "tension", "ingest"]
        self.answers = folder / "answers"
        self.answers.mkdir()
        self.empty = hollow(archive, folder / "empty")
        few = [str(path) for path in spread(archives(archive), FEW)]
        self.tasks = {
            "ingest": self.ingest("ingest", [str(archive)]),
            "ingest, one row a file": self.ingest("one row", [str(self.empty)]),
            f"ingest, {FEW} files": self.ingest("few", few),
            ONE_WORKER: self.ingest(ONE_WORKER, [str(archive)], workers=1),
            **{told: self.ingest(told, [str(archive)], variables)
               for told, variables in fallbacks().items()},
            "inflate alone": self.child("inflate"),
            "its imports": self.child("inflate-nothing"),
            "pandas.read_csv": self.child("pandas"),
            "import pandas": self.child("pandas-nothing"),
            "polars.read_csv": self.child("polars"),
            "import polars": self.child("polars-nothing"),
        }

    def ingest(
        self, name: str, paths: list[str], variables: dict[str, str] | None = None,
        workers: int = THREADS,
    ) -> Task:
        store = self.answers / name
        command = [*self.ingest_command, *paths, "--dyad", "-".join(DYAD), "--store", str(store),
                   "--quiet", "--workers", str(workers)]
        return Task(command, variables or {}, store)

    def child(self, name: str) -> Task:
        answer = str(self.answers / f"{name}.json")
        return Task([PYTHON, __file__, "--child", name, "--archive", str(self.archive),
                     "--answer", answer])

    def run(self, name: str) -> Usage:
        """Run a task as if for the first time."""
        task = self.tasks[name]
        if task.store is not None:
            shutil.rmtree(task.store, ignore_errors=True)
        return run(task)

    def compared(self) -> Json:
        """Run everything once, which fills the caches too, and compare the answers."""
        for name in self.tasks:
            self.run(name)
        for name in ("one row", "few"):  # other archives, other answers
            shutil.rmtree(self.answers / name)
        result = self.folder / "compared.json"
        run(Task([PYTHON, __file__, "--child", "compare", "--archive", str(self.answers),
                  "--answer", str(result)]))
        return json.loads(result.read_text())

    def rounds(self, count: int) -> list[dict[str, Usage]]:
        """Run all tasks in turn, each round beginning with another."""
        names = list(self.tasks)
        return [
            {name: self.run(name) for name in names[at % len(names):] + names[: at % len(names)]}
            for at in range(count)
        ]


def spread(paths: list[Path], count: int) -> list[Path]:
    """Return some of the files, from the first to the last, so that both widths are among them."""
    count = min(count, len(paths))
    return [paths[at * (len(paths) - 1) // max(count - 1, 1)] for at in range(count)]


def hollow(archive: Path, folder: Path) -> Path:
    """Make an archive of as many files of the same names, each with one row of another pair."""
    folder.mkdir()
    for path in archives(archive):
        with zipfile.ZipFile(path) as old, old.open(old.namelist()[0]) as member:
            row = next(row for row in member if is_other(row))
            with zipfile.ZipFile(folder / path.name, "w", zipfile.ZIP_DEFLATED) as new:
                new.writestr(old.namelist()[0], row)
    return folder


def is_other(row: bytes) -> bool:
    cells = row.decode("utf-8", "replace").split("\t")
    return not {cells[COUNTRY1], cells[COUNTRY2]} & set(DYAD)


# The module and the name in it that say what is used when a variable asks for it.
CHOICES = {
    "TENSION_SEARCH": ("tension.sources.search", "ENGINE", ("hyperscan", "memmem", "re")),
    "TENSION_INFLATE": ("tension.sources.archive", "INFLATE", ("zlib",)),
}


def used(variable: str, asked: str | None = None) -> str | None:
    """Return what ingest uses by default or when asked, or None where it cannot."""
    module, name, _ = CHOICES[variable]
    variables = {key: value for key, value in os.environ.items() if key != variable}
    if asked is not None:
        variables[variable] = asked
    told = subprocess.run([PYTHON, "-c", f"from {module} import {name}; print({name})"],
                          env=variables, capture_output=True, text=True, check=False)
    return told.stdout.strip() or None


def fallbacks() -> dict[str, dict[str, str]]:
    """Return the settings other than the default that this installation can follow."""
    return {
        f"ingest, {variable}={asked}": {variable: asked}
        for variable, (*_, choices) in CHOICES.items() for asked in choices
        if asked != used(variable) and used(variable, asked) == asked
    }


# ---- Reporting ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bar:
    """A figure of every round, and what is asked of it."""

    title: str
    values: list[float]
    asked: str
    met: Callable[[float], bool]
    summary: Callable[[list[float]], float] = statistics.median

    def row(self) -> str:
        figure = self.summary(self.values)
        spread_ = f"{min(self.values):.2f}–{max(self.values):.2f}"
        verdict = "met" if self.met(figure) else "**missed**"
        return f"| {self.title} | {figure:.2f} | {spread_} | {self.asked} | {verdict} |"

    @property
    def holds(self) -> bool:
        return self.met(self.summary(self.values))


def net(one: dict[str, Usage], name: str, before: str) -> float:
    """CPU of a task less what its process costs before it does anything."""
    return one[name].cpu - one[before].cpu


def bars(rounds: list[dict[str, Usage]], files: int) -> list[Bar]:
    """Return what is asked; ratios are taken within a round."""
    ingest = [net(one, "ingest", "ingest, one row a file") for one in rounds]

    def per_ingest(name: str, before: str) -> list[float]:
        return [net(one, name, before) / own for one, own in zip(rounds, ingest, strict=True)]

    peaks = [one["ingest"].peak for one in rounds]
    growth = [one["ingest"].peak / one[f"ingest, {FEW} files"].peak for one in rounds]
    over_inflate = [1 / ratio for ratio in per_ingest("inflate alone", "its imports")]
    return [
        Bar("CPU of ingest / of inflating alone", over_inflate, "≤ 1.45, aim 1.2",
            lambda x: x <= 1.45),
        Bar("CPU of pandas.read_csv / of ingest", per_ingest("pandas.read_csv", "import pandas"),
            "≥ 5", lambda x: x >= 5),
        Bar("CPU of polars.read_csv / of ingest", per_ingest("polars.read_csv", "import polars"),
            "≥ 2.2", lambda x: x >= 2.2),
        Bar("peak memory of ingest, MB (the largest)", peaks, "≤ 160", lambda x: x <= 160, max),
        Bar(f"peak memory, {files} files / {FEW} files", growth, "0.85–1.15",
            lambda x: abs(x - 1) <= 0.15),
    ]


def print_usage(rounds: list[dict[str, Usage]]) -> None:
    """Print medians of seconds and the largest peak of every task."""
    print("\n| command | CPU, s | wall, s | peak memory, MB |\n|---|---|---|---|")
    for name in rounds[0]:
        runs = [one[name] for one in rounds]
        cpu, wall = (statistics.median(getattr(run, what) for run in runs)
                     for what in ("cpu", "wall"))
        print(f"| {name} | {cpu:.2f} | {wall:.2f} | {max(run.peak for run in runs):.0f} |")


def print_fallbacks(rounds: list[dict[str, Usage]]) -> None:
    """Print what other settings cost: ratios of whole commands to the default's."""
    names = {ONE_WORKER: "`--workers 1`"}
    names |= {f"ingest, {variable}={asked}": f"`{variable}={asked}`"
              for variable, (*_, choices) in CHOICES.items() for asked in choices
              if asked != used(variable)}
    print("\n| setting | CPU / default's CPU | range |\n|---|---|---|")
    for name, title in names.items():
        if name not in rounds[0]:
            print(f"| {title} | cannot be chosen here | |")
            continue
        ratios = [one[name].cpu / one["ingest"].cpu for one in rounds]
        print(f"| {title} | {statistics.median(ratios):.2f} | "
              f"{min(ratios):.2f}–{max(ratios):.2f} |")


def print_head(archive: Path, found: Json) -> None:
    """Print what was read and found, with what; nothing of the machine but its cores."""
    infos = [info for path in archives(archive) for info in zipfile.ZipFile(path).infolist()]
    raw, packed = (sum(getattr(info, what) for info in infos)
                   for what in ("file_size", "compress_size"))
    print(f"{len(infos)} files, {found['read']:,} rows, {raw / 1e6:,.0f} MB, packed "
          f"{packed / 1e6:,.0f} MB ({raw / packed:.1f}:1).")
    left_out = "; ".join(f"{count} {rule}" for rule, count in found["left_out"].items())
    print(f"{found['found']} rows of {'–'.join(DYAD)}, the same by pandas and polars; ingest kept "
          f"{found['kept']}, each as they read it, and left out the rest by name: {left_out}.")
    libraries = ", ".join(f"{name} {told}" for name in
                          ("isal", "hyperscan", "pandas", "pyarrow", "polars")
                          if (told := version_of(name)))
    print(f"{os.cpu_count()} cores; Python {platform.python_version()}, {libraries}. "
          f"Search: {used('TENSION_SEARCH')}; inflater: {used('TENSION_INFLATE')}.")


def version_of(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def make_archive(folder: Path, files: int, megabytes: float) -> Path:
    """Make an archive of both widths, half of the files each; the years differ."""
    script = str(Path(__file__).with_name("synthetic.py"))
    for version_, count in ((1, files // 2), (2, files - files // 2)):
        run(Task([PYTHON, script, str(folder), "--files", str(count), "--mb", str(megabytes),
                  "--version", str(version_)]))
    return folder


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--archive", type=Path, help="a folder of zips instead of a made one")
    parser.add_argument("--files", type=int, default=40, help="files of the archive made")
    parser.add_argument("--mb", type=float, default=72, help="million bytes a file, inflated")
    for hidden in ("--child", "--answer", "--ingest"):
        parser.add_argument(hidden, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    """Measure, or be one of the processes measured."""
    told = parse()
    if told.child:
        child(told.child, told.archive, Path(told.answer) if told.answer else None)
        return
    for variable in CHOICES:
        os.environ.pop(variable, None)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        archive = told.archive or make_archive(folder / "archive", told.files, told.mb)
        bench = Bench(folder, archive.resolve(), told.ingest)
        print_head(archive, bench.compared())
        rounds = bench.rounds(told.rounds)
        print_usage(rounds)
        asked = bars(rounds, len(archives(archive)))
        print("\n| bar | figure | range of the rounds | asked | |\n|---|---|---|---|---|")
        print("\n".join(bar.row() for bar in asked))
        print_fallbacks(rounds)
    if not all(bar.holds for bar in asked):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
