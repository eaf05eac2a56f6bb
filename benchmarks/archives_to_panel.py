"""What it costs to read every pair of countries out of GDELT files, beside peers that only read.

    python benchmarks/archives_to_panel.py --rounds 5

Makes an archive with `synthetic.py` (or takes one with --archive) and measures every command in a
process of its own, in turn, round after round, each round beginning with another. `tension ingest
--all-dyads` inflates, parses, tells good rows from bad, names them, sorts them and writes Parquet
by month with its accounts; pandas and polars read the same columns of each file as text and keep
the rows between two different codes in memory. Whole processes are compared, their imports too.

Before any figure counts the answers are compared: the peers must find the same rows, every row that
ingest kept must be one of theirs, cell by cell, and those it did not keep must be as many as its
ledger says it left out, or name a code of no country.

Exit code 1 if a bar is missed or the answers differ.
"""

from __future__ import annotations

import argparse
import csv
import os
import platform
import shutil
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from scan import (
    CODE,
    COUNTRY1,
    COUNTRY2,
    DATE,
    ID,
    KEPT,
    PYTHON,
    SCORE,
    Bar,
    Task,
    Usage,
    archives,
    ask,
    columns_of,
    make_archive,
    nothing,
    print_usage,
    run,
    spread,
    version_of,
)

FEW = 4
"""Files of the small archive, whose peak of memory the large one's is set against."""

Frame = Any


# ---- The peers: each runs in a process of its own ------------------------------------------------


def by_pandas(folder: Path, answer: Path | None) -> None:
    """Read the columns needed of each file, and keep the rows between two different codes."""
    import pandas as pd

    kept = []
    for path in archives(folder):
        columns = columns_of(path)
        frame = pd.read_csv(
            path, sep="\t", header=None, usecols=columns, dtype=str, quoting=3,
            keep_default_na=False, compression="zip", encoding_errors="replace",
        )[columns]
        frame.columns = [f"{at}" for at in (*KEPT, "added", "url")]
        one, other = frame[f"{COUNTRY1}"], frame[f"{COUNTRY2}"]
        kept.append(frame[one.ne("") & other.ne("") & one.ne(other)])
    whole = pd.concat(kept, ignore_index=True)
    if answer is not None:
        whole.to_parquet(answer)


def by_polars(folder: Path, answer: Path | None) -> None:
    """Read the columns needed of each file, and keep the rows between two different codes."""
    import polars as pl

    kept = []
    for path in archives(folder):
        with zipfile.ZipFile(path) as archive:
            held = BytesIO(archive.read(archive.namelist()[0]))
        frame = pl.read_csv(
            held, separator="\t", has_header=False, columns=columns_of(path),
            infer_schema_length=0, quote_char=None, encoding="utf8-lossy",
            truncate_ragged_lines=True,
        )
        frame.columns = [f"{at}" for at in (*KEPT, "added", "url")]
        one, other = pl.col(f"{COUNTRY1}"), pl.col(f"{COUNTRY2}")
        kept.append(frame.filter(one.is_not_null() & other.is_not_null() & (one != other)))
    whole = pl.concat(kept)
    if answer is not None:
        whole.fill_null("").write_parquet(answer)


