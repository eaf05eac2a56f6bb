"""`tension doctor`: what is in the store, and what is wrong with it."""

from __future__ import annotations

import click

from tension.cli.options import FREQS, printing, store_option


@click.command()
@store_option
@click.option("--dyad", metavar="A-B", help="Only this pair; all that the store holds without it.")
@click.option("--freq", type=click.Choice(FREQS), default="year", show_default=True,
              help="Length of the periods of the table.")
@printing
def doctor(
    store: str | None, dyad: str | None, freq: str, form: str, out: str | None, raw: bool
) -> None:
    """Say what is in the store by source and period, and what is missing, low, failed or doubled.

    A day is low when its rows, of whatever countries, are under 60 % of the median of the same
    weekday in the six weeks before and after. Exit 1 when an archive could not be read.

    \b
    Examples:
      tension doctor
      tension doctor --store archive --dyad ARM-AZE --freq month --csv --out health.csv
    """
    import pandas as pd

    from tension.cli.tables import emit
    from tension.core.period import as_frequency
    from tension.sources.health import checkups
    from tension.sources.store import store_folder

    found = checkups(store_folder(store), dyad, freq=as_frequency(freq))
    failed = any(one.failed for one in found)
    if form == "table" and out is None:
        for number, one in enumerate(found):
            click.echo(("\n" if number else "") + one.summary())
            emit(one.table, form, out, raw, [])
        raise SystemExit(1 if failed else 0)
    tables = [one.table.assign(dyad=one.store.place.name) for one in found]
    whole = pd.concat(tables, ignore_index=True)
    emit(whole[["dyad", *whole.columns[:-1]]], form, out, raw, [])
    for one in found:
        # The table says how much; a job that reads it must not miss what is wrong.
        click.echo(one.summary(), err=True)
    raise SystemExit(1 if failed else 0)
