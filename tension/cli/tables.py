"""`tension series`, `events`, `breaks` and `trend`: one table each, printed or written."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tension.cli.options import DATING, dating, printing, reading, selecting

if TYPE_CHECKING:
    import pandas as pd

    from tension.explain.multiverse import Multiverse
    from tension.models.breaks.result import Breaks
    from tension.models.forecast import Forecast
    from tension.models.trend import Trend
    from tension.series.frame import TensionSeries

GLANCE = 24
"""Periods that a line shows at a glance."""

WIDE = 40
"""Characters of a text cell in a table to read."""

direction = click.option("--direction", metavar="A-B",
                         help="Only this direction, IRN-AZE for Iran's acts towards Azerbaijan; "
                         "`both` pools the two.")


def directed(series: TensionSeries, asked: str) -> str:
    """Return the direction meant by IRN-AZE, 'IRN>AZE', iran-azerbaijan … or both."""
    from tension.core.dyad import BOTH, Dyad

    if asked.casefold() == BOTH:
        return BOTH
    pair = Dyad.parse(asked)
    way = f"{pair.first}>{pair.second}"
    series.direction(way)
    return way


def dated(series: TensionSeries, direction: str, how: dict[str, Any]) -> Breaks:
    """Return the breaks of a direction, dated as the options of `dating` say."""
    from tension.models.breaks.find import find_breaks

    number = how["number"]
    return find_breaks(series, direction, **{
        **how, "number": int(number) if number.isdecimal() else number,
    })


@click.command()
@reading
@selecting
@direction
@printing
@click.pass_context
def series(
    ctx: click.Context, /, direction: str | None, form: str, out: str | None, **options: Any
) -> None:
    """Print or write the series of tension by period.

    \b
    Example:
      tension series --since 2020 --direction both
    """
    from tension.cli.pipeline import series_to_print
    from tension.report.export import stacked

    raw = options.pop("raw")
    made = series_to_print(ctx, options)
    table = stacked([one.table for one in made])
    if direction:
        table = table[table["direction"] == directed(made[0], direction)]
    brief = ["period", "direction", *_source(made), "events", "cooperation", "conflict", "net",
             "tension", "tension_low", "tension_high", "coverage"]
    emit(table, form, out, raw, brief)
    if form == "table" and out is None:
        click.echo("\n" + "\n".join(_at_a_glance(one, direction) for one in made))


def _at_a_glance(series: TensionSeries, asked: str | None) -> str:
    """The last covered periods of a series in one line."""
    from tension.cli.sparkline import sparkline
    from tension.core.dyad import BOTH
    from tension.core.period import spoken
    from tension.core.rounding import counted, points

    way = directed(series, asked or BOTH)
    rows = series.direction(way)
    shown = rows[rows["coverage"] != "uncovered"].tail(GLANCE)
    encoding = getattr(sys.stdout, "encoding", None) or "ascii"
    who = f"{series.origin}, {series.dyad.spoken(way)}, "
    if not shown["tension"].notna().any():
        return f"{who}the last {counted(len(shown), series.freq)}: no scored event"
    silent = bool(shown["tension"].isna().any())
    gaps = f"; a dot is a {series.freq} without a scored event" if silent else ""
    return (
        f"{who}the last {counted(len(shown), series.freq)} to {spoken(shown.index[-1])}: "
        f"{sparkline(list(shown['tension']), encoding)}  lowest {points(shown['tension'].min())}, "
        f"highest {points(shown['tension'].max())}{gaps}"
    )


@click.command()
@reading
@selecting
@direction
@printing
@click.pass_context
def events(
    ctx: click.Context, /, direction: str | None, form: str, out: str | None, **options: Any
) -> None:
    """Print or write the directed, scored events that enter the series.

    \b
    Example:
      tension events --since 2023-01 --until 2023-03 --csv --out events.csv
    """
    from tension.cli.pipeline import series_to_print
    from tension.report.export import stacked

    raw = options.pop("raw")
    made = series_to_print(ctx, options)
    way = directed(made[0], direction or "both")
    table = stacked([one.events_in(way) for one in made])
    brief = ["date", "direction", *_source(made), "code", "score", "summary", "outlet"]
    emit(table, form, out, raw, brief)


@click.command()
@reading
@selecting
@direction
@dating
@printing
@click.pass_context
def breaks(
    ctx: click.Context, /, direction: str | None, form: str, out: str | None, **options: Any
) -> None:
    """Date the breaks in the level of tension; none is an answer.

    \b
    Example:
      tension breaks --direction AZE-IRN
    """
    from tension.cli.pipeline import series_to_print

    raw = options.pop("raw")
    how = {name: options.pop(name) for name in DATING}
    made = series_to_print(ctx, options)
    way = directed(made[0], direction or "both")
    found = [dated(one, way, how) for one in made]
    emit_results(found, "no break could be looked for", form, out, raw)


@click.command()
@reading
@selecting
@direction
@printing
@click.pass_context
def trend(
    ctx: click.Context, /, direction: str | None, form: str, out: str | None, **options: Any
) -> None:
    """Say whether tension is rising, falling or neither, in points a year.

    \b
    Example:
      tension trend --since 2010 --direction IRN-AZE
    """
    from tension.cli.pipeline import series_to_print
    from tension.models.trend import fit_trend

    raw = options.pop("raw")
    made = series_to_print(ctx, options)
    way = directed(made[0], direction or "both")
    found = [fit_trend(one, way) for one in made]
    emit_results(found, "no trend estimated", form, out, raw)


def _source(made: list[TensionSeries]) -> list[str]:
    """The column that tells sources apart, in a table to read only where there are several."""
    return ["origin"] if len(made) > 1 else []


def emit_results(
    found: Sequence[Breaks | Trend | Forecast | Multiverse], nothing: str, form: str,
    out: str | None, raw: bool,
) -> None:
    """Print the results of each source in words, or their tables as one.

    Parameters
    ----------
    found : sequence of Breaks, Trend, Forecast or Multiverse
        One a source.
    nothing : str
        What is said, before the reason, where there was too little data.
    form, out, raw
        As for `emit`.
    """
    from tension.report.export import stacked

    several = len(found) > 1
    names = [f"{one.series.origin}: " if several else "" for one in found]
    if form == "table" and not out:
        click.echo("\n".join(f"{name}{one.summary()}"
                             for name, one in zip(names, found, strict=True)))
        return
    for name, one in zip(names, found, strict=True):
        if one.reason:
            click.echo(f"{name}{nothing}: {one.reason}", err=True)
    emit(stacked([one.table for one in found]), form, out, raw, [])


def emit(frame: pd.DataFrame, form: str, out: str | None, raw: bool, brief: list[str]) -> None:
    """Print a table or write it whole to a file.

    Parameters
    ----------
    frame : DataFrame
        The table.
    form : str
        ``csv``, ``json`` or ``table``; a file is CSV unless JSON is asked for.
    out : str or None
        File name; ``-`` or None is standard output.
    raw : bool
        Whether text cells stay as they are.
    brief : list of str
        Columns of a table to read; all when empty.
    """
    from tension.report.export import csv_text, write_whole

    if form == "table" and out and out.endswith(".json"):
        form = "json"
    if form == "table" and out in (None, "-"):
        click.echo(readable(frame[brief or list(frame.columns)]))
        return
    text = _json(frame) if form == "json" else csv_text(frame, raw)
    if out in (None, "-"):
        _write_bytes(text)
        return
    assert out is not None
    write_whole(Path(out), text.encode())


def _json(frame: pd.DataFrame) -> str:
    """Return JSON Lines: an object a line; dates ISO, missing null."""
    days = frame.select_dtypes("datetime").columns
    plain = frame.copy()
    for name in days:
        plain[name] = frame[name].dt.strftime("%Y-%m-%d")
    rows = plain.to_json(orient="records", lines=True, double_precision=12, force_ascii=False)
    text = str(rows).rstrip("\n")
    return f"{text}\n" if text else ""


def _write_bytes(text: str) -> None:
    """Write UTF-8 whatever the terminal's encoding: a file must not change with it."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


def readable(frame: pd.DataFrame) -> str:
    """Return a table to read: numbers rounded, text cut, silence empty."""
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, header_style="bold")
    places = [_decimals(frame[name]) for name in frame.columns]
    for name, place in zip(frame.columns, places, strict=True):
        table.add_column(name, justify="left" if place is None else "right", no_wrap=True)
    for row in frame.itertuples(index=False):
        table.add_row(*[_cell(value, place or 0) for value, place in zip(row, places, strict=True)])
    width = 200 if not sys.stdout.isatty() else None
    console = Console(width=width, highlight=False, markup=False)
    with console.capture() as captured:
        console.print(table)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())


def _decimals(values: pd.Series) -> int | None:
    """Decimals to show in a column: none for whole numbers, one for others; None for text."""
    if values.dtype.kind not in "fi":
        return None
    known = values.dropna()
    return 0 if (known == known.round()).all() else 1


def _cell(value: Any, decimals: int) -> str:
    import pandas as pd

    if pd.isna(value):
        return ""
    if isinstance(value, int | float):
        return f"{value:.{decimals}f}"
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    text = str(value)
    return text if len(text) <= WIDE else text[: WIDE - 1] + "…"
