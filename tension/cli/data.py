"""`tension check`, `template`, `scales` and `cite`: looking after data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from tension.cli.options import COUNTRY_SCHEMES, SCHEMES
from tension.core.rounding import counted
from tension.core.schema import each_row


@click.command()
@click.argument("file")
@click.option("--column", multiple=True, metavar="NAME=YOURS", help="Your column (repeat).")
@click.option("--ontology", type=click.Choice(SCHEMES), help="Scheme of the codes.")
@click.option("--date-format", metavar="FORMAT",
              help="Format of the dates, such as %d.%m.%Y; ISO without one.")
@click.option("--countries", type=click.Choice(COUNTRY_SCHEMES), default="any",
              show_default=True, help="Scheme of the country codes.")
@click.option("--delimiter", metavar="MARK", help="Column separator; guessed without it.")
@click.option("--source-format", type=click.Choice(["chronology", "tabular"]),
              help="How to read the file; told from its header without it.")
def check(file: str, column: tuple[str, ...], source_format: str | None, **told: Any) -> None:
    """List every bad row of a hand-coded file: line, column, what is wrong, what would be right.

    Exit 0 when nothing is wrong, 1 when something is.

    \b
    Example:
      tension check mine.csv
    """
    from tension.cli.pipeline import columns_of
    from tension.sources.read import check_file
    from tension.sources.tabular import Layout

    faults = check_file(file, Layout(columns_of(column), **told), source_format)
    name = "standard input" if file == "-" else Path(file).name
    for fault in faults:
        click.echo(fault.describe(name))
    if faults:
        rows = len({fault.line for fault in faults})
        click.echo(f"{name}: {counted(rows, 'bad row')}, {counted(len(faults), 'fault')}", err=True)
        raise SystemExit(1)
    click.echo(f"{name}: every row can be used")


@click.command()
@click.option("--out", metavar="FILE", help="Write to a file; standard output without it.")
def template(out: str | None) -> None:
    """Write a blank coding sheet with the codebook's columns.

    \b
    Example:
      tension template --out mine.csv
    """
    from tension.report.export import write_whole
    from tension.sources.chronology import blank_sheet

    if out in (None, "-"):
        click.echo(blank_sheet(), nl=False)
        return
    assert out is not None
    if Path(out).exists():
        from tension.core.errors import UsageError

        raise UsageError(f"{out} is there already and is not overwritten; name another file")
    write_whole(Path(out), blank_sheet().encode())
    click.echo(f"{out}: fill in one row an event, then `tension check {out}`")


@click.command()
@click.argument("name", required=False)
def scales(name: str | None) -> None:
    """List the scales, or print one with every code (a name, or a CSV of your own).

    \b
    Example:
      tension scales goldstein_cameo
    """
    from tension.scales.scale import Scale
    from tension.scales.scale import scales as built_in

    if name is None:
        click.echo("\n\n".join(scale.summary() for scale in built_in()))
        return
    scale = Scale.of(name)
    click.echo(scale.summary())
    for row in each_row(scale.table):
        click.echo(f"{row.code:<24} {row.score:>6.1f}  {row.label}")


@click.command()
@click.option("--bibtex", is_flag=True, help="As BibTeX.")
def cite(bibtex: bool) -> None:
    """Say how to cite the program, the scale and the data."""
    from tension.report.cite import bibtex as as_bibtex
    from tension.report.cite import citations
    from tension.scales.scale import Scale

    if bibtex:
        click.echo(as_bibtex(), nl=False)
        return
    for one in citations(Scale.named("goldstein_cameo"), chronology=True):
        click.echo(one)
