"""Dating breaks: noise, search, number and inference, each in a module of its own.

`date_breaks` is the door for arrays; `find.find_breaks` is the same with calendar dates.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tension.models.breaks.array import date_breaks as date_breaks


def __getattr__(name: str) -> Any:
    """Load the door when it is asked for: the search needs none of its parts at import."""
    if name == "date_breaks":
        from tension.models.breaks.array import date_breaks

        return date_breaks
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
