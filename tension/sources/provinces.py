"""Provinces whose name is nearly a country's: they never count as the state.

East and West Azarbaijan are provinces of Iran, Tabriz and Urmia their capitals; coders take them
for the republic. The rule is named in the ledger, so that a reader can see how many rows it took.
"""

from __future__ import annotations

import re

OF_COUNTRY = "AZE"
"""The country that they are taken for."""

PROVINCE_RULE = "an Iranian province or its capital coded as Azerbaijan"

OF_IRAN = re.compile(
    r"\b(?:east(?:ern)?|west(?:ern)?|south(?:ern)?|iranian)[ -]+az[ae]r[a-z]*n\b"
    r"|\baz[ae]r[a-z]*n[ -]e[ -](?:sh?arq|gharb)i\b"
    r"|\b(?:tabriz|urmia|urumiyeh|orumiyeh|ardabil|ardebil|zanjan)\b",
    re.IGNORECASE,
)


def names_province(actor: str, coded: str) -> bool:
    """Say whether an actor's name is of an Iranian province while it is coded as Azerbaijan.

    Parameters
    ----------
    actor : str
        Actor's name as the source wrote it.
    coded : str
        ISO3 code of the country it was coded as.

    Examples
    --------
    >>> [names_province(name, "AZE") for name in ("East Azarbaijan", "Azarbayjan-e Gharbi")]
    [True, True]
    >>> names_province("AZERBAIJAN", "AZE"), names_province("Tabriz", "IRN")
    (False, False)
    """
    return coded == OF_COUNTRY and bool(OF_IRAN.search(actor))
