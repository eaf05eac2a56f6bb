"""A user's scale: a CSV of codes and scores with its facts in leading ``# key: value`` lines."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tension.core.errors import InputError, RowFault, RowFaults
from tension.core.ontology import ONTOLOGIES, OWN, guess_ontology, ontology
from tension.core.provenance import InputFile
from tension.sources import cells
from tension.sources.text import decode, parse_raw, read_bytes

SCHEMES = (*ONTOLOGIES, OWN)
KEYS = ("name", "title", "ontology", "bound", "fallback", "citation")


@dataclass(frozen=True)
class ScaleTable:
    """What a scale file says: its facts and its scores by code."""

    name: str
    title: str
    ontology: str
    bound: float
    fallback: bool
    citation: str
    scores: dict[str, float]
    source: InputFile


def read_scale_table(path: str | Path) -> ScaleTable:
    """Return a user's scale from a CSV with the columns `code` and `score`.

    Leading lines may state facts: ``# ontology: cameo``, ``# bound: 10``, ``# fallback: parent``
    (a code not listed takes its parent's score), ``# name:``, ``# title:``, ``# citation:``.
    Without them: the ontology is the one that lists every code, the bound the largest score in
    size, and there is no fallback.

    Raises
    ------
    InputError
        Naming the line and the remedy.
    """
    file, content = read_bytes(path)
    text = decode(file, content)
    facts, skipped = _facts(file, text)
    # Blank lines keep the line numbers of what follows.
    body = "\n" * skipped + "\n".join(text.splitlines()[skipped:])
    raw = parse_raw(file, body.encode(), None)
    names = {name.casefold(): name for name in raw.header}
    for needed in ("code", "score"):
        if needed not in names:
            raise InputError(
                file, f"no column {needed!r}", "a scale has the columns code,score",
                line=raw.header_line,
            )
    decimal = cells.number_parser(decimal_comma=raw.delimiter == ";")
    codes, wrong = cells.parse_column(
        raw.column(names["code"]), raw.lines, names["code"], cells.verbatim, True
    )
    scores, bad = cells.parse_column(
        raw.column(names["score"]), raw.lines, names["score"], decimal, True
    )
    faults = [*raw.faults, *wrong, *bad]
    seen: set[str] = set()
    for code, line in zip(codes, raw.lines, strict=True):
        if code in seen:
            faults.append(RowFault(line, names["code"], f"code {code!r} is scored twice",
                                   "leave one of them"))
        seen.add(code)
    scheme = facts.get("ontology")
    faults += [
        RowFault(line, names["code"], *fault)
        for code, line in zip(codes, raw.lines, strict=True)
        if scheme and code and (fault := ontology(scheme).fault(code))
    ]
    if faults:
        raise RowFaults(file, faults)
    table = dict(zip(codes, scores, strict=True))
    return ScaleTable(
        name=facts.get("name", Path(file).stem), title=facts.get("title", Path(file).name),
        ontology=scheme or _ontology(file, codes),
        bound=_bound(file, facts, table), fallback=facts.get("fallback", "") == "parent",
        citation=facts.get("citation", ""), scores=table,
        source=InputFile.of(file, content, "scale"),
    )


def _facts(file: str, text: str) -> tuple[dict[str, str], int]:
    facts: dict[str, str] = {}
    count = 0
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.lstrip('"').startswith("#"):
            break
        key, _, value = line.lstrip('"# ').partition(":")
        key = key.strip().casefold()
        # A spreadsheet quotes such a line where it holds the delimiter, and fills it up with more.
        value = value.strip(' \t",;|')
        if key in KEYS:
            facts[key] = value
        if key == "fallback" and value not in ("parent", "none"):
            raise InputError(
                file, f"fallback {value!r} is not known", "write parent or none", line=number
            )
        if key == "ontology" and value not in SCHEMES:
            raise InputError(
                file, f"ontology {value!r} is not known", f"write {' or '.join(SCHEMES)}",
                line=number,
            )
        count = number
    return facts, count


def _ontology(file: str, codes: list[str]) -> str:
    fitting = guess_ontology(codes)
    if len(fitting) != 1:
        what = f"the codes fit {' and '.join(fitting)}" if fitting else "no scheme lists every code"
        raise InputError(file, what, "say which is meant in a first line: # ontology: cameo, or "
                         "# ontology: own for codes of your own")
    return fitting[0]


def _bound(file: str, facts: dict[str, str], scores: dict[str, float]) -> float:
    largest = max(map(abs, scores.values()))
    try:
        bound = float(facts.get("bound", str(largest)).replace(",", "."))
    except ValueError:
        bound = 0.0
    if not 0 < bound < float("inf") or bound < largest:
        raise InputError(
            file, f"the bound is {facts.get('bound', '0')} and the largest score {largest:g}",
            "state one that no score exceeds: # bound: 10",
        )
    return bound
