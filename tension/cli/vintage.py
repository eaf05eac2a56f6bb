"""`tension vintage`: the reports that were kept, and what one differs from another by."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import click

from tension.cli.options import printing, stacked, store_option

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

of_pair = stacked(
    store_option,
    click.option("--dyad", default="IRN-AZE", show_default=True, metavar="A-B",
                 help="Two countries: IRN-AZE, 'Iran,Azerbaijan', 'iran azerbaijan'."),
)

figure_option = click.option("--figure", metavar="FILE.PNG", help="Draw it to a picture too.")


@click.group()
def vintage() -> None:
    """List, show and compare the reports that `tension report --keep` kept.

    A vintage is named by its as-of date, and is never changed once it is kept.

    \b
    Examples:
      tension vintage list
      tension vintage show 2026-03-18
      tension vintage diff 2026-02-18 2026-03-18
      tension vintage line --figure line.png
    """


@vintage.command("list")
@store_option
@click.option("--dyad", metavar="A-B", help="Only this pair; all that are kept without it.")
@printing
def list_(store: str | None, dyad: str | None, form: str, out: str | None, raw: bool) -> None:
    """List the vintages there are, with what each says of the end."""
    from tension.cli.tables import emit
    from tension.core.dyad import Dyad
    from tension.report.vintage_listing import listing
    from tension.report.vintages import dyads_kept, vintages_root

    pairs = [str(Dyad.parse(dyad))] if dyad else dyads_kept(store)
    table = listing(pairs, store)
    if form == "table" and not out and not len(table):
        which = f" of {pairs[0]}" if dyad else ""
        click.echo(f"no vintage{which} in {vintages_root(store)}; `tension report --keep` keeps "
                   "one")
        return
    emit(table, form, out, raw, [])


@vintage.command()
@click.argument("as_of", metavar="AS-OF")
@of_pair
@printing
def show(
    as_of: str, store: str | None, dyad: str, form: str, out: str | None, raw: bool
) -> None:
    """Say what a vintage held; --csv gives its series."""
    from tension.cli.tables import emit
    from tension.report.vintages import read_vintage

    found = read_vintage(as_of, dyad, store)
    if form == "table" and not out:
        click.echo(found.summary())
        return
    emit(found.series, form, out, raw, [])


@vintage.command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@of_pair
@click.option("--events", "events", is_flag=True,
              help="With --csv or --json: the events behind it, instead of the periods.")
@figure_option
@printing
def diff(
    first: str, second: str, store: str | None, dyad: str, events: bool, figure: str | None,
    form: str, out: str | None, raw: bool,
) -> None:
    """Say which periods moved from vintage A to B, by how much, and why.

    Each period's change is split by cause, and the parts add up to it: new events, changed events,
    the rules, other options, another scale, dropped events, another methodology.
    """
    from tension.cli.tables import emit
    from tension.report.vintage_diff import diff_vintages
    from tension.report.vintages import read_vintage

    found = diff_vintages(*(read_vintage(name, dyad, store) for name in (first, second)))
    _draw(found.plot, figure)
    if form == "table" and not out:
        click.echo(found.summary())
        return
    emit(found.events if events else found.table, form, out, raw, [])


@vintage.command()
@of_pair
@click.option("--direction", metavar="A-B", default="both", show_default=True,
              help="Only this direction, IRN-AZE for Iran's acts towards Azerbaijan.")
@figure_option
@printing
def line(
    store: str | None, dyad: str, direction: str, figure: str | None, form: str, out: str | None,
    raw: bool,
) -> None:
    """Set the level each vintage told against the latest one's."""
    from tension.cli.tables import emit
    from tension.core.dyad import BOTH, Dyad
    from tension.report.real_time import real_time_of_vintages
    from tension.report.vintages import kept_of

    pair = None if direction == BOTH else Dyad.parse(direction)
    way = f"{pair.first}>{pair.second}" if pair else BOTH
    found = real_time_of_vintages(kept_of(dyad, store), way)
    _draw(found.plot, figure)
    if form == "table" and not out:
        click.echo(found.summary())
        if found.reason:
            return
    emit(found.table, form, out, raw, [])


def _draw(plot: Callable[[], Axes], file: str | None) -> None:
    """Draw a result to a PNG file, whole or not at all."""
    if not file:
        return
    from pathlib import Path

    import matplotlib

    matplotlib.use("Agg")
    from tension.report.export import write_whole
    from tension.report.svg import png_bytes

    write_whole(Path(file), png_bytes(cast("Figure", plot().figure)))
