"""`tension panel`: every pair of an event table at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tension.cli.options import RUNGS, printing, stacked

if TYPE_CHECKING:
    from tension.panel.build import Panel

KINDS = ("heat", "multiples")
DIALECTS, LAYOUTS = ("duckdb", "bigquery", "spark"), ("events", "gdelt")

scale_option = click.option(
    "--scale", metavar="NAME|CSV",
    help="Weights of the codes, by source without it: a name that `tension scales` lists, or a "
    "CSV with code,score.")
dedupe_option = click.option(
    "--dedupe", type=click.Choice(RUNGS),
    help="How duplicates are dropped; exact for hand-coded events, one_a_day for archives without "
    "it.")

of_events = stacked(
    click.argument("events", metavar="EVENTS"),
    click.option("--engine-url", metavar="URL",
                 help="Where EVENTS is a table, or who reads it: duckdb://FILE.ddb, "
                 "spark://local[2], spark://HOST:7077; without it DuckDB reads Parquet "
                 "files here."),
    scale_option,
    dedupe_option,
    click.option("--since", metavar="WHEN",
                 help="First period: 1992, 1992-01, 1992-01-15. Spreads are measured from there "
                 "on."),
    click.option("--until", metavar="WHEN", help="Last period."),
    click.option("--coverage", metavar="FROM:TO",
                 help="What the events cover, 1992-01:2010-12; others are left out."),
    click.option("--memory", metavar="SIZE", default="2GB", show_default=True,
                 help="Memory of DuckDB, or of Spark on this machine, beyond which it spills to "
                 "disk: 1GB, 4GB."),
    click.option("--threads", type=click.IntRange(1), metavar="N",
                 help="Threads of DuckDB, as many as the machine has without it; Spark's stand in "
                 "--engine-url."),
)


@click.group()
def panel() -> None:
    """Look at every pair of a table of events: months, ranks, breaks, pictures.

    EVENTS is a Parquet file, a folder or a pattern of them, with the columns that `tension events`
    writes; or a table behind --engine-url. It needs the extra panel: python -m pip install
    '.[panel]'.

    \b
    Examples:
      tension panel table events.parquet --out months.parquet
      tension panel rank events.parquet --month 2023-01
      tension panel breaks events.parquet --since 2015
      tension panel plot events.parquet --out months.svg
      tension panel sql --dialect bigquery
    """


@panel.command()
@of_events
@printing
def table(form: str, out: str | None, raw: bool, **options: Any) -> None:
    """Write the months of every pair, in each direction and both, as Parquet or CSV.

    \b
    Example:
      tension panel table events.parquet --out months.parquet
    """
    from tension.cli.tables import emit

    made = _built(options)
    if out and out.endswith(".parquet"):
        # The report's rooms weigh as much as the engine; they come when it has let go.
        from tension.report.export import write_whole

        write_whole(Path(out), made.table.to_parquet(index=False))
        click.echo(made.summary(), err=True)
        return
    if form == "table" and not out:
        click.echo(f"{made.summary()}\n--out FILE.parquet, --out FILE.csv or --csv writes the "
                   "months")
        return
    emit(made.table, form, out, raw, [])


@panel.command()
@of_events
@click.option("--month", required=True, metavar="WHEN", help="The month: 2023-01.")
@click.option("--min-events", type=click.IntRange(1), default=10, show_default=True, metavar="N",
              help="Scored events in the month from which on a pair is ranked.")
@printing
def rank(
    month: str, min_events: int, form: str, out: str | None, raw: bool, **options: Any
) -> None:
    """Rank the pairs of each source by their tension in a month.

    \b
    Example:
      tension panel rank events.parquet --month 2023-01
    """
    from tension.cli.tables import emit
    from tension.panel.rank import rank_pairs

    found = rank_pairs(_built(options), month, min_events=min_events)
    if form == "table" and not out:
        click.echo(found.summary())
        return
    emit(found.table, form, out, raw, [])


@panel.command()
@of_events
@click.option("--min-months", type=click.IntRange(1), default=24, show_default=True, metavar="N",
              help="Months with a scored event from which on a pair is looked at.")
@click.option("--workers", type=click.IntRange(1), default=2, show_default=True, metavar="N",
              help="Processes.")
@printing
def breaks(
    min_months: int, workers: int, form: str, out: str | None, raw: bool, **options: Any
) -> None:
    """Date the breaks of every pair with enough months, and say which the source shares.

    \b
    Example:
      tension panel breaks events.parquet --since 2015 --csv
    """
    from tension.cli.progress import steps
    from tension.cli.tables import emit
    from tension.panel.breaks import break_pairs

    with steps() as bar:
        found = break_pairs(_built(options), min_months=min_months, workers=workers, watcher=bar)
    if form == "table" and not out:
        click.echo(found.summary())
        return
    emit(found.table, form, out, raw, [])


@panel.command()
@of_events
@click.option("--kind", type=click.Choice(KINDS), default="heat", show_default=True,
              help="A table of pairs by months, or small multiples: a little picture a pair with "
              "its level.")
@click.option("--dyad", multiple=True, metavar="A-B",
              help="Pair to draw among the small multiples; repeatable, in that order. The tensest "
              "without it.")
@click.option("--origin", metavar="SOURCE",
              help="Source to draw, where there are several; the one with most events without it.")
@click.option("--month", metavar="WHEN",
              help="Month that ranks the pairs: 2023-01; the last year without it.")
@click.option("--pairs", type=click.IntRange(1, 200), metavar="N",
              help="Pairs to draw: those with most scored events; 40 as a table and 12 as small "
              "multiples without it.")
@click.option("--min-events", type=click.IntRange(1), default=10, show_default=True, metavar="N",
              help="Scored events in that month or year from which on a pair is ranked; those with "
              "fewer stand last.")
@click.option("--out", required=True, metavar="FILE", help="Picture: FILE.svg or FILE.png.")
def plot(
    kind: str, dyad: tuple[str, ...], origin: str | None, month: str | None, pairs: int | None,
    min_events: int, out: str, **options: Any,
) -> None:
    """Draw the months of many pairs: as a ranked heat map, or a little picture a pair.

    \b
    Examples:
      tension panel plot events.parquet --out months.svg
      tension panel plot events.parquet --kind multiples --dyad IRN-AZE --dyad IRN-TUR --out two.png
    """
    import matplotlib

    matplotlib.use("Agg")
    from tension.core.errors import UsageError
    from tension.panel.picture import heat_picture, multiples_picture
    from tension.report.export import write_whole
    from tension.report.svg import ENDINGS, picture_bytes

    if not out.endswith(ENDINGS):
        raise UsageError(f"--out: {Path(out).name} is no picture that can be written; name a "
                         "FILE.svg or a FILE.png")
    if dyad and kind != "multiples":
        raise UsageError("--dyad names pairs of small multiples; add --kind multiples")
    if dyad and (month or pairs):
        raise UsageError("--dyad names the pairs, and --month and --pairs choose them; leave out "
                         "one or the other")
    made = _built(options)
    chosen: dict[str, Any] = {"origin": origin, "month": month, "min_events": min_events,
              **({"pairs": pairs} if pairs else {})}
    drawn = (multiples_picture(made, dyad, **chosen) if kind == "multiples"
             else heat_picture(made, **chosen))
    write_whole(Path(out), picture_bytes(drawn.figure, out, drawn.title, drawn.caption))
    click.echo(f"{drawn.title}: {out}", err=True)
    others = sorted(set(made.scales) - {drawn.origin})
    if others and origin is None:
        click.echo(f"--origin draws another source: {', '.join(others)}", err=True)


@panel.command()
@click.option("--dialect", type=click.Choice(DIALECTS), default="duckdb", show_default=True,
              help="Whose SQL; that for BigQuery was never run on BigQuery itself.")
@click.option("--layout", type=click.Choice(LAYOUTS),
              help="Columns of the table: those of `tension events`, or GDELT's own; gdelt for "
              "BigQuery without it.")
@click.option("--from", "source", metavar="NAME",
              help="Name of the table; events, or GDELT's public table without it.")
@scale_option
@dedupe_option
@click.option("--out", metavar="FILE", help="Write to a file instead; - is standard output.")
def sql(
    dialect: str, layout: str | None, source: str | None, scale: str | None, dedupe: Any,
    out: str | None,
) -> None:
    """Print the SQL of the months of every pair, to be run where the events lie.

    \b
    Example:
      tension panel sql --dialect bigquery --out months.sql
    """
    from tension.panel.sql import panel_sql

    text = panel_sql(dialect, layout=layout, table=source, scale=scale,
                     dedupe_rung=dedupe or "one_a_day")
    if out and out != "-":
        from tension.report.export import write_whole

        write_whole(Path(out), text.encode())
        return
    click.echo(text, nl=False)


def _built(options: dict[str, Any]) -> Panel:
    """Return the panel that the options of `of_events` ask for."""
    from tension.core.coverage import Coverage
    from tension.panel.build import build_panel
    from tension.sources.read import span_covered

    told = options.pop("coverage")
    span = span_covered(told)
    covered = Coverage.of([span], "declared") if span else None
    return build_panel(options.pop("events"), dedupe_rung=options.pop("dedupe"), coverage=covered,
                       **options)
