"""Bundles of options that mean the same in every verb."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tension.core.errors import InputError

if TYPE_CHECKING:
    from tension.core.provenance import InputFile

# What the library's own lists hold, written out so that --help imports no room; a test ties them.
FREQS = ("day", "week", "month", "quarter", "year")
RUNGS = ("none", "exact", "one_a_day")
MIRRORS = ("keep", "one_per_visit")
SCHEMES = ("cameo", "weis", "plover", "quad", "acled", "own")
FORMATS = ("chronology", "tabular", "gdelt", "icews", "polecat", "keds", "phoenix", "acled")
COUNTRY_SCHEMES = ("any", "iso3", "iso2", "cameo", "fips", "gw", "cow", "icews")

Command = Callable[..., Any]


def stacked(*options: Command) -> Callable[[Command], Command]:
    """Return one decorator made of several, in the order they are listed."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def _load_config(ctx: click.Context, _: click.Parameter, path: str | None) -> str | None:
    """Take the options of a run file as defaults: the command line still wins."""
    if path:
        from tension.report.run_file import read_run

        options, inputs = read_run(path)
        ctx.default_map = {**(ctx.default_map or {}), **options}
        ctx.meta["tension.run"] = Path(path).name
        ctx.meta["tension.inputs"] = inputs
        ctx.meta["tension.beside"] = Path(path).resolve().parent
    return path


config = click.option(
    "--config", metavar="RUN.TOML", callback=_load_config, is_eager=True, expose_value=False,
    help="Take the options of an earlier report; options given here win.",
)

store_option = click.option(
    "--store", metavar="FOLDER", envvar="TENSION_STORE", show_envvar=True,
    help="The event store that `tension ingest` fills, such as data/processed.",
)

layout = stacked(
    click.option("--column", multiple=True, metavar="NAME=YOURS",
                 help="Your column for date, source, target, code, score … (repeat)."),
    click.option("--ontology", type=click.Choice(SCHEMES), help="Scheme of the codes."),
    click.option("--date-format", metavar="FORMAT",
                 help="Format of the dates, such as %d.%m.%Y; ISO without one."),
    click.option("--countries", type=click.Choice(COUNTRY_SCHEMES), default="any",
                 show_default=True, help="Scheme of the country codes."),
    click.option("--delimiter", metavar="MARK", help="Column separator; guessed without it."),
    click.option("--coverage", metavar="FROM:TO", help="What your file covers: 1992-01:2010-12."),
    click.option("--source-format", type=click.Choice(FORMATS),
                 help="Format of the files; told from their content without it."),
    click.option("--lenient", is_flag=True,
                 help="Set bad rows of a hand-coded file aside instead of stopping."),
    click.option("--strict", is_flag=True,
                 help="Stop at the first archive with a bad row instead of setting rows aside."),
)

reading = stacked(
    click.argument("paths", nargs=-1, metavar="[PATHS]..."),
    config,
    store_option,
    click.option("--dyad", default="IRN-AZE", show_default=True, metavar="A-B",
                 help="Two countries: IRN-AZE, 'Iran,Azerbaijan', 'iran azerbaijan'."),
    click.option("--with-bundled", is_flag=True,
                 help="Add the bundled Iran-Azerbaijan chronology to your file."),
    layout,
)

selecting = stacked(
    click.option("--origin", multiple=True, metavar="NAME",
                 help="Only these sources of what is read: chronology, icews, gdelt2 … (repeat)."),
    click.option("--pool", is_flag=True,
                 help="One series from all sources together; without it each source has its own."),
    click.option("--as-of", metavar="WHEN",
                 help="Only what the sources had published by the end of that day, month or year."),
    click.option("--since", metavar="WHEN",
                 help="First period: 1992, 1992-01, 1992-01-15. Spreads are measured from there "
                 "on."),
    click.option("--until", metavar="WHEN", help="Last period."),
    click.option("--freq", type=click.Choice(FREQS), default="month", show_default=True,
                 help="Length of a period."),
    click.option("--scale", metavar="NAME|CSV",
                 help="Weights of the codes, by source without it: a name that `tension scales` "
                 "lists, a CSV with code,score (codes of your own: a first line # ontology: own, "
                 "and --ontology own), or native:100 for scores of the file up to 100."),
    click.option("--dedupe", type=click.Choice(RUNGS),
                 help="How duplicates are dropped; exact for hand-coded events, one_a_day for "
                 "archives without it."),
    click.option("--mirrors", type=click.Choice(MIRRORS), default="keep", show_default=True,
                 help="A visit and its hosting: two events, or one."),
    click.option("--code", multiple=True, metavar="CODE",
                 help="Only codes that begin so (repeat)."),
    click.option("--without-code", multiple=True, metavar="CODE",
                 help="No codes that begin so (repeat)."),
    click.option("--role", multiple=True, metavar="ROLE",
                 help="Only actors of this CAMEO role: GOV, MIL, self, state … (repeat)."),
    click.option("--without-disputed", is_flag=True,
                 help="Leave out events coded on one side's account."),
    click.option("--without-multilateral", is_flag=True,
                 help="Leave out events in which others took part."),
    click.option("--without-derived", is_flag=True, help="Leave out events implied, not read."),
)