def compare(folder: Path, answer: Path | None) -> None:
    """Hold the answers in a folder against each other, and write down what they came to."""
    import polars as pl

    told = []

    peers = [pl.read_parquet(folder / f"{name}.parquet").sort(f"{ID}")
             for name in ("pandas", "polars")]
    ask(peers[0].equals(peers[1]), "the peers differ")
    theirs = peers[1].with_columns(pl.col(f"{SCORE}").cast(pl.Float64, strict=False))
    for store in sorted(folder.glob("store*")):
        kept = pl.concat([pl.read_parquet(path, hive_partitioning=False)
                          for path in (store / "all").rglob("*.parquet")])
        ask(kept["origin_id"].n_unique() == kept.height, f"{store.name}: an id stands twice")
        both = kept.join(theirs, left_on="origin_id", right_on=f"{ID}")
        ask(both.height == kept.height, f"{store.name} kept a row that no peer read")
        compare_cells(both, store.name)
        accounts = ledger(store / "all" / "ledger.csv")
        nowhere = theirs.height - theirs.filter(
            pl.all_horizontal(pl.col(f"{at}").is_in(list(countries_by_cameo()))
                              for at in (COUNTRY1, COUNTRY2))).height
        left = accounts["left_out"] + accounts["bad"]
        ask(kept.height == accounts["kept"], f"{store.name}: the ledger counts other rows as kept")
        ask(kept.height + left + nowhere == theirs.height,
            f"{store.name}: {kept.height} kept, {left} left out and {nowhere} of no country are "
            f"not {theirs.height}")
        told.append(f"{theirs.height:,} rows between two different codes, the same by pandas and "
                    f"polars; ingest kept {kept.height:,}, each as they read it, left out {left:,} "
                    f"by rule or as bad, and {nowhere:,} are of no country.")
    ask(len(set(told)) == 1, "the runs of ingest differ")
    if answer is not None:
        answer.write_text(told[0], encoding="utf-8")


def compare_cells(both: Frame, name: str) -> None:
    """Hold every kept row against the peer's row of that id."""
    import polars as pl

    iso = countries_by_cameo()
    same = {
        "date": pl.col("date").dt.strftime("%Y%m%d") == pl.col(f"{DATE}"),
        "source": pl.col("source") == pl.col(f"{COUNTRY1}").replace(iso),
        "target": pl.col("target") == pl.col(f"{COUNTRY2}").replace(iso),
        "code": pl.col("code") == pl.col(f"{CODE}"),
        "native_score": pl.col("native_score").eq_missing(pl.col(f"{SCORE}")),
        "url": pl.col("url").fill_null("") == pl.col("url_right"),
    }
    for column, holds in same.items():
        ask(both.select(holds.all()).item(), f"{name}: {column} is not as the peers read it")


def countries_by_cameo() -> dict[str, str]:
    from tension.core.dyad import countries

    return {one.cameo: code for code, one in countries().items() if one.cameo}


def ledger(path: Path) -> Counter[str]:
    """Return the rows of each account; those not between two countries are no account of peers."""
    found: Counter[str] = Counter()
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["reason"] != "not between two different countries":
                found[row["account"]] += int(row["rows"])
    return found


CHILDREN: dict[str, Callable[[Path, Path | None], Any]] = {
    "pandas": by_pandas,
    "pandas-nothing": lambda folder, _: nothing("pandas")(folder),
    "polars": by_polars,
    "polars-nothing": lambda folder, _: nothing("polars")(folder),
    "compare": compare,
}


# ---- Measuring ---------------------------------------------------------------------------------


