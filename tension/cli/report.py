"""`tension report`."""

from __future__ import annotations

from typing import Any

import click

from tension.cli.options import reading, selecting


@click.command()
@reading
@selecting
@click.option("--out", metavar="FOLDER", help="Folder of the report; tension-IRN-AZE without it.")
@click.option("--raw", is_flag=True,
              help="No apostrophe before text that a spreadsheet might run.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@click.pass_context
def report(ctx: click.Context, /, out: str | None, quiet: bool, **options: Any) -> None:
    """Write a report: page, figures, tables.

    Without PATHS the bundled Iran-Azerbaijan chronology is used; - is standard input. Several
    sources are set side by side, each with a series of its own.

    \b
    Examples:
      tension report
      tension report mine.csv --dyad 'Iran,Azerbaijan' --with-bundled
      tension report mine.csv --column date=EventDate --column code=CAMEO
      tension report icews/*.tab gdelt/*.zip --origin icews --origin gdelt2
      tension report --config tension-IRN-AZE/run.toml --out again
    """
    import matplotlib

    matplotlib.use("Agg")
    from tension.cli.pipeline import noted, series_from
    from tension.report.write import write_report

    raw = options.pop("raw")
    series = series_from(ctx, {**options, "quiet": quiet})
    written = write_report(series, out, options=noted(options), raw=raw)
    if not quiet:
        click.echo(written.summary())
