"""`run.toml`: everything that made a report, readable by people and by ``report --config``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

from tension.core.dyad import BOTH
from tension.core.errors import InputError, nearest
from tension.core.provenance import Provenance, versions
from tension.models.breaks import accept, inference, noise
from tension.models.breaks.result import Breaks
from tension.report.findings import Findings
from tension.series import uncertainty
from tension.series.frame import TensionSeries

OPTIONS = (
    "paths", "store", "dyad", "column", "ontology", "date_format", "countries", "delimiter",
    "coverage", "source_format", "lenient", "strict",
    "with_bundled", "origin", "pool", "as_of", "since", "until", "freq", "scale", "dedupe",
    "mirrors", "code", "without_code", "role", "without_disputed", "without_multilateral",
    "without_derived", "raw", "excel", "parquet", "xlsx", "pdf", "md", "title", "author",
    "lang", "full", "real_time", "panel",
)
"""Options of the command line that a run file may state, in its order."""


def run_text(
    sources: Sequence[Findings], options: Mapping[str, Any], files: Sequence[str] = ()
) -> str:
    """Return the text of a run file.

    Parameters
    ----------
    sources : sequence of Findings
        What the report shows.
    options : mapping
        Options as given on the command line; those of the series itself come from its provenance.
    files : sequence of str
        Files of the report, by which a later run knows its folder again.
    """
    series = [one.series for one in sources]
    whole = reduce(Provenance.join, [one.provenance for one in series])
    chosen = {**_shared([one.provenance.parameters for one in series]), **options}
    lines = ["# What made this report. `tension report --config run.toml` makes its tables again.",
             "", "[options]"]
    lines += [f"{name} = {_value(chosen[name])}" for name in OPTIONS if chosen.get(name)]
    for file in whole.inputs:
        lines += ["", "[[inputs]]", f"name = {_value(file.name)}",
                  f"sha256 = {_value(file.sha256)}", f"bytes = {file.size}",
                  f"format = {_value(file.origin)}"]
    lines += ["", "[result]", f"as_of = {_value(str(whole.as_of))}"]
    if len(series) == 1:
        lines += _facts(series[0])
    lines.append(f"files = {_value(sorted(files))}")
    if len(series) > 1:
        for one in series:
            lines += ["", "[[sources]]", *_of_source(one)]
    constants = method_constants(sources[0].breaks[BOTH])
    lines += ["", "[method]", *[f"{k} = {_value(v)}" for k, v in constants.items()]]
    lines += ["", "[versions]", *[f"{k} = {_value(v)}" for k, v in versions().items()], ""]
    return "\n".join(lines)


def _shared(parameters: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Options that hold for every source; one that is each source's own is stated with it.

    Taking only some sources of what was read is a choice about all of them; taking each is none.
    """
    named = {name: [one.get(name) for one in parameters] for one in parameters for name in one}
    shared = {name: values[0] for name, values in named.items() if all(
        value == values[0] for value in values
    )}
    taken = sorted({name for one in named.get("origin", []) for name in one or ()})
    shared["origin"] = [] if taken == sorted(shared.get("sources_read") or ()) else taken
    return shared


def _facts(series: TensionSeries) -> list[str]:
    return [f"coverage = {_value(series.coverage.describe())}",
            f"first_period = {_value(str(series.periods[0]))}",
            f"last_period = {_value(str(series.periods[-1]))}",
            f"scale = {_value(series.scale.name)}", f"scale_bound = {series.scale.bound!r}"]


def _of_source(series: TensionSeries) -> list[str]:
    return [f"origin = {_value(series.origin)}",
            f"as_of = {_value(str(series.provenance.as_of))}", *_facts(series),
            f"dedupe = {_value(series.provenance.parameters['dedupe'])}"]


def method_constants(breaks: Breaks) -> dict[str, Any]:
    """Return every constant of the method that is not an option."""
    return {
        "interval_level": uncertainty.LEVEL,
        "prior_weight_events": uncertainty.PRIOR_WEIGHT,
        "neighbourhood_months": uncertainty.NEIGHBOURHOOD,
        "min_segment_periods": breaks.limits.periods,
        "min_segment_observed": breaks.limits.observed,
        "max_breaks": accept.MOST,
        "number_of_breaks": "BIC, two parameters a break, and 6 below one level, 8 below a walk",
        "date_set_level": inference.LEVEL,
        "phi_tried": list(noise.PHIS),
        "powers_of_events_tried": sorted({*noise.EXPONENTS, *noise.AGAINST}),
    }


def files_of_run(path: Path) -> set[str]:
    """Return the files that a run file says its report is made of; none when it is no run file."""
    try:
        files = tomllib.loads(path.read_text(encoding="utf-8"))["result"]["files"]
        return {str(name) for name in files}
    except (OSError, ValueError, KeyError, TypeError):
        return set()


def read_run(path: str | Path) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Return the options of a run file, and name and SHA-256 of each of its inputs.

    Raises
    ------
    InputError
        If it is missing, is no TOML, or states an unknown option; the nearest is named.
    """
    name = Path(path).name
    try:
        text = Path(path).read_bytes().decode("utf-8")
        found = tomllib.loads(text)
    except FileNotFoundError:
        raise InputError(
            str(path), "no such file", "a report's folder holds one: run.toml"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(str(path), "cannot be read", f"name a run.toml ({error})") from None
    except tomllib.TOMLDecodeError as error:
        raise InputError(name, f"not TOML: {error}", "mend the line") from None
    options, inputs = found.get("options", {}), found.get("inputs", [])
    if not isinstance(options, dict) or not isinstance(inputs, list) or not all(
        isinstance(one, dict) for one in inputs
    ):
        raise InputError(name, "[options] and [[inputs]] are not tables", "take a run.toml as a "
                         "report wrote it")
    for option in options:
        if option not in OPTIONS:
            close = nearest(option, OPTIONS) or list(OPTIONS)
            raise InputError(name, f"unknown option {option!r}", f"use {', '.join(close)}")
    return options, [(str(one.get("name")), str(one.get("sha256"))) for one in inputs]


def _value(value: Any) -> str:
    """One TOML value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(item) for item in value) + "]"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"')
    escaped = "".join(c if c >= " " else f"\\u{ord(c):04x}" for c in escaped)
    return f'"{escaped}"'
