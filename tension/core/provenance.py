"""Where a number comes from: inputs by hash, versions, parameters, and the as-of date."""

from __future__ import annotations

import datetime as dt
import hashlib
import platform
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib import metadata
from types import MappingProxyType
from typing import BinaryIO

from tension.core.language import say, say_n
from tension.core.version import METHODOLOGY, VERSION

Parameter = str | int | float | bool | tuple[str, ...]
LIBRARIES = ("pandas", "numpy", "statsmodels", "matplotlib")

NAMED = 3
"""Inputs up to which the stamp names each; of more it names the first and counts the rest."""


@dataclass(frozen=True)
class InputFile:
    """One input: its name (never its path), its SHA-256, its size in bytes, and its format."""

    name: str
    sha256: str
    size: int
    origin: str

    @classmethod
    def of(cls, name: str, content: bytes, origin: str) -> InputFile:
        """Return the record of these bytes."""
        return cls(name, hashlib.sha256(content).hexdigest(), len(content), origin)

    @classmethod
    def of_stream(cls, file: BinaryIO, name: str, origin: str) -> InputFile:
        """Return the record of an open file, read a stretch at a time."""
        digest, size = hashlib.sha256(), 0
        while chunk := file.read(1 << 20):
            digest.update(chunk)
            size += len(chunk)
        return cls(name, digest.hexdigest(), size, origin)


@dataclass(frozen=True)
class Provenance:
    """What went into a table or a result.

    Parameters
    ----------
    inputs : tuple of InputFile
        Files read.
    as_of : date or None
        The last day the source published something, else the end of its coverage; never the clock.
    parameters : mapping
        Every choice that was made on the way, by name.
    """

    inputs: tuple[InputFile, ...] = ()
    as_of: dt.date | None = None
    parameters: Mapping[str, Parameter] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "parameters", MappingProxyType(dict(self.parameters)))

    def choose(self, **parameters: Parameter) -> Provenance:
        """Return the provenance with further parameters."""
        return replace(self, parameters={**self.parameters, **parameters})

    def join(self, other: Provenance) -> Provenance:
        """Return the provenance of two inputs taken together; the later as-of counts."""
        dates = [day for day in (self.as_of, other.as_of) if day is not None]
        return Provenance(
            (*self.inputs, *(i for i in other.inputs if i not in self.inputs)),
            max(dates) if dates else None,
            {**self.parameters, **other.parameters},
        )

    def stamp(self) -> str:
        """Return the one line that every figure and page carries."""
        return say(
            "tension {version}, methodology {methodology} · {files} · as of {day}",
            version=VERSION, methodology=METHODOLOGY, files=self._files(),
            day=self.as_of or say("unknown"),
        )

    def _files(self) -> str:
        """The inputs by name, once each: a year of daily files would not fit a line."""
        names = list(dict.fromkeys(one.name for one in self.inputs))
        if len(names) > NAMED:
            more = len(names) - 1
            return say_n("{file} and {number} more file", "{file} and {number} more files", more,
                         file=names[0], number=more)
        return ", ".join(names) or say("no file")


def versions() -> dict[str, str]:
    """Return the versions of the program, the method, the language and the libraries."""
    found = {"tension": VERSION, "methodology": METHODOLOGY, "python": platform.python_version()}
    for library in LIBRARIES:
        found[library] = metadata.version(library)
    return found
