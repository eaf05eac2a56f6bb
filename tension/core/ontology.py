"""Code lists: which codes exist, what they are called, and their quad class.

Quad classes: CAMEO by root (01–05 verbal cooperation, 06–08 material cooperation, 09–13 verbal
conflict, 14–20 material conflict), as in the CAMEO codebook's cooperation–conflict reading; WEIS by
its 22 cue categories as event-data practice has it (material cooperation 01, 06, 07; verbal
cooperation 02–05, 08–10; verbal conflict 11–17; material conflict 18–22); PLOVER by event type;
ACLED's violent and protest events are material conflict, its strategic developments have none.
GDELT's own `QuadClass` column follows another cut and is not used.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tension.core.errors import UsageError, nearest
from tension.core.schema import QUAD_CLASSES

ONTOLOGIES = ("cameo", "weis", "plover", "quad", "acled")
OWN = "own"
"""A scheme of the user's own: any code is one, and a scale of the user's own scores it."""
TITLES = {"cameo": "CAMEO", "weis": "WEIS", "plover": "PLOVER", "quad": "quad class",
          "acled": "ACLED", OWN: "a scheme of your own"}


@dataclass(frozen=True)
class Ontology:
    """A coding scheme.

    Parameters
    ----------
    name : str
        ``cameo``, ``weis``, ``plover`` or ``quad``.
    labels : dict
        Code → label; a code known only from data has an empty label.
    quad : dict
        Code → quad class.
    """

    name: str
    labels: dict[str, str]
    quad: dict[str, str]

    @property
    def title(self) -> str:
        """Name as the field writes it."""
        return TITLES[self.name]

    def __contains__(self, code: object) -> bool:
        return code in self.labels or self.name == OWN

    def label(self, code: str) -> str:
        """Return the label of a code, or the code itself when it has none."""
        return self.labels.get(code) or code

    def parent(self, code: str) -> str | None:
        """Return the code one level up, or None at the top."""
        if self.name == "plover":
            return code.split("/")[0] if "/" in code else None
        return code[:-1] if len(code) > 2 and code[:-1] in self.labels else None

    def root(self, code: str) -> str:
        """Return the top-level code."""
        if self.name == "acled":
            return code
        return code.split("/")[0] if self.name == "plover" else code[:2]

    def fault(self, code: str) -> tuple[str, str] | None:
        """Return (problem, remedy) for a code the list does not hold, or None when it does.

        Examples
        --------
        >>> problem, remedy = ontology("cameo").fault("42")
        >>> problem
        "'42' is not a CAMEO code"
        >>> remedy
        'it looks like 042 with its leading zero lost: store codes as text'
        """
        if code in self:
            return None
        padded = "0" + code
        problem = f"{code!r} is not a {self.title} code"
        if code.isdigit() and padded in self.labels:
            return problem, (
                f"it looks like {padded} with its leading zero lost: store codes as text"
            )
        if other := [o.title for o in map(ontology, ONTOLOGIES) if code in o.labels]:
            return problem, (
                f"it is one of {other[0]}: name the scheme with an ontology column or --ontology"
            )
        if close := nearest(code, list(self.labels), 2):
            return problem, f"did you mean {' or '.join(close)}?"
        return problem, "write the code of a scheme; your own need --ontology own and --scale"


@cache
def ontology(name: str) -> Ontology:
    """Return a code list by name.

    Raises
    ------
    UsageError
        If there is no such list.

    Examples
    --------
    >>> ontology("cameo").label("042")
    'Make a visit'
    """
    if name == "quad":
        words = {quad: quad.replace("_", " ") for quad in QUAD_CLASSES}
        return Ontology(name, words, {quad: quad for quad in QUAD_CLASSES})
    if name == OWN:
        return Ontology(OWN, {}, {})
    if name not in ONTOLOGIES:
        raise UsageError(f"there is no ontology {name!r}; use one of "
                         f"{', '.join((*ONTOLOGIES, OWN))}")
    text = (files("tension.core") / "ontologies" / f"{name}.csv").read_text(encoding="utf-8")
    labels, quad = {}, {}
    for row in csv.DictReader(text.splitlines()):
        labels[row["code"]] = row["label"]
        if row["quad_class"]:
            quad[row["code"]] = QUAD_CLASSES[int(row["quad_class"]) - 1]
    return Ontology(name, labels, quad)


def guess_ontology(codes: Iterable[str]) -> list[str]:
    """Return the schemes whose list holds every one of these codes.

    Examples
    --------
    >>> guess_ontology(["0841", "042"])
    ['cameo']
    """
    wanted = set(codes)
    return [name for name in ONTOLOGIES if all(code in ontology(name) for code in wanted)]


def lost_zeros(codes: Iterable[str]) -> set[str]:
    """Return the CAMEO codes that could be roots or damaged three-digit codes, undecidably.

    A file in which some code keeps a leading zero was not damaged; one in which none does and which
    writes `10`…`20` may mean root 10 or 010.
    """
    wanted = set(codes)
    if any(code.startswith("0") for code in wanted):
        return set()
    known = ontology("cameo")
    return {code for code in wanted if len(code) == 2 and code in known and "0" + code in known}
