"""`tension fetch`: the publisher's files of a span of days, into a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tension.cli.progress import watcher

RAW = Path("data") / "raw"


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
    busy = f"{folder}: another fetch is writing into it; waiting until it ends"
    with watcher(quiet, waiting=busy, before="reading the list") as watching:
        try:
            fetched = download.fetch(publisher, since, until, folder, watcher=watching, **where)
        except KeyboardInterrupt:
            click.echo(f"\nstopped; {download.AGAIN}, what was begun goes on", err=True)
            raise
    if not quiet:
        click.echo(fetched.summary())
    elif fetched.lost:
        click.echo("\n".join(fetched.complaints()), err=True)
    if fetched.lost:
        raise SystemExit(1)
