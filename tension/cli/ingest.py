"""`tension ingest`: archives into the event store."""

from __future__ import annotations

from typing import Any

import click

from tension.cli.options import FORMATS, SCHEMES, store_option


@click.command()
@click.argument("paths", nargs=-1, metavar="PATHS...")
@click.option("--dyad", metavar="A-B", help="Two countries; IRN-AZE without it.")
@click.option("--all-dyads", is_flag=True,
              help="Read the rows of every pair of countries, for `tension panel`.")
@store_option
@click.option("--source-format", type=click.Choice(FORMATS),
              help="Format of the archives; told from their content without it.")
@click.option("--ontology", type=click.Choice(SCHEMES), help="Scheme of the codes.")
@click.option("--strict", is_flag=True,
              help="Refuse an archive for one bad row of the pair, or of two countries.")
@click.option("--verify", is_flag=True,
              help="Compare the SHA-256 of every archive too; reads all of each.")
@click.option("--forget", multiple=True, metavar="ARCHIVE",
              help="Take an archive out of the store, by its name there (repeat).")
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True,
              help="Archives read at a time.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
def ingest(
    paths: tuple[str, ...], dyad: str | None, all_dyads: bool, store: str | None, quiet: bool,
    **told: Any,
) -> None:
    """Read the rows of a pair, or of all pairs, out of archives into a store, once.

    PATHS are files, folders or patterns. A second ingest reads only what is new or changed; one
    that was stopped goes on. An archive is known by its name below the folder named: the same name
    with another content replaces it. Reports are then made with --store. Exit 1 when an archive
    could not be read, the others being kept, or when nothing named is an archive.

    --all-dyads keeps every row between two different countries in STORE/all, as Parquet by source
    and month, which `tension panel` reads; ledger.csv there says what became of all rows.

    \b
    Examples:
      tension ingest data/raw/gdelt --dyad ARM-AZE
      tension report --store data/processed --dyad ARM-AZE
      tension ingest --all-dyads data/raw/gdelt
      tension panel breaks data/processed/all
    """
    if all_dyads and dyad:
        raise click.UsageError("--all-dyads reads every pair, and --dyad one: name one of the two")
    if not paths and not told["forget"]:
        raise click.UsageError("name the archives: files, folders or patterns")
    from tension.cli.progress import watcher
    from tension.sources.ingest import Options
    from tension.sources.ingest import ingest as read_in
    from tension.sources.store import store_folder

    busy = "another ingest is at work in this store; waiting for it to end"
    with watcher(quiet, waiting=busy) as watching:
        done = read_in(paths, None if all_dyads else dyad or "IRN-AZE", store_folder(store),
                       options=Options(**told), watcher=watching)
    if not quiet:
        click.echo(done.summary())
    for reason in done.failed.values():
        click.echo(f"Error: {reason}", err=True)
    if done.nothing:
        click.echo(f"Error: {done.nothing}", err=True)
    if done.failed or done.nothing:
        raise SystemExit(1)
