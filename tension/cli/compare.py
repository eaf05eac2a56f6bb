"""`tension compare`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tension.cli.options import FREQS, layout, printing, stacked

if TYPE_CHECKING:
    from tension.explain.sides import Comparable
    from tension.sources.own_series import OwnSeries

BUNDLED = "bundled"
"""What stands for the chronology on the command line."""

FILE_OPTIONS = ("column", "ontology", "date_format", "countries", "delimiter", "coverage",
                "source_format", "lenient", "strict")
"""What `tension.cli.options.layout` says of files of events."""

of_events = stacked(
    click.option("--dyad", default="IRN-AZE", show_default=True, metavar="A-B",
                 help="Two countries: IRN-AZE, 'Iran,Azerbaijan', 'iran azerbaijan'."),
    click.option("--dyad-b", metavar="A-B", help="Those of B; as for A without it."),
    click.option("--direction", default="both", show_default=True, metavar="A-B",
                 help="IRN-AZE for Iran's acts towards Azerbaijan; `both` pools the two."),
    click.option("--direction-b", metavar="A-B", help="That of B; as for A without it."),
    click.option("--origin-a", metavar="NAME",
                 help="The source of A to take, where it holds several."),
    click.option("--origin-b", metavar="NAME",
                 help="The source of B to take, where it holds several."),
    click.option("--scale-a", metavar="NAME|CSV", help="Weights of the codes of A."),
    click.option("--scale-b", metavar="NAME|CSV", help="Weights of the codes of B."),
    click.option("--since", metavar="WHEN", help="First period: 1992, 1992-01, 1992-01-15."),
    click.option("--until", metavar="WHEN", help="Last period."),
    click.option("--freq", type=click.Choice(FREQS),
                 help="Length of a period; month without it, or that of two series of your own."),
)

of_own = stacked(
    click.option("--value-a", metavar="COLUMN", help="Column of the values of A, a series."),
    click.option("--value-b", metavar="COLUMN", help="Column of the values of B, a series."),
    click.option("--rows-a", multiple=True, metavar="COLUMN=TEXT",
                 help="Only the rows of A, a series, that say so (repeat)."),
    click.option("--rows-b", multiple=True, metavar="COLUMN=TEXT",
                 help="Only the rows of B, a series, that say so (repeat)."),
    click.option("--turn", multiple=True, type=click.Choice(["a", "b"]),
                 help="High values of this series mean cooperation: turn it round."),
)


@click.command()
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@of_events
@layout
@of_own
@click.option("--window", type=click.IntRange(3),
              help="Periods of a rolling window; five years without it.")
@click.option("--tolerance", type=click.IntRange(0), default=3, show_default=True,
              help="Periods that two breaks may lie apart and still be one.")
@click.option("--labels", metavar="FILE",
              help="Dated crises and thaws to hold both against: a CSV with start,end,kind,label.")
@click.option("--seed", type=int, default=0, show_default=True, help="Of the bootstrap.")
@printing
@click.pass_context
def compare(
    ctx: click.Context, /, a: str, b: str, window: int | None, tolerance: int, labels: str | None,
    seed: int, form: str, out: str | None, raw: bool, **options: Any,
) -> None:
    """Set two sources, two pairs or a series of your own side by side.

    A and B are files or folders of events, or CSVs with period,value (told from their content);
    `bundled` is the Iran-Azerbaijan chronology.

    \b
    Examples:
      tension compare bundled keds.csv.gz --since 1992 --until 1999
      tension compare icews/ icews/ --dyad ARM-AZE --dyad-b ARM-TUR
      tension compare bundled mine.csv --turn b --labels crises.csv
    """
    from tension.cli.tables import emit
    from tension.core.errors import UsageError
    from tension.explain.compare import compare as compared
    from tension.explain.external_labels import score_against_labels
    from tension.sources.labels import read_labels

    if labels and (form != "table" or out):
        raise UsageError("--labels: what a series is worth as a sign of crises is told in words; "
                         "leave out --csv, --json and --out")
    spells = read_labels(labels) if labels else None
    sides, ways = _sides(ctx, (a, b), options)
    found = compared(sides[0], sides[1], ways[0], ways[1], window=window, tolerance=tolerance,
                     seed=seed)
    scores = [] if spells is None else [
        score_against_labels(side, spells, way) for side, way in zip(sides, ways, strict=True)]
    if form == "table" and not out:
        click.echo("\n".join([found.summary(), *(one.summary() for one in scores)]))
        return
    if found.reason:
        click.echo(f"no correlation: {found.reason}", err=True)
    emit(found.table, form, out, raw, [])


def _sides(
    ctx: click.Context, paths: tuple[str, str], options: dict[str, Any]
) -> tuple[list[Comparable], list[str]]:
    """Return what the two paths hold, and the direction of each."""
    from tension.cli.notices import notice
    from tension.cli.tables import directed
    from tension.core.errors import UsageError
    from tension.series.frame import TensionSeries
    from tension.sources.own_series import OwnSeries, is_own_series

    own = [path != BUNDLED and is_own_series(path) for path in paths]
    for letter, holds in zip("ab", own, strict=True):
        if not holds and (options[f"value_{letter}"] or options[f"rows_{letter}"]
                          or letter in options["turn"]):
            raise UsageError(f"--value-{letter}, --rows-{letter} and --turn {letter} are about a "
                             f"series of your own, and {letter.upper()} holds events")
    _refuse_idle(paths, own, options)
    made: list[Comparable] = [
        _own(path, letter, options) if holds else _series(path, letter, options)
        for path, letter, holds in zip(paths, "ab", own, strict=True)
    ]
    if all(own) and options["freq"]:
        made = [one.by(options["freq"]) for one in made if isinstance(one, OwnSeries)]
    asked = (options["direction"], options["direction_b"] or options["direction"])
    ways = [directed(one, way) if isinstance(one, TensionSeries) else "both"
            for one, way in zip(made, asked, strict=True)]
    notice(ctx, [one for one in made if isinstance(one, TensionSeries)])
    return made, ways


def _refuse_idle(paths: tuple[str, str], own: list[bool], options: dict[str, Any]) -> None:
    """Refuse options about a file of events where there is none."""
    from tension.core.errors import UsageError

    if any(path != BUNDLED and not holds for path, holds in zip(paths, own, strict=True)):
        return
    idle = [name for name in FILE_OPTIONS if options[name] not in (None, False, (), "any")]
    if idle:
        raise UsageError(f"--{idle[0].replace('_', '-')} is about a file of events, and neither A "
                         "nor B is one; leave it out")


def _series(path: str, letter: str, options: dict[str, Any]) -> Comparable:
    """Return the series of a file of events, of one source."""
    from tension.cli.pipeline import layout_of
    from tension.cli.progress import watcher
    from tension.core.errors import UsageError
    from tension.series.aggregate import build_series
    from tension.sources.read import read_events

    dyad = (options["dyad_b"] if letter == "b" else None) or options["dyad"]
    origin = options[f"origin_{letter}"]
    with watcher(quiet=path == BUNDLED) as watching:
        told = layout_of(options) if path != BUNDLED else {}
        events = read_events(None if path == BUNDLED else path, dyad, watcher=watching,
                             origins=[origin] if origin else [], **told)
    if len(events.origins) > 1:
        raise UsageError(f"{letter.upper()} holds events of {' and '.join(events.origins)}, whose "
                         f"levels are not comparable; take one: --origin-{letter} "
                         f"{events.origins[0]}")
    return build_series(events, freq=options["freq"] or "month", since=options["since"],
                        until=options["until"], scale=options[f"scale_{letter}"])


def _own(path: str, letter: str, options: dict[str, Any]) -> OwnSeries:
    """Return a series of one's own within the span asked for."""
    from tension.core.errors import UsageError
    from tension.core.period import span_of
    from tension.sources.own_series import read_own_series

    rows = dict(pair.partition("=")[::2] for pair in options[f"rows_{letter}"])
    if not all(rows.values()):
        raise UsageError(f"--rows-{letter}: write COLUMN=TEXT, such as direction=both")
    found = read_own_series(
        path, value=options[f"value_{letter}"], rows=rows,
        higher="cooperation" if letter in options["turn"] else "conflict",
    )
    since, until = options["since"], options["until"]
    return found.between(
        span_of(since, "--since")[0] if since else None,
        span_of(until, "--until")[1] if until else None,
    )