dating = stacked(
    click.option("--min-segment", type=click.IntRange(1), default=12, show_default=True,
                 help="Calendar periods a regime lasts at least."),
    click.option("--min-observed", type=click.IntRange(1), default=6, show_default=True,
                 help="Periods with events a regime holds at least."),
    click.option("--number", metavar="HOW", default="bic", show_default=True,
                 help="How many breaks: bic, mbic (few_false_alarms), lwz, sequential, or a "
                 "number."),
    click.option("--max-breaks", type=click.IntRange(0), default=12, show_default=True,
                 help="Largest number of breaks tried."),
)

DATING = ("min_segment", "min_observed", "max_breaks", "number")
"""Options of `dating`."""

printing = stacked(
    click.option("--csv", "form", flag_value="csv", help="As CSV."),
    click.option("--json", "form", flag_value="json",
                 help="As JSON Lines: one object a row, one row a line."),
    click.option("--table", "form", flag_value="table", default=True,
                 help="As a table to read (the default)."),
    click.option("--out", metavar="FILE", help="Write to a file instead; - is standard output."),
    click.option("--raw", is_flag=True,
                 help="No apostrophe before text that a spreadsheet might run."),
)


def resolve_paths(ctx: click.Context, paths: tuple[str, ...]) -> tuple[str, ...]:
    """Return the files to read; those of a run file are looked for near it too.

    Raises
    ------
    InputError
        If a file of the run file is not there.
    """
    if "tension.run" not in ctx.meta or _given(ctx, "paths"):
        return paths
    return tuple(resolve_one(ctx, path) for path in paths)


def resolve_one(ctx: click.Context, path: str) -> str:
    """Return where a file that a run file names is: here, or beside the report's folder."""
    if "tension.run" not in ctx.meta:
        return path
    for place in (Path(path), ctx.meta["tension.beside"].parent / path):
        if place.is_file():
            return str(place)
    raise InputError(path, f"{ctx.meta['tension.run']} reads it and it is not there",
                     "go to the folder that holds it, or name your file on the command line")


def resolve_store(ctx: click.Context, folder: str) -> str:
    """Return where a store that a run file names is: here, or beside the report's folder."""
    if "tension.run" not in ctx.meta or Path(folder).is_dir():
        return folder
    beside = ctx.meta["tension.beside"].parent / folder
    return str(beside) if beside.is_dir() else folder


def require_same_inputs(ctx: click.Context, inputs: Sequence[InputFile]) -> None:
    """Refuse to call a run a repetition when what was read is not what the run file says.

    Raises
    ------
    InputError
        If a file has changed, is another, or is missing; options given anew are the user's choice.
    """
    if "tension.run" not in ctx.meta or any(
        _given(ctx, name) for name in ("paths", "scale", "with_bundled", "store", "origin")
    ):
        return
    told = ctx.meta["tension.inputs"]
    now = [(one.name, one.sha256) for one in inputs]
    for name, sum_ in told:
        if (name, sum_) not in now:
            changed = any(name == other for other, _ in now)
            if changed and name.endswith("/events.parquet"):
                raise InputError(
                    name, "archives have been ingested since the run file was written",
                    "run without --config for the store as it is now; a copy of a store keeps "
                    "what a report was made of",
                )
            raise InputError(
                name, "the file has changed since the run file was written" if changed else
                "the run file was made from it and does not say how to read it again",
                "bring back the earlier file, or run without --config",
            )


def _given(ctx: click.Context, name: str) -> bool:
    return ctx.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE
