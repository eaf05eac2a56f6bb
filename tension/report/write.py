"""`write_report`: a folder with page, figures, tables and run file, there whole or not at all."""

from __future__ import annotations

import datetime as dt
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tension.core import style
from tension.core.errors import UsageError
from tension.models.breaks.find import find_breaks
from tension.models.breaks.result import Breaks
from tension.models.latent import LatentLevel, estimate_tension
from tension.report import figures
from tension.report.answer import Answer, answer
from tension.report.export import csv_text, tables_of
from tension.report.marked import marked_events
from tension.report.page import Drawing, page
from tension.report.run_file import files_of_run, run_text
from tension.report.svg import png_bytes, svg_text
from tension.report.wording import counted
from tension.series.frame import TensionSeries

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

BREAKS_DRAWN = " dotted lines are breaks, shaded the dates that are not ruled out;"
RUN_FILE, PAGE = "run.toml", "report.html"


@dataclass(frozen=True)
class Report:
    """A written report: its folder, and the answer it opens with."""

    folder: Path
    answer: Answer

    @property
    def page(self) -> Path:
        """The page to open."""
        return self.folder / PAGE

    def summary(self) -> str:
        """Return the answer and where the report is."""
        told = [self.answer.how, self.answer.since, *self.answer.caution]
        told += [f"{way}: {acts}" for way, acts in self.answer.because]
        return "\n".join([line for line in told if line] + [f"Report: {self.page}"])

    def __repr__(self) -> str:
        return self.summary()


def write_report(
    series: TensionSeries,
    out: str | Path | None = None,
    *,
    options: Mapping[str, Any] | None = None,
    raw: bool = False,
) -> Report:
    """Write a report of a series to a folder.

    Parameters
    ----------
    series : TensionSeries
        Any frequency.
    out : str or Path, optional
        Folder, ``tension-IRN-AZE`` when not given. An earlier report there is replaced whole; a
        folder that holds anything else is left alone.
    options : mapping, optional
        Options of the command line to note in `run.toml`.
    raw : bool
        Whether text cells of the CSV files stay as they are.

    Returns
    -------
    Report
        `.page` is the file to open; beside it `figures/`, six CSV files and `run.toml`.

    Raises
    ------
    UsageError
        If the folder holds a file that is no part of a report.

    Examples
    --------
    >>> import tempfile
    >>> from tension.sources.read import read_events
    >>> from tension.series.aggregate import build_series
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     report = write_report(build_series(read_events()), f"{folder}/report")
    ...     report.page.name
    'report.html'
    """
    folder = Path(out) if out is not None else Path(f"tension-{series.dyad}")
    _refuse_foreign(folder.resolve())
    files, told = report_files(series, options or {}, raw)
    _replace_folder(folder.resolve(), files)
    return Report(folder, told)


def report_files(
    series: TensionSeries, options: Mapping[str, Any], raw: bool = False
) -> tuple[dict[str, bytes], Answer]:
    """Return the files of a report by their path in its folder, and the answer it opens with."""
    levels = {way: estimate_tension(series, way) for way in series.dyad.directions}
    breaks = {way: find_breaks(series, way) for way in series.dyad.directions}
    told = answer(series, levels["both"], breaks["both"])
    marked = marked_events(series)
    drawings, images = _draw(series, levels, breaks["both"], marked)
    html = page(series, levels, breaks, told, drawings, marked, raw)
    files = {PAGE: html.encode(), **images}
    for name, table in tables_of(series, levels, breaks).items():
        files[name] = csv_text(table, raw).encode()
    text = run_text(series, breaks["both"], {**options, "raw": raw}, [*files, RUN_FILE])
    files[RUN_FILE] = text.encode()
    return files, told


