"""`tension drivers`: which events a month's level, a change of it or a break rests on."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from tension.cli.options import DATING, dating, printing, reading, selecting
from tension.cli.tables import dated, directed, direction, emit, readable

if TYPE_CHECKING:
    from tension.explain.decomposition import Decomposition
    from tension.series.frame import TensionSeries

BY = ("event", "code", "quad", "direction", "actor", "role")
GROUPS_LISTED, ACTS_LISTED = 10, 5
"""Groups, and acts on a side, that are printed to be read."""

WIDTH = 96


@click.command()
@reading
@selecting
@direction
@click.option("--month", metavar="WHEN",
              help="The level of a period: 2023-01, or 2023-Q1 or 2023 for a mean.")
@click.option("--between", nargs=2, metavar="WHEN WHEN",
              help="The change from one period to another, or between the means of longer ones: "
              "2012 2016.")
@click.option("--break", "which", type=int, metavar="N",
              help="The size of the Nth break, as `tension breaks` numbers them.")
@click.option("--own", is_flag=True,
              help="The periods' own tension instead of the estimated level.")
@click.option("--by", type=click.Choice(BY), default="event", show_default=True,
              help="One row an event, or one a group of them.")
@click.option("--top", type=click.IntRange(1), metavar="N",
              help=f"How many groups ({GROUPS_LISTED}), or acts on a side ({ACTS_LISTED}); of a "
              "CSV or JSON how many rows, all without it.")
@dating
@printing
@click.pass_context
def drivers(
    ctx: click.Context, /, direction: str | None, form: str, out: str | None, by: str,
    top: int | None, **options: Any,
) -> None:
    """Say which events a level, a change of it, or a break rests on.

    Contributions are against neutral (50, a score of 0) and add up to the number.

    \b
    Examples:
      tension drivers --month 2023-01
      tension drivers --between 2012 2016 --by code
      tension drivers --break 2 --number 2
    """
    from tension.cli.pipeline import series_to_print
    from tension.report.export import stacked

    raw = options.pop("raw")
    asked = {name: options.pop(name) for name in (*DATING, "month", "between", "which", "own")}
    given = [name for name in ("month", "between", "which") if asked[name] is not None]
    if len(given) != 1:
        raise click.UsageError("name one of --month, --between and --break")
    if asked["own"] and asked["which"] is not None:
        raise click.UsageError("a break is of the level of regimes; leave out --own")
    made = series_to_print(ctx, options)
    way = directed(made[0], direction or "both")
    found = _of_each(made, lambda one: _apart(one, way, asked))
    if form == "table" and not out:
        click.echo("\n\n".join(_told(one, by, top, len(made) > 1) for one in found))
        return
    for one in found:
        click.echo(one.summary(), err=True)
    tables = [one.table if by == "event" else one.by(by).assign(origin=one.series.origin)
              for one in found]
    emit(stacked([table.head(top or len(table)) for table in tables]), form, out, raw, [])


def _apart(series: TensionSeries, way: str, asked: dict[str, Any]) -> Decomposition:
    """Take the number apart that the options name."""
    from tension.explain import drivers as of
    from tension.models.latent import estimate_tension

    if asked["which"] is not None:
        found = dated(series, way, {name: asked[name] for name in DATING})
        return of.drivers_of_break(found, asked["which"])
    before, after = asked["between"] or (None, asked["month"])
    if asked["own"]:
        return of.drivers_of_tension(series, after, before, way)
    return of.drivers_of_level(estimate_tension(series, way), after, before)


def _of_each(
    made: list[TensionSeries], apart: Callable[[TensionSeries], Decomposition]
) -> list[Decomposition]:
    """Take each source's number apart; one that has none is told and left out beside others."""
    from tension.core.errors import UsageError

    found, failed = [], []
    for one in made:
        try:
            found.append(apart(one))
        except UsageError as error:
            failed.append((one.origin, error))
    if not found:
        raise failed[0][1]
    for origin, why in failed:
        click.echo(f"{origin}: {why}", err=True)
    return found


def _told(found: Decomposition, by: str, top: int | None, several: bool) -> str:
    """Return the sentence and below it the groups or the acts."""
    source = f"{found.series.origin}: " if several else ""
    lines = textwrap.wrap(source + found.summary(), WIDTH)
    if found.reason:
        return "\n".join(lines)
    if by == "event":
        return "\n".join([*lines, "", *_acts(found, top or ACTS_LISTED)])
    lines += ["", *_groups(found, by, top or GROUPS_LISTED)]
    return "\n".join(lines if found.before is None else [*lines, "", *_volume(found)])


def _acts(found: Decomposition, top: int) -> list[str]:
    """The acts on either side, in a change those that came apart from those that fell away."""
    from tension.core.rounding import counted, signed
    from tension.explain.decomposition import LISTS


    parts = LISTS if found.before is not None else (
        (1, 0, "Towards conflict"), (-1, 0, "Towards cooperation"),
    )
    lines = ["Points each adds; in brackets how far the number would move without it."]
    for sign, gained, heading in parts:
        whole = found.acts(len(found.table), sign, gained)
        if not len(whole):
            continue
        lines += ["", f"{heading}: {signed(whole['contribution'].sum())} in all, by "
                  + counted(len(whole), "act")
                  + (f", of which the first {top}" if len(whole) > top else "")]
        lines += [line for act in whole.head(top).itertuples() for line in _act(act, found)]
    return lines


def _act(act: Any, found: Decomposition) -> list[str]:
    """One act: what it adds, when, who, what, and where it can be read."""
    import pandas as pd

    from tension.core.rounding import signed
    from tension.report.marked import text_of
    from tension.report.wording import dated as day
    from tension.report.wording import score

    without = "no number" if pd.isna(act.influence) else signed(act.influence, 2)
    silent = f", the only one of its {found.series.freq}" if act.alone else ""
    many = f", {act.number} events" if act.number > 1 else ""
    head = (f"  {signed(act.contribution, 2):>6} [{without}]  "
            f"{day(act.date, act.date_precision)}, {found.series.dyad.spoken(act.direction)}, "
            f"{_code(act)}scored {score(act.score)}{many}{silent}")
    url = [f"         {act.url}"] if isinstance(act.url, str) else []
    return [head, *textwrap.wrap(text_of(act), WIDTH - 9, initial_indent=" " * 9,
                                 subsequent_indent=" " * 9), *url]


def _code(act: Any) -> str:
    return f"{act.code} " if isinstance(act.code, str) else ""


def _groups(found: Decomposition, by: str, top: int) -> list[str]:
    """The groups as a table, shares in per cent."""
    import pandas as pd

    from tension.core.schema import each_row
    from tension.explain.groups import group_name

    groups = found.by(by)
    shown = pd.DataFrame({
        by: [group_name(row) for row in each_row(groups)], "points": groups["contribution"],
    })
    if found.before is not None:
        shown = shown.assign(
            mix=groups["mix"], within=groups["within"],
            **{"% before": 100 * groups["share_before"]},
        )
    shown["% after" if found.before is not None else "% of weight"] = 100 * groups["share_after"]
    rest = len(shown) - top
    lines = readable(shown.head(top)).splitlines()
    if rest > 0:
        lines.append(f"{rest} more: {groups['contribution'].iloc[top:].sum():.1f}")
    return lines


def _volume(found: Decomposition) -> list[str]:
    """What the mean does not know: how much there was of either side."""
    head = (f"Sums, points of the scale a {found.series.freq}: what came of more or fewer events "
            "(volume) and of sharper or milder ones (intensity).")
    return [*textwrap.wrap(head, WIDTH), *readable(found.volume).splitlines()]
