"""`write_report`: a folder with page, figures, tables and run file, there whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from typing import Any

from tension.core.errors import UsageError
from tension.core.language import ENGLISH, say, speaking
from tension.explain.solidity import Solidity
from tension.panel.context import Context
from tension.report.answer import Answer
from tension.report.drawings import draw_side_by_side, draw_source
from tension.report.extras import Extras
from tension.report.findings import Findings, several_series
from tension.report.markdown import markdown_text
from tension.report.neighbours import panel_named
from tension.report.page import Frame, page, page_of_several
from tension.report.pdf import pdf_bytes
from tension.report.real_time import RealTime
from tension.report.run_file import files_of_run, run_text
from tension.report.side_by_side import side_by_side
from tension.report.table_files import Forms, table_files
from tension.series.frame import TensionSeries

RUN_FILE, PAGE = "run.toml", "report.html"


@dataclass(frozen=True)
class Pages:
    """In which forms the page is written beside HTML, its title, its author, its language."""

    pdf: bool = False
    md: bool = False
    title: str = ""
    author: str = ""
    lang: str = ENGLISH


@dataclass(frozen=True)
class Report:
    """A written report: its folder, and the answer of each source by the source's name."""

    folder: Path
    answers: Mapping[str, Answer]

    @property
    def page(self) -> Path:
        """The page to open."""
        return self.folder / PAGE

    def summary(self) -> str:
        """Return the answer, or those of several sources one after another, and the page."""
        told = []
        for name, one in self.answers.items():
            told += [f"{name}:"] if len(self.answers) > 1 else []
            told += [one.how, one.since, *one.caution]
            told += [one.of_what, *(f"{way}: {acts}" for way, acts in one.because)]
        if len(self.answers) > 1:
            told.append(say("The sources are kept apart: their levels are not comparable with one "
                            "another."))
        return "\n".join([line for line in told if line] + [say("Report: {page}", page=self.page)])

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        told = self.summary().splitlines()[:-1]
        page = escape(self.page.as_posix())
        return "".join(f"<p>{escape(line)}</p>" for line in told) + (
            f'<p><a href="{page}">{page}</a></p>')


def write_report(
    series: TensionSeries | Sequence[TensionSeries],
    out: str | Path | None = None,
    *,
    options: Mapping[str, Any] | None = None,
    raw: bool = False,
    excel: bool = False,
    parquet: bool = False,
    xlsx: bool = False,
    pdf: bool = False,
    md: bool = False,
    title: str = "",
    author: str = "",
    lang: str = ENGLISH,
    solid: Sequence[Solidity] = (),
    real_time: Sequence[RealTime] = (),
    context: Sequence[Context] = (),
) -> Report:
    """Write a report of a series, or of several sources side by side, to a folder.

    Parameters
    ----------
    series : TensionSeries or sequence of them
        Any frequency; of several, each is of another source and all are of one dyad. The page sets
        them side by side, then shows each by itself; the tables hold all, told apart by `origin`.
    out : str or Path, optional
        Folder, ``tension-IRN-AZE`` when not given. An earlier report there is replaced whole; a
        folder that holds anything else is left alone.
    options : mapping, optional
        Options of the command line to note in `run.toml`.
    raw, excel, parquet, xlsx : bool
        The forms of the tables; see `Forms`.
    pdf, md : bool
        Whether the page is written as PDF and as Markdown too, from the same content.
    title, author : str
        Title of the page, a question when not given, and whom it names as its author.
    lang : str
        Language of page and figures: one of `core.language.languages`, or the path of a catalogue
        ``xx.po``. What was found before, such as ``solid``, and the data stay as they are.
    solid : sequence of Solidity
        How solid the breaks of each source are, which the page then says too, in a section of its
        own with its figures.
    real_time : sequence of RealTime
        The level of each source as it was known at the time, in the order of ``series``.
    context : sequence of Context
        Where the pair stands among its neighbours in each source, in the order of ``series``.

    Returns
    -------
    Report
        `.page` is the file to open; beside it `figures/`, six CSV files (eight where an archive
        was read, six more with ``solid``, one with ``real_time``, one with ``context``)
        with `datapackage.json`, and
        `run.toml`. `.answers` has each source's answer.

    Raises
    ------
    UsageError
        If the folder holds a file that is no part of a report, several series differ in dyad or
        period, two are of one source, ``solid``, ``real_time`` or ``context`` is of other
        series, there is no such language, or a form is asked for that cannot be made.

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
    shown = several_series(series)
    given = [series] if isinstance(series, TensionSeries) else list(series)
    extras = Extras.of(given, solid, real_time, context)
    folder = Path(out) if out is not None else Path(f"tension-{shown[0].dyad}")
    _refuse_foreign(folder.resolve())
    with speaking(lang):
        sources = [Findings.of(one) for one in shown]
        files = report_files(
            sources, options or {}, Forms(raw, excel, parquet, xlsx),
            Pages(pdf, md, title, author, lang), extras,
        )
    _replace_folder(folder.resolve(), files)
    return Report(folder, {one.name: one.answer for one in sources})


def report_files(
    sources: Sequence[Findings], options: Mapping[str, Any], forms: Forms, pages: Pages,
    extras: Extras,
) -> dict[str, bytes]:
    """Return the files of a report by their path in its folder."""
    several, frame = len(sources) > 1, Frame(pages.title, pages.author, forms.raw)
    drawn = [draw_source(one, several) for one in sources]
    for one, its in zip(sources, drawn, strict=True):
        extras.draw(one, several, its)
    if several:
        panels = draw_side_by_side(sources)
        html = page_of_several(sources, drawn, side_by_side(sources), panels, frame, extras)
        drawn = [panels, *drawn]
    else:
        html = page(sources[0], drawn[0], frame, extras)
    files = {PAGE: html.encode()}
    if pages.pdf:
        files["report.pdf"] = pdf_bytes(html)
    if pages.md:
        files["report.md"] = markdown_text(html).encode()
    for its in drawn:
        files |= its.images
    files |= table_files(sources, forms, extras.tables())
    chosen = {**options, **asdict(forms), **asdict(pages), "full": bool(extras.solid),
              "real_time": bool(extras.then),
              "panel": panel_named(list(extras.context.values()))}
    if pages.lang == ENGLISH:
        del chosen["lang"]
    text = run_text(sources, chosen, [*files, RUN_FILE])
    files[RUN_FILE] = text.encode()
    return files


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
