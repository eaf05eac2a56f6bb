"""Exported tables, read again: the CSV files of a folder, as its `datapackage.json` says."""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from tension.core import exported, schema
from tension.core.errors import InputError, TensionError
from tension.sources.text import read_bytes, unguard

PACKAGE = "datapackage.json"
"""Name of the file beside the tables that says what they are."""

FACTS = "tension"
"""Its entry on each series: what the tables themselves do not say."""

ANEW = "export the tables anew"


@dataclass(frozen=True)
class Saved:
    """Exported tables, and what their package says of each series.

    Parameters
    ----------
    facts : tuple of mapping
        One a series, in order of their sources.
    tables : mapping
        File name → table as declared in `core.exported.TABLES`.
    """

    facts: tuple[Mapping[str, Any], ...]
    tables: Mapping[str, pd.DataFrame]


def read_saved(path: str | Path) -> Saved:
    """Return the exported tables beside a `series.csv`.

    Parameters
    ----------
    path : str or Path
        The `series.csv`, or the folder that holds it.

    Raises
    ------
    InputError
        If `datapackage.json` or a table it names is not beside it, is of another version, or is
        not as it was exported.
    """
    given = Path(path)
    folder = given if given.is_dir() else given.parent
    package = _package(folder)
    raw = bool(package.get("raw"))
    tables = {
        str(one["path"]): _table(folder, one, raw) for one in package["resources"]
        if one["path"] in exported.TABLES
    }
    if not given.is_dir() and given.name not in tables:
        raise InputError(given.name, f"{PACKAGE} beside it does not name it",
                         "name the series.csv of an export")
    return Saved(tuple(package[FACTS]), tables)


def _package(folder: Path) -> dict[str, Any]:
    try:
        _, content = read_bytes(folder / PACKAGE)
        found = json.loads(content)
        if not (isinstance(found[FACTS], list) and found["resources"]):
            raise KeyError(FACTS)
    except InputError:
        raise InputError(
            PACKAGE, f"there is none in the folder {folder.name or '.'}, and a series alone does "
            "not say its scale, coverage or events",
            "name the series.csv of a report, or of `export_tables`",
        ) from None
    except (ValueError, KeyError, TypeError):
        raise InputError(PACKAGE, "it is not that of an export", ANEW) from None
    return dict(found)


def _table(folder: Path, resource: Mapping[str, Any], raw: bool) -> pd.DataFrame:
    """Return one table, its bytes being those that were exported."""
    name, content = read_bytes(folder / str(resource["path"]))
    if f"sha256:{hashlib.sha256(content).hexdigest()}" != resource.get("hash"):
        raise InputError(name, "it is not as it was exported, so that it need not agree with the "
                         "tables beside it", ANEW)
    columns = exported.TABLES[name]
    text = pd.read_csv(io.BytesIO(content), dtype="str", keep_default_na=False,
                       encoding="utf-8-sig")
    try:
        return schema.conform(_typed(text, columns, raw), columns)
    except (TensionError, ValueError) as error:
        raise InputError(name, f"it is of another version ({error})", ANEW) from None


def _typed(text: pd.DataFrame, columns: tuple[schema.Column, ...], raw: bool) -> pd.DataFrame:
    """Return text cells as what their columns are declared to hold; empty is missing."""
    kinds = {column.name: column.dtype for column in columns}
    made: dict[str, pd.Series] = {}
    for name in text.columns:
        cells = text[name].where(text[name] != "")
        kind = kinds.get(name, schema.TEXT)
        if kind == schema.FLAG:
            cells = cells.map({"true": True, "false": False})
        elif kind in (schema.REAL, schema.WHOLE):
            cells = pd.to_numeric(cells)
        elif kind == schema.DATE:
            cells = pd.to_datetime(cells, format="%Y-%m-%d")
        elif not raw:
            cells = cells.map(unguard, na_action="ignore")
        made[name] = cells
    return pd.DataFrame(made)
