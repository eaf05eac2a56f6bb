"""What a user must hear beside the answer, on standard error: rows set aside, nothing found."""

from __future__ import annotations

from collections.abc import Sequence

import click

from tension.core.rounding import counted
from tension.series.frame import TensionSeries
from tension.sources.stored import FAILED


def notice(ctx: click.Context, series: Sequence[TensionSeries]) -> None:
    """Say which rows were set aside, which archives failed, and that a pair was not found at all.

    Parameters
    ----------
    ctx : Context
        Of the verb, which knows whether the pair was chosen.
    series : sequence of TensionSeries
        What was made.
    """
    for one in series:
        _rejected(one)
    _failed(series)
    if not any(len(one.events) for one in series):
        _not_found(ctx, series)


def _rejected(series: TensionSeries) -> None:
    table = series.ledger.table
    aside = table[table["rule"] == "rejected"]
    listed = aside["detail"] == "see rejects.csv"
    if count := int(aside.loc[listed, "concerned"].sum()):
        click.echo(f"{series.origin}: {counted(count, 'row')} of the pair set aside as bad; the "
                   "report lists them in rejects.csv", err=True)
    for count, detail in zip(aside.loc[~listed, "concerned"], aside.loc[~listed, "detail"],
                             strict=True):
        click.echo(f"{counted(count, 'row')} set aside: {detail}", err=True)


def _failed(series: Sequence[TensionSeries]) -> None:
    for one in series:
        table = one.ledger.table
        for detail in table.loc[table["rule"] == FAILED, "detail"]:
            click.echo(f"{one.origin}: {FAILED}: {detail}", err=True)
            return  # what was never read is of no known source, and each series says it


def _not_found(ctx: click.Context, series: Sequence[TensionSeries]) -> None:
    """Say how many rows were looked at; that the pair was the default is easily forgotten."""
    read = 0
    for one in series:
        if one.files is None:
            continue  # of a table coded by hand the answer says which pairs it holds
        table = one.ledger.table
        read += int(table.loc[table["rule"].str.startswith("rows of "), "concerned"].sum())
    chosen = ctx.get_parameter_source("dyad") is click.core.ParameterSource.COMMANDLINE
    told = "" if chosen else ", the pair taken without --dyad,"
    if read:
        click.echo(f"{counted(read, 'row')} read; none of {series[0].dyad}{told} enters the series",
                   err=True)
