"""`tension forecast`: where the level may lie in periods to come."""

from __future__ import annotations

from typing import Any

import click

from tension.cli.options import printing, reading, selecting
from tension.cli.tables import directed, direction, emit_results


@click.command()
@reading
@selecting
@direction
@click.option("--periods", type=click.IntRange(1), default=12, show_default=True,
              help="Periods ahead, of the length --freq.")
@printing
@click.pass_context
def forecast(
    ctx: click.Context, /, direction: str | None, form: str, out: str | None, periods: int,
    **options: Any,
) -> None:
    """Say where the level may lie in periods to come; it predicts no event.

    The level moves as a random walk: its forecast is where it stands, with a band that grows.

    \b
    Example:
      tension forecast --periods 6 --direction IRN-AZE
    """
    from tension.cli.pipeline import series_to_print
    from tension.models.forecast import forecast as ahead_of
    from tension.models.latent import estimate_tension

    raw = options.pop("raw")
    made = series_to_print(ctx, options)
    way = directed(made[0], direction or "both")
    found = [ahead_of(estimate_tension(one, way), periods) for one in made]
    emit_results(found, "no forecast", form, out, raw)
