"""Roles of actors, read from CAMEO actor strings such as ``IRNGOVMIL``."""

from __future__ import annotations

from functools import cache

import pandas as pd

from tension.core.dyad import countries as country_table

ROLES = {
    "": "the country itself", "GOV": "government", "MIL": "military", "COP": "police",
    "JUD": "courts", "SPY": "intelligence", "LEG": "legislature", "OPP": "opposition",
    "REB": "rebels", "INS": "insurgents", "SEP": "separatists", "UAF": "unaligned armed forces",
    "CVL": "civilians", "MED": "media", "BUS": "business", "MNC": "multinational companies",
    "EDU": "education", "ELI": "elites", "REF": "refugees", "RAD": "radicals", "CRM": "criminals",
}
"""Roles of CAMEO actors that a state-to-state question meets, with their names."""

STATE_ROLES = frozenset({"", "GOV", "MIL", "LEG", "SPY", "JUD", "COP"})
"""The roles usually taken to be the state."""


def roles_of(actors: pd.Series, countries: pd.Series) -> pd.Series:
    """Return the role block that follows the country in each actor string, "" where there is none.

    Parameters
    ----------
    actors, countries : Series of str
        Actor strings as the source wrote them, and the countries they belong to.

    Examples
    --------
    >>> roles_of(pd.Series(["IRNGOVMIL", "IRN", None]), pd.Series(["IRN"] * 3)).tolist()
    ['GOV', '', '']
    """
    text = actors.fillna("").astype(str)
    prefixed = [
        actor[:3] in _prefixes(code) for actor, code in zip(text, countries, strict=True)
    ]
    role = text.str.slice(3, 6)
    return role.where(pd.Series(prefixed, index=text.index) & role.isin(list(ROLES)), "")


@cache
def _prefixes(code: str) -> frozenset[str]:
    """What an actor string of a country may begin with: its ISO3, CAMEO or KEDS code."""
    known = country_table()[code]
    return frozenset({code, known.cameo, *known.keds} - {""})
