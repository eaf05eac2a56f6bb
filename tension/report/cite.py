"""How to cite the program, the scale and the data behind a report."""

from __future__ import annotations

from tension.core.language import say
from tension.core.provenance import InputFile
from tension.core.version import METHODOLOGY, VERSION
from tension.scales.scale import Scale
from tension.series.frame import TensionSeries
from tension.sources.chronology import BUNDLED, bundled_bytes

CHRONOLOGY = (
    "The tension contributors (2026). Iran–Azerbaijan event chronology, 1991–2026 (as of "
    "2026-03-18) [data set]. CC BY 4.0."
)
PROGRAM = (
    f"The tension contributors (2026). tension: bilateral tension from coded events (version "
    f"{VERSION}, methodology {METHODOLOGY}) [software]. MIT licence."
)

_BIBTEX = {
    "program": f"""@software{{tension,
  author = {{{{The tension contributors}}}},
  title = {{tension: bilateral tension from coded events}},
  version = {{{VERSION}}},
  year = {{2026}},
  note = {{methodology {METHODOLOGY}; MIT licence}}
}}""",
    "chronology": """@misc{iran_azerbaijan_chronology,
  author = {{The tension contributors}},
  title = {Iran--Azerbaijan event chronology, 1991--2026},
  year = {2026},
  note = {As of 2026-03-18; CC BY 4.0}
}""",
    "goldstein": """@article{goldstein1992,
  author = {Goldstein, Joshua S.},
  title = {A Conflict-Cooperation Scale for {WEIS} Events Data},
  journal = {Journal of Conflict Resolution},
  volume = {36},
  number = {2},
  pages = {369--385},
  year = {1992},
  doi = {10.1177/0022002792036002007}
}""",
}


def citations(scale: Scale, chronology: bool, own: bool = False) -> list[str]:
    """Return what to cite: the program, the scale, the chronology, a source of one's own."""
    cited = [PROGRAM]
    if scale.citation:
        cited.append(scale.citation if scale.citation.endswith(".") or "doi" in scale.citation
                     else f"{scale.citation}.")
    if chronology:
        cited.append(CHRONOLOGY)
    if own:
        cited.append(say("The source of your own events, with the day you got it."))
    return cited


def data_used(series: TensionSeries) -> tuple[bool, bool]:
    """Say whether the bundled chronology went in, by its hash, and whether other events did."""
    bundled = InputFile.of(BUNDLED, bundled_bytes(), "").sha256
    events = [file.sha256 for file in series.provenance.inputs if file.origin != "scale"]
    return bundled in events, any(sum_ != bundled for sum_ in events)


def bibtex() -> str:
    """Return BibTeX for the program, the bundled chronology, and the Goldstein scale."""
    return "\n\n".join(_BIBTEX.values()) + "\n"