class Bench:
    """The tasks over one archive, and where they put what they make."""

    def __init__(self, folder: Path, archive: Path) -> None:
        self.folder, self.archive = folder, archive
        few = [str(path) for path in spread(archives(archive), FEW)]
        self.tasks = {
            "ingest --all-dyads": self.ingest("store", [str(archive)]),
            "ingest --all-dyads, one worker": self.ingest("store one", [str(archive)], 1),
            f"ingest --all-dyads, {FEW} files": self.ingest("few", few),
            "pandas.read_csv": self.child("pandas"),
            "import pandas": self.child("pandas-nothing"),
            "polars.read_csv": self.child("polars"),
            "import polars": self.child("polars-nothing"),
        }

    def ingest(self, name: str, paths: list[str], workers: int = 2) -> Task:
        store = self.folder / name
        return Task([PYTHON, "-m", "tension", "ingest", "--all-dyads", *paths, "--store",
                     str(store), "--quiet", "--workers", str(workers)], store=store)

    def child(self, name: str, answer: Path | None = None) -> Task:
        told = ["--answer", str(answer)] if answer else []
        return Task([PYTHON, __file__, "--child", name, "--archive", str(self.archive), *told])

    def run(self, name: str) -> Usage:
        """Run a task as if for the first time."""
        task = self.tasks[name]
        if task.store is not None:
            shutil.rmtree(task.store, ignore_errors=True)
        return run(task)

    def compare(self) -> None:
        """Run everything once, which fills the caches too, and hold the answers together."""
        for name in self.tasks:
            self.run(name)
        for peer in ("pandas", "polars"):
            run(self.child(peer, self.folder / f"{peer}.parquet"))
        # In a process of its own: a child's peak begins at what its parent holds.
        told = self.folder / "compared.txt"
        run(Task([PYTHON, __file__, "--child", "compare", "--archive", str(self.folder),
                  "--answer", str(told)]))
        print(told.read_text(encoding="utf-8"))

    def rounds(self, count: int) -> list[dict[str, Usage]]:
        """Run all tasks in turn, each round beginning with another."""
        names = list(self.tasks)
        return [
            {name: self.run(name) for name in names[at % len(names):] + names[: at % len(names)]}
            for at in range(count)
        ]


def bars(rounds: list[dict[str, Usage]], files: int) -> list[Bar]:
    """Return what is asked; ratios are taken within a round."""
    def ratio(of: str, to: str, what: str = "cpu") -> list[float]:
        return [getattr(one[of], what) / getattr(one[to], what) for one in rounds]

    ours = "ingest --all-dyads"
    return [
        Bar("CPU of ingest --all-dyads / of polars.read_csv", ratio(ours, "polars.read_csv"),
            "≤ 1.2", lambda x: x <= 1.2),
        Bar("CPU of pandas.read_csv / of ingest --all-dyads", ratio("pandas.read_csv", ours),
            "–", lambda _: True),
        Bar(f"peak memory, {files} files / {FEW} files",
            ratio(ours, f"{ours}, {FEW} files", "peak"), "–", lambda _: True),
    ]


def print_head(archive: Path, store: Path) -> None:
    """Print what was read and what it came to, with what; nothing of the machine but its cores."""
    infos = [info for path in archives(archive) for info in zipfile.ZipFile(path).infolist()]
    raw, packed = (sum(getattr(info, what) for info in infos)
                   for what in ("file_size", "compress_size"))
    written = sum(path.stat().st_size for path in (store / "all").rglob("*.parquet"))
    print(f"{len(infos)} files, {raw / 1e6:,.0f} MB, packed {packed / 1e6:,.0f} MB; the Parquet "
          f"written has {written / 1e6:,.1f} MB.")
    libraries = ", ".join(f"{name} {told}" for name in ("isal", "pandas", "pyarrow", "polars")
                          if (told := version_of(name)))
    print(f"{os.cpu_count()} cores; Python {platform.python_version()}, {libraries}.")


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--archive", type=Path, help="a folder of zips instead of a made one")
    parser.add_argument("--files", type=int, default=12, help="files of the archive made")
    parser.add_argument("--mb", type=float, default=72, help="million bytes a file, inflated")
    for hidden in ("--child", "--answer"):
        parser.add_argument(hidden, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> None:
    """Measure, or be one of the processes measured."""
    told = parse()
    if told.child:
        CHILDREN[told.child](told.archive, Path(told.answer) if told.answer else None)
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        archive = (told.archive or make_archive(folder / "archive", told.files, told.mb)).resolve()
        bench = Bench(folder, archive)
        bench.compare()
        print_head(archive, folder / "store")
        rounds = bench.rounds(told.rounds)
        print_usage(rounds)
        asked = bars(rounds, len(archives(archive)))
        print("\n| bar | figure | range of the rounds | asked | |\n|---|---|---|---|---|")
        print("\n".join(bar.row() for bar in asked))
    if not all(bar.holds for bar in asked):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
