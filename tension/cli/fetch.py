"""`tension fetch`: the publisher's files of a span of days, into a folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from tension.cli.progress import bar

RAW = Path("data") / "raw"


class Notice:
    """Says on standard error that another fetch is waited for, and nothing else."""

    def __enter__(self) -> Notice:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def waits(self, folder: Path) -> None:
        """Say that another fetch holds the folder."""
        click.echo(f"{folder}: another fetch is writing into it; waiting until it ends", err=True)

    def begins(self, files: int, size: int) -> None:
        """Take notice of how much there is to fetch."""

    def reaches(self, name: str, size: int) -> None:
        """Take notice of how much of a file is there."""

    def ends(self) -> None:
        """Take notice of a file's end."""


class Bar(Notice):
    """Files, bytes, rate and time left, on a terminal; gone when all is done."""

    def __init__(self) -> None:
        self._shown = bar()
        self._task = self._shown.add_task("reading the list", total=None)
        self._held: dict[str, int] = {}
        self._files = self._ended = 0

    def __enter__(self) -> Bar:
        self._shown.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._shown.stop()

    def begins(self, files: int, size: int) -> None:
        """Show how much there is to fetch."""
        self._files = files
        self._shown.update(self._task, total=size, description=f"0 of {files} files")

    def reaches(self, name: str, size: int) -> None:
        """Show how much has come; less than before where a file is begun anew."""
        more, self._held[name] = size - self._held.get(name, 0), size
        self._shown.advance(self._task, more)

    def ends(self) -> None:
        """Count a file."""
        self._ended += 1
        self._shown.update(self._task, description=f"{self._ended} of {self._files} files")


@click.command()
@click.argument("publisher", type=click.Choice(["gdelt", "gdelt2"]))
@click.option("--since", required=True, metavar="WHEN",
              help="First day: 2016, 2016-01, 2016-01-15.")
@click.option("--until", required=True, metavar="WHEN", help="Last day.")
@click.option("--out", metavar="FOLDER",
              help="Where the files go; data/raw/gdelt or data/raw/gdelt2 without it.")
@click.option("--translated", is_flag=True,
              help="GDELT 2.0's files of translated news instead of those of English news.")
@click.option("--base-url", metavar="URL",
              help="Folder of a mirror that holds lists and files; the publisher's without it.")
@click.option("--dry-run", is_flag=True, help="Say how much would be fetched; fetch nothing.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def fetch(publisher: str, since: str, until: str, out: str | None, dry_run: bool, quiet: bool,
          **where: Any) -> None:
    """Fetch GDELT's event files of a span that are not in the folder yet.

    What is whole, by size and MD5 sum, is kept; what was begun is gone on with. Exit 1 when a file
    could not be had.

    \b
    Examples:
      tension fetch gdelt --since 2016-01 --until 2016-02
      tension fetch gdelt2 --since 2020-09-20 --until 2020-11-15 --out war --dry-run
    """
    from tension.sources import download

    folder = Path(out) if out else RAW / publisher
    if dry_run:
        click.echo(download.survey(publisher, since, until, folder, **where).summary())
        return
    with Bar() if sys.stderr.isatty() and not quiet else Notice() as progress:
        try:
            fetched = download.fetch(publisher, since, until, folder, progress=progress, **where)
        except KeyboardInterrupt:
            click.echo(f"\nstopped; {download.AGAIN}, what was begun goes on", err=True)
            raise
    if not quiet:
        click.echo(fetched.summary())
    elif fetched.lost:
        click.echo("\n".join(fetched.complaints()), err=True)
    if fetched.lost:
        raise SystemExit(1)
