"""`tension notebook`: the worked notebooks, to run and to change."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import click

from tension.core.errors import TensionError, UsageError
from tension.core.rounding import counted


@click.command()
@click.argument("folder")
def notebook(folder: str) -> None:
    """Copy the worked notebooks into a folder, to run and to change.

    A notebook that is there already is left alone. Running them takes Jupyter:
    python -m pip install '.[notebook]'.

    \b
    Example:
      tension notebook first-steps
    """
    from tension.report.export import write_whole

    place = Path(folder)
    if place.exists() and not place.is_dir():
        raise UsageError(f"{folder} is a file; name a folder for the notebooks")
    place.mkdir(parents=True, exist_ok=True)
    made = kept = 0
    for one in sorted(_bundled(), key=lambda held: held.name):
        if (place / one.name).exists():
            kept += 1
            continue
        write_whole(place / one.name, one.read_bytes())
        made += 1
    told = f"{counted(made, 'notebook')} copied to {folder}"
    click.echo(told + (f", {kept} there already" if kept else ""))


def _bundled() -> Iterator[Traversable]:
    """The notebooks of the package, or else of a checkout."""
    packed = files("tension.cli") / "notebooks"
    checkout = Path(__file__).parents[2] / "notebooks"
    place: Traversable = packed if packed.is_dir() else checkout
    if not place.is_dir():
        raise TensionError("the notebooks are missing; install tension again")
    return (one for one in place.iterdir() if one.name.endswith(".ipynb"))
