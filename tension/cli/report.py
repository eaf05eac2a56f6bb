"""`tension report`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tension.cli.options import reading, selecting

if TYPE_CHECKING:
    from tension.core.event_table import Events
    from tension.explain.solidity import Solidity
    from tension.panel.context import Context
    from tension.report.real_time import RealTime
    from tension.series.frame import TensionSeries


@click.command()
@reading
@selecting
@click.option("--out", metavar="FOLDER", help="Folder of the report; tension-IRN-AZE without it.")
@click.option("--keep", is_flag=True,
              help="Keep it as a vintage in the store; `tension vintage` lists and compares them.")
@click.option("--raw", is_flag=True,
              help="No apostrophe before text that a spreadsheet might run.")
@click.option("--excel", is_flag=True,
              help="CSV files that Excel opens with the right letters. It still drops the zeros of "
              "codes such as 042: --xlsx keeps them.")
@click.option("--xlsx", is_flag=True, help="All tables in one Excel workbook too.")
@click.option("--parquet", is_flag=True, help="Each table as Parquet too.")
@click.option("--pdf", is_flag=True, help="The page as PDF too.")
@click.option("--md", is_flag=True, help="The page as Markdown too, to paste into a document.")
@click.option("--title", default="", metavar="TEXT", help="Title of the page.")
@click.option("--author", default="", metavar="NAME", help="Whom the page names as its author.")
@click.option("--lang", default="en", metavar="LANGUAGE",
              help="Language of page and figures: en, or a catalogue of your own, xx.po.")
@click.option("--full", is_flag=True,
              help="Add how solid the answer is: under every choice, against quiet worlds, with "
              "errors in the events. It takes two minutes of processor or more.")
@click.option("--real-time", is_flag=True,
              help="Add the level as it was known at the time: rebuilt from when the source added "
              "each event, else of the reports that were kept.")
@click.option("--panel", metavar="PATH",
              help="Add where the pair stands among the other pairs of its countries, and whether "
              "its breaks are its own: from what `tension panel table --out` wrote, or events of "
              "every pair as Parquet.")
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@click.pass_context
def report(
    ctx: click.Context, /, out: str | None, keep: bool, lang: str, full: bool, real_time: bool,
    panel: str | None, quiet: bool, **options: Any,
) -> None:
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
      tension report --full
      tension report gdelt/ --dyad USA-RUS --real-time
      tension report mine.csv --panel months.parquet
      tension report --lang de.po
    """
    import matplotlib

    matplotlib.use("Agg")
    from tension.cli.pipeline import noted, placebos_from, read_from, sources_from
    from tension.core.language import speaking
    from tension.report.vintages import keep_vintage
    from tension.report.write import write_report

    forms = {name: options.pop(name) for name in
             ("raw", "excel", "parquet", "xlsx", "pdf", "md", "title", "author")}
    read = read_from(ctx, {**options, "quiet": quiet})
    sources = sources_from(ctx, {**options, "quiet": quiet}, read)
    asked = [(events, series, placebos_from(ctx, options, events)) for events, series in sources
             if full]
    with speaking(lang):
        solid = _solid(asked, quiet) if full else []
        then = _known_then(sources, options["store"]) if real_time else []
        context = _among(ctx, panel, [series for _, series in sources], quiet) if panel else []
        written = write_report([series for _, series in sources], out, options=noted(options),
                               lang=lang, solid=solid, real_time=then, context=context, **forms)
        if not quiet:
            click.echo(written.summary())
    if keep:
        kept = keep_vintage(written, read, options["store"])
        if not quiet:
            click.echo(f"Kept: {kept}")


def _known_then(
    sources: list[tuple[Events, TensionSeries]], store: str | None
) -> list[RealTime]:
    """The level of each source as it was known at the time."""
    from tension.models.latent import estimate_tension
    from tension.report.real_time import real_time_of_series
    from tension.report.vintages import kept_of

    vintages = kept_of(sources[0][1].dyad, store)
    return [real_time_of_series(events, estimate_tension(series), vintages)
            for events, series in sources]


def _among(
    ctx: click.Context, panel: str, series: list[TensionSeries], quiet: bool
) -> list[Context]:
    """Where the pair stands among its neighbours in each source, with a bar for their breaks."""
    from tension.cli.options import resolve_one, resolve_store
    from tension.cli.progress import steps
    from tension.panel.kept import place_in_panels

    pattern = any(mark in panel for mark in "*?[")
    folder = resolve_store(ctx, panel)
    where = folder if pattern or Path(folder).is_dir() else resolve_one(ctx, panel)
    with steps(quiet) as watching:
        return place_in_panels(where, series, named=panel, watcher=watching)


def _solid(
    sources: list[tuple[Events, TensionSeries, list[Events]]], quiet: bool
) -> list[Solidity]:
    """How solid the breaks of each source are, with a bar for each part."""
    from tension.cli.progress import steps
    from tension.explain.solidity import solidity
    from tension.models.breaks.find import find_breaks

    with steps(quiet) as watching:
        return [solidity(events, find_breaks(series), others, watcher=watching)
                for events, series, others in sources]