def _draw(
    series: TensionSeries, levels: Mapping[str, LatentLevel], breaks: Breaks, marked: pd.DataFrame
) -> tuple[dict[str, Drawing], dict[str, bytes]]:
    """Draw every figure; return them for the page and as files."""
    both, title = levels["both"], series.dyad.title

    def head(figure: Figure, axes: list[Any]) -> None:
        figures.headline(series, both, breaks, marked, axes[0])
        figure.subplots_adjust(top=0.965, bottom=0.16)

    def mirrored(figure: Figure, axes: list[Any]) -> None:
        figures.cooperation_conflict(series, axes[0])
        figure.subplots_adjust(top=0.9, bottom=0.3)

    def directed(figure: Figure, axes: list[Any]) -> None:
        for ax, way in zip(axes, series.dyad.directed, strict=True):
            figures.direction_panel(series, levels[way], ax)
        figure.subplots_adjust(hspace=0.62, bottom=0.15, top=0.91)

    def kinds(figure: Figure, axes: list[Any]) -> None:
        figures.kinds_of_acts(series, axes[0])
        figure.subplots_adjust(top=0.9)

    observed = counted(series.observed, series.freq) + " with events"
    plan: list[tuple[str, float, float, int, Callable[..., None], str, str]] = [
        ("headline", 12.5, 7.2, 1, head, "Estimated level of tension",
         f"Estimated level with its 80 % and 95 % bands; dots are the means of {observed}, larger "
         "with more events; rings are the acts named, at their own weight;"
         f"{BREAKS_DRAWN if len(breaks) else ''} below, the number of events."),
        ("cooperation_conflict", 10.0, 4.2, 1, mirrored, "Cooperation against conflict",
         "Points of conflict upward, points of cooperation downward; both can "
         "rise at once, and grow with the number of events found."),
        ("directions", 10.0, 7.6, 2, directed, "Who towards whom",
         "The estimated level of each directed series with its bands."),
        ("kinds_of_acts", 10.0, 4.2, 1, kinds, "Kinds of acts",
         "Number of events a year by class: words or deeds, conflict or cooperation."
         + _partial_years(series)),
    ]
    drawings, images = {}, {}
    with style.figure_style():
        for name, width, height, rows, draw, heading, caption in plan:
            figure, axes = figures.new_figure(width, height, rows)
            draw(figure, axes)
            figure.text(0.012, 0.012, _footer(name, series), fontsize=6.8, color=style.MUTED)
            figure.text(0.012, 0.988, f"{title}: {heading[0].lower()}{heading[1:]}", va="top",
                        fontsize=10, fontweight="bold", color=style.INK)
            svg = svg_text(figure, name, f"{heading} ({title})", caption)
            drawings[name] = Drawing(name, heading, caption, svg)
            images[f"figures/{name}.svg"] = ('<?xml version="1.0" encoding="utf-8"?>\n'
                                             + svg + "\n").encode()
            images[f"figures/{name}.png"] = png_bytes(figure)
    return drawings, images


def _partial_years(series: TensionSeries) -> str:
    """Which years of the grid the source does not cover whole."""
    years = range(series.periods[0].year, series.periods[-1].year + 1)
    cut = [
        str(year) for year in years
        if series.coverage.days(dt.date(year, 1, 1), dt.date(year, 12, 31)) < 365
    ]
    if not cut:
        return ""
    return f" Covered in part only: {', '.join(cut)}."


def _footer(name: str, series: TensionSeries) -> str:
    """What a figure says of itself when it travels alone."""
    key = (
        f"Line: level, bands 80 % and 95 %. Dots: means of {series.freq}s, larger with more "
        "events; blue circles neutral or cooperative, orange diamonds conflictual.\n"
    )
    return (key if name in ("headline", "directions") else "") + series.provenance.stamp()


def _refuse_foreign(folder: Path) -> None:
    """Leave alone a folder that holds anything but an earlier report: it would be lost."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder.name} is a file; name a folder with --out")
    if folder == Path.cwd() or folder in Path.cwd().parents:
        raise UsageError("the report would replace the folder you are in; name one inside it with "
                         "--out")
    own = files_of_run(folder / RUN_FILE)
    held = sorted(p for p in folder.rglob("*") if not p.is_dir()) if folder.is_dir() else []
    for path in held:
        name = path.relative_to(folder).as_posix()
        if name not in own:
            raise UsageError(
                f"the folder {folder.name} holds {name}, which is no part of a report; move it, or "
                "name another folder with --out"
            )


def _restore_earlier(folder: Path) -> Path:
    """Bring back the report of a run that was stopped between its two renames; clear the way."""
    earlier = folder.with_name(f".{folder.name}.earlier")
    if earlier.exists() and not folder.exists():
        earlier.rename(folder)
    shutil.rmtree(earlier, ignore_errors=True)
    return earlier


def _replace_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put the files in place by renaming a folder written beside; undo when that fails."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    earlier = _restore_earlier(folder)
    made = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        made.chmod(0o755)
        for name, content in files.items():
            (made / name).parent.mkdir(exist_ok=True)
            (made / name).write_bytes(content)
        if folder.exists():
            folder.rename(earlier)
        try:
            made.rename(folder)
        except BaseException:
            if earlier.exists():
                earlier.rename(folder)
            raise
    finally:
        shutil.rmtree(made, ignore_errors=True)
    shutil.rmtree(earlier, ignore_errors=True)
