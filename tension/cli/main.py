"""The command `tension`: its verbs, and how errors reach the user.

Exit codes: 0 done, 1 an error in one line that names file, row, column and remedy, 2 wrong usage.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from tension.core.errors import TensionError, nearest, reason_of
from tension.core.version import METHODOLOGY, VERSION

VERBS = {
    "report": ("tension.cli.report", "Write a report: page, figures, tables. The main job."),
    "series": ("tension.cli.tables", "Print or write the series of tension by period."),
    "events": ("tension.cli.tables", "Print or write the scored events that enter."),
    "breaks": ("tension.cli.tables", "Date the breaks in the level of tension."),
    "trend": ("tension.cli.tables", "Say whether tension is rising, falling or neither."),
    "forecast": ("tension.cli.forecast", "Say where the level may lie in periods to come."),
    "compare": ("tension.cli.compare", "Set two sources, pairs or series of one's own side by "
                "side."),
    "drivers": ("tension.cli.drivers", "Say which events a level, a change or a break rests on."),
    "multiverse": ("tension.cli.multiverse", "Date breaks under every defensible choice."),
    "panel": ("tension.cli.panel", "Look at every pair of an event table at once."),
    "fetch": ("tension.cli.fetch", "Fetch an archive's files of a span of days."),
    "ingest": ("tension.cli.ingest", "Read archives into a store, once; reports start from it."),
    "doctor": ("tension.cli.doctor", "Say what the store holds, and what is wrong with it."),
    "vintage": ("tension.cli.vintage", "List, show and compare the reports that were kept."),
    "check": ("tension.cli.data", "List every bad row of a hand-coded file."),
    "template": ("tension.cli.data", "Write a blank coding sheet."),
    "scales": ("tension.cli.data", "List the scales, or print one."),
    "notebook": ("tension.cli.notebook", "Copy the worked notebooks into a folder."),
    "cite": ("tension.cli.data", "Say how to cite the program, the scale and the data."),
}


class Verbs(click.Group):
    """The group of verbs; a verb's module is imported when the verb is called."""

    def list_commands(self, _: click.Context) -> list[str]:
        """Return the verbs in the order of `VERBS`."""
        return list(VERBS)

    def get_command(self, _: click.Context, name: str) -> click.Command | None:
        """Return a verb, importing its module."""
        if name not in VERBS:
            return None
        found = getattr(import_module(VERBS[name][0]), name)
        assert isinstance(found, click.Command)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Name the nearest verbs when there is none of that name."""
        if args and args[0] not in VERBS and not args[0].startswith("-"):
            close = nearest(args[0], list(VERBS)) or list(VERBS)
            ctx.fail(f"there is no verb {args[0]!r}; did you mean {', '.join(close)}?")
        return super().resolve_command(ctx, args)

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of verbs without importing any."""
        with formatter.section("Verbs"):
            formatter.write_dl([(name, told) for name, (_, told) in VERBS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the verb; turn an error a user can act on into its message and exit 1."""
        try:
            return super().invoke(ctx)
        except TensionError as error:
            if ctx.params["debug"]:
                raise
            complain(str(error))
        except BrokenPipeError:
            sys.stderr.close()
        except (MemoryError, OSError) as error:
            if ctx.params["debug"]:
                raise
            complain(f"{_reason(error)}; `tension --debug …` shows where")
        raise SystemExit(1)


def _reason(error: Exception) -> str:
    """An error of the machine in words, without the folders above a file."""
    if not isinstance(error, OSError):
        return "out of memory"
    name = str(error.filename or "").rsplit("/", 1)[-1]
    told = reason_of(error)
    return f"{name}: {told}" if name else told


def complain(message: str) -> None:
    """Print an error on standard error, whatever the terminal's encoding."""
    encoding = getattr(sys.stderr, "encoding", None) or "ascii"
    safe = f"Error: {message}".encode(encoding, "backslashreplace").decode(encoding)
    click.echo(safe, err=True)


@click.group(
    cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]}, no_args_is_help=True
)
@click.version_option(VERSION, message=f"tension {VERSION}, methodology {METHODOLOGY}")
@click.option("--debug", is_flag=True, help="Show where an error arose.")
def main(debug: bool) -> None:  # noqa: ARG001 - read by Verbs.invoke from the context
    """Tell how tense two countries are, since when, how sure, and because of what.

    \b
    Examples:
      tension report                               Iran and Azerbaijan, bundled chronology
      tension report events.csv --dyad ARM-AZE     any pair, your own file
      tension series --freq quarter --csv          the series as CSV
    """
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a character gets its escape, never a traceback.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
