"""`tension multiverse`."""

from __future__ import annotations

from typing import Any

import click

from tension.cli.options import printing, reading, selecting
from tension.cli.tables import directed, direction, emit_results


def choices_of(pairs: tuple[str, ...]) -> dict[str, list[str]]:
    """Return the choices of ``NAME=VALUE,VALUE`` texts.

    Raises
    ------
    UsageError
        If a text is of another form.
    """
    from tension.core.errors import UsageError

    found: dict[str, list[str]] = {}
    for pair in pairs:
        name, mark, values = pair.partition("=")
        several = [value.strip() for value in values.split(",") if value.strip()]
        if not mark or not several:
            raise UsageError(f"--vary: {pair!r} is not of the form freq=month,quarter")
        found.setdefault(name.strip(), []).extend(several)
    return found


@click.command()
@reading
@selecting
@direction
@click.option("--vary", multiple=True, metavar="NAME=VALUES",
              help="Vary a choice over these values only, such as freq=month,quarter: scale, "
              "dedupe, freq, disputed, multilateral, direction, measure, criterion (repeat).")
@printing
@click.pass_context
def multiverse(
    ctx: click.Context, /, direction: str | None, vary: tuple[str, ...], form: str,
    out: str | None, **options: Any,
) -> None:
    """Date breaks under every defensible combination of choices, and say which survive.

    In words, or with --csv or --json one row a combination. It takes a minute of processor for the
    bundled chronology.

    \b
    Examples:
      tension multiverse
      tension multiverse --vary freq=month --vary scale=goldstein_cameo --csv --out cells.csv
    """
    from tension.cli.pipeline import sources_from
    from tension.cli.progress import steps
    from tension.explain.multiverse import multiverse as every_choice
    from tension.models.breaks.find import find_breaks

    raw = options.pop("raw")
    choices = choices_of(vary)
    found = []
    for events, series in sources_from(ctx, options):
        way = directed(series, direction or "both")
        with steps() as watching:
            found.append(every_choice(events, find_breaks(series, way), choices=choices,
                                      watcher=watching))
    emit_results(found, "no break could be looked for", form, out, raw)
