"""Countries and pairs of countries, however an analyst spells them."""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tension.core.errors import UsageError, nearest
from tension.core.language import listed, say

BOTH = "both"
"""Name of the direction that pools the two directed series."""

_SEPARATORS = (r"\s*[,;/|]\s*", r"\s*(?:<->|->|>|→|↔|–|—)\s*", r"\s+(?:vs\.?|and|&)\s+",
               r"\s*-\s*", r"\s+")


@dataclass(frozen=True)
class Country:
    """A country's name and its codes in each scheme; an empty text where the scheme has none."""

    iso3: str
    iso2: str
    name: str
    cameo: str
    fips: str
    gw: str
    cow: str
    icews: str
    keds: tuple[str, ...]
    aliases: tuple[str, ...]


def fold(text: str) -> str:
    """Return a spelling stripped of case, accents, dots and doubled spaces, for comparing.

    Examples
    --------
    >>> fold("Côte  d’Ivoire") == fold("cote d'ivoire")
    True
    """
    plain = unicodedata.normalize("NFKD", text.replace("’", "'"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", plain.replace(".", "")).strip().casefold()


@cache
def countries() -> dict[str, Country]:
    """Return every country of `core/countries.csv` by ISO 3166 alpha-3."""
    text = (files("tension.core") / "countries.csv").read_text(encoding="utf-8")
    found = {}
    for row in csv.DictReader(text.splitlines()):
        many = {key: tuple(filter(None, row.pop(key).split("|"))) for key in ("keds", "aliases")}
        found[row["iso3"]] = Country(**row, **many)  # type: ignore[arg-type]
    return found


@cache
def _spellings() -> dict[str, str]:
    """Spelling → ISO3. ISO3 wins over names, names over CAMEO, CAMEO over ISO2, all over KEDS.

    FIPS (AU is Austria there, Australia in ISO) is left to readers that know they have it.
    """
    table: dict[str, str] = {}
    everyone = countries().values()
    for kind in ("iso3", "name", "icews", "aliases", "cameo", "iso2", "keds"):
        for country in everyone:
            value = getattr(country, kind)
            for spelling in value if isinstance(value, tuple) else (value,):
                if spelling:
                    table.setdefault(fold(spelling), country.iso3)
    return table


def find_country(text: str) -> str | None:
    """Return the ISO3 code of a country spelt in any known way, or None."""
    return _spellings().get(fold(text))


def country(text: str) -> str:
    """Return the ISO3 code of a country, or raise with the nearest spellings.

    Raises
    ------
    UsageError
        If no country is spelt so.

    Examples
    --------
    >>> country("Islamic Republic of Iran"), country("az")
    ('IRN', 'AZE')
    """
    code = find_country(text)
    if code is None:
        raise UsageError(unknown_country(text))
    return code


def unknown_country(text: str) -> str:
    """Return the sentence that says a spelling is unknown and which come near it."""
    names = [c.name for c in countries().values()] + (list(countries()) if len(text) < 4 else [])
    close = nearest(text, names)
    hint = f"did you mean {', '.join(close)}?" if close else "use a name or an ISO code such as IRN"
    return f"unknown country {text!r}; {hint}"


@dataclass(frozen=True)
class Dyad:
    """Two different countries, in the order they are named.

    Parameters
    ----------
    first, second : str
        ISO 3166 alpha-3 codes.

    Examples
    --------
    >>> Dyad.parse("iran azerbaijan")
    Dyad('IRN-AZE')
    >>> Dyad.parse("Iran,Azerbaijan").directions
    ('IRN>AZE', 'AZE>IRN', 'both')
    """

    first: str
    second: str

    def __post_init__(self) -> None:
        for code in (self.first, self.second):
            if code not in countries():
                raise UsageError(unknown_country(code))
        if self.first == self.second:
            raise UsageError(
                f"a dyad needs two different countries, and both are {countries()[self.first].name}"
                f" ({self.first}); write for example IRN-AZE"
            )

    @classmethod
    def parse(cls, text: str | Dyad) -> Dyad:
        """Return the dyad meant by ``IRN-AZE``, ``Iran,Azerbaijan``, ``iran azerbaijan`` ….

        Raises
        ------
        UsageError
            If a country is unknown (the nearest spellings are named) or both are the same.
        """
        if isinstance(text, Dyad):
            return text
        splits = list(_splits(text))
        for left, right in splits:
            first, second = find_country(left), find_country(right)
            if first and second:
                return cls(first, second)
        if not splits:
            raise UsageError(f"{text!r} names no two countries; write for example IRN-AZE")
        # Blame the spelling that is unknown in the split whose other half is known.
        known = [s for s in splits if find_country(s[0]) or find_country(s[1])]
        left, right = (known or splits)[0]
        raise UsageError(unknown_country(right if find_country(left) else left))

    @property
    def directed(self) -> tuple[str, str]:
        """The two directed series, ``IRN>AZE`` and ``AZE>IRN``."""
        return f"{self.first}>{self.second}", f"{self.second}>{self.first}"

    @property
    def directions(self) -> tuple[str, str, str]:
        """The two directed series and their pool."""
        return (*self.directed, BOTH)

    @property
    def names(self) -> tuple[str, str]:
        """English names of the two countries."""
        return countries()[self.first].name, countries()[self.second].name

    @property
    def both_names(self) -> str:
        """The two countries in a sentence: ``the United States and Russia``."""
        return listed([say("the {country}", country=name) if _takes_article(name) else name
                       for name in self.names])

    @property
    def title(self) -> str:
        """The pair as a reader writes it, ``Iran–Azerbaijan``."""
        return "–".join(self.names)

    def spoken(self, direction: str) -> str:
        """Return a direction in words: ``Iran → Azerbaijan`` or ``both directions``."""
        if direction == BOTH:
            return say("both directions")
        return " → ".join(countries()[code].name for code in direction.split(">"))

    def __str__(self) -> str:
        return f"{self.first}-{self.second}"

    def __repr__(self) -> str:
        return f"Dyad('{self}')"


def _takes_article(name: str) -> bool:
    """Say whether English puts an article before a country's name."""
    return name.startswith(("United ", "Democratic ", "Central African", "Dominican Rep", "Czech R",
                            "Marshall ", "Solomon ", "Republic ")) or name in {
        "Netherlands", "Philippines", "Bahamas", "Gambia", "Maldives", "Comoros", "Seychelles",
    }


def _splits(text: str) -> list[tuple[str, str]]:
    """Every way to cut the text in two at a separator, the plainest separators first."""
    found = []
    for pattern in _SEPARATORS:
        for match in re.finditer(pattern, text.strip()):
            left, right = text.strip()[: match.start()], text.strip()[match.end() :]
            if left and right:
                found.append((left, right))
    return found
