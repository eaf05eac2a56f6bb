"""A seeded archive of GDELT event files as wide, as full and as compressible as real ones.

    python benchmarks/synthetic.py DIR --files 12 --mb 72 --seed 1 --version 1

Writes daily zips of GDELT 1.0 (58 columns, from 2014-05-01) or zips of 2.0 (61 columns, from
2019-01-01, a file a day), one member each. No row is real. Stories drawn once are told again and
again with other dates, numbers, tones and addresses; rows lie as in real files, in batches sorted
by date and actors. The pair Iran–Azerbaijan has two rows in 100,000, some of which a reader must
leave out; many more rows only look like it.

The same seed gives the same text anywhere, and the same bytes with the same zlib.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import os
import random
import zipfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate
from pathlib import Path

from tension.core.dyad import countries

STORIES, BATCH = 16_000, 400
"""Stories drawn once, and stories of one batch, whose rows are sorted together."""

DYAD_SHARE, DYAD_STORIES, DYAD_ROWS = 2e-5, 120, 2.5
"""Share of the dyad's rows, the stories they are of, and the rows of one."""

STARTS = {1: dt.date(2014, 5, 1), 2: dt.date(2019, 1, 1)}
FIRST_ID = {1: 300_000_000, 2: 810_000_000}
STAMP = (2020, 1, 1, 0, 0, 0)


def words(text: str) -> list[str]:
    """Return a text's words."""
    return text.split()


HEAD = words("""
USA GBR RUS CHN ISR IRN IND AUS CAN TUR SYR PAK FRA DEU NGA SAU IRQ JPN UKR KOR PRK ZAF AFG EGY
PHL IDN MEX ITA ESP BRA KEN MYS BGD VEN POL NZL PSE YEM LBN ARE VNM NLD GRC THA QAT COL SDN
GHA SWE CHE BEL CUB LKA SGP UGA AZE IRL JOR ETH NPL HUN MMR ARG ZWE LBY
""")
"""The countries of most rows, in order; the others follow in an order that is drawn."""

USA_TIMES, COUNTRIES = 2.0, 200
ROLES = """GOV GOVERNMENT|GOV PRESIDENT|GOV PRIME MINISTER|GOV MINISTRY|GOV FOREIGN MINIST
GOV AUTHORITIES|GOV WHITE HOUSE|GOV ADMINISTRATION|COP POLICE|COP POLICE OFFICER|COP DETECTIVE
BUS COMPANY|BUS BUSINESS|BUS INDUSTRY|EDU SCHOOL|EDU STUDENT|EDU UNIVERSITY|EDU PROFESSOR
JUD ATTORNEY|JUD JUDGE|JUD COURT|LEG CONGRESS|LEG SENATE|LEG LAWMAKER|LEG PARLIAMENT
MED NEWSPAPER|MED JOURNALIST|MIL ARMY|MIL MILITARY|MIL SOLDIER|CVL COMMUNITY|CVL VILLAGE
CVL POPULATION|HLH HOSPITAL|HLH SURGEON|CRM CRIMINAL|CRM GANG|ELI FORMER PRESIDENT|LAB WORKER
LAB UNION|REB REBEL|OPP OPPOSITION|OPP PROTESTER|REF REFUGEE|SPY INTELLIGENCE|UAF GUNMAN
UAF MILITIA|HRI ACTIVIST|PTY PARTY|INS INSURGENT|DEV AID WORKER"""
BODIES = (("IGOUNO", "UNITED NATIONS", "UNO", "IGO"), ("IGOEUREEC", "THE EU", "EEC", "IGO"),
          ("IGOUNOUNHCR", "UNHCR", "UNO", "IGO"), ("IGOWSTNAT", "NATO", "NAT", "IGO"))
FAITHS = ("MOS", "CHR", "JEW", "HIN", "SIK")
PEOPLES = ("cat", "kur", "twi", "alg", "hai", "afa", "tam", "pal")

CODES = words("""
010 160 042 143 043 129 036 113 190 106 040 104 051 96 020 96 173 72 046 60 193 52 112 49 111 48
080 47 090 45 057 42 120 41 012 41 013 39 110 30 030 28 060 26 070 24 071 23 141 22 0874 21 050
21 014 18 180 18 045 18 160 18 017 15 084 15 130 14 182 14 100 14 072 13 114 12 192 12 016 12
172 11 0841 10 062 10 061 9 026 9
""")
"""Codes of most rows, each with its rows among 2,111 of a real file; every other code has 1."""

WORDS = words("""
police court school trump president minister election vote deal trade talks summit crisis attack
killed dies fire crash storm flood arrest charged murder trial judge state city council budget
tax health hospital virus doctor student teacher university football coach game season win final
team player star film music festival market stocks bank oil gas energy power plant climate water
food farm price rise fall cut growth jobs workers strike union company tech data app phone
online security border troops army military missile nuclear iran israel syria china russia india
korea turkey saudi europe brexit leader party opposition protest rally march rights women
children family home house street road train flight airport travel guide review opinion analysis
update news latest report says after over with from into against amid ahead plan bill law ban
order new first two three five year years day week world national local south north east west
""")
SITES = words("""
times post herald tribune news daily gazette journal observer star sun chronicle mail press
telegraph guardian express standard globe courier record review independent dispatch today
online
""")
ENDS = words(".com .com .com .com .com .org .net .co.uk .com.au .ca .in .co.za .de .fr .ir .az .ru")
SYLLABLES = words("""
ba ka ra ta ma na sa la da ga pa ja shi ki ri ti mi ni li di gi vo ko ro to mo no so lo do bu ku
ru tu mu nu lu du be ke re te me ne se le de an en in on un ar er ir or ur al el il ol ul ash
esh osh burg stan grad ville ton ham ford
""")


@dataclass(frozen=True)
class Told:
    """One row of a story: its place in a batch, and its cells before and after the tone."""

    order: int
    acts: bytes
    places: bytes


@dataclass(frozen=True)
class Story:
    """An address without its number, and the rows that tell it."""

    address: bytes
    rows: tuple[Told, ...]
    echo: bool = False


@dataclass(frozen=True)
class Pool:
    """All stories, those of the dyad apart."""

    stories: list[Story]
    dyad: list[Story]


@cache
def goldstein() -> dict[str, str]:
    """CAMEO code → its value as GDELT writes it."""
    text = (files("tension.scales") / "tables" / "goldstein_gdelt.csv").read_text(encoding="utf-8")
    return {row["code"]: row["score"] for row in csv.DictReader(text.splitlines())
            if len(row["code"]) > 2}


def quad(root: str) -> int:
    """Return the quad class as it is in GDELT's data, not as its codebook has it."""
    return 1 + sum(int(root) > last for last in (5, 9, 14))


class Drawer:
    """Draws countries, places, actors and stories from one seed."""

    def __init__(self, seed: int, version: int) -> None:
        self.random = random.Random(f"pool {seed}")
        self.version = version
        rest = sorted(set(countries()) - set(HEAD))
        self.random.shuffle(rest)
        self.countries = [*HEAD, *rest][:COUNTRIES]
        weights = [1 / rank for rank in range(1, COUNTRIES + 1)]
        self.shares = list(accumulate([USA_TIMES, *weights[1:]]))
        codes = dict.fromkeys(sorted(goldstein()), 1)
        codes |= {code: int(n) for code, n in zip(CODES[::2], CODES[1::2], strict=True)}
        self.codes, self.code_shares = list(codes), list(accumulate(codes.values()))
        self.roles = [role.split(" ", 1) for line in ROLES.splitlines() for role in line.split("|")]
        self.sites = [self._site() for _ in range(500)]
        self.places = {code: self._places(code, rank) for rank, code in enumerate(self.countries)}

    def country(self) -> str:
        return self.random.choices(self.countries, cum_weights=self.shares)[0]

    def name(self) -> str:
        return "".join(self.random.choices(SYLLABLES, k=self.random.randint(3, 4))).title()

    def _site(self) -> str:
        parts = [self.random.choice(WORDS), self.random.choice(SITES)]
        prefix = self.random.choice(("http://www.", "https://www.", "https://www.", "http://"))
        return prefix + "".join(parts) + self.random.choice(ENDS)

    def _places(self, code: str, rank: int) -> list[tuple[str, ...]]:
        """The country, its provinces and towns: more of them the more it is in the news."""
        country = countries()[code]
        fips = country.fips or "OS"
        whole = ("1", country.name, fips, fips, "", *self._point(), fips)
        if code == "AZE":
            return [whole, *AZERBAIJAN]
        if code == "IRN":
            return [whole, *IRAN]
        towns = max(2, 1500 // (rank + 4))
        return [whole, *(self._town(country.name, fips, code) for _ in range(towns))]

    def _town(self, country: str, fips: str, code: str) -> tuple[str, ...]:
        """A place of type 2 to 5: type, full name, FIPS, ADM1, ADM2, latitude, longitude, id."""
        number = self.random.randrange(1, 60)
        province, town = self.name(), self.name()
        if code == "USA":
            adm1 = fips + SYLLABLES[number % 40].upper()[:2]
            if self.random.random() < 0.3:
                return ("2", f"{province}, {country}", fips, adm1, "", *self._point(), adm1[2:])
            kind, adm2 = "3", f"{adm1[2:]}{self.random.randrange(1, 140):03}"
        else:
            adm1 = f"{fips}{number:02}"
            kind, adm2 = "4", str(self.random.randrange(1000, 60000))
            if self.random.random() < 0.08:
                return ("5", f"{province}, {province}, {country}", fips, adm1, adm2,
                        *self._point(), str(self.random.randrange(10**6, 10**7)))
        id_ = self.random.randrange(400_000, 4_000_000)
        return (kind, f"{town}, {province}, {country}", fips, adm1, adm2, *self._point(),
                str(id_ if kind == "3" else -id_))

    def _point(self) -> tuple[str, str]:
        digits = self.random.choice((0, 1, 2, 3, 4, 4, 4))
        return (f"{round(self.random.uniform(-40, 65), digits):g}",
                f"{round(self.random.uniform(-125, 150), digits):g}")

    def actor(self, country: str) -> tuple[str, ...]:
        """Ten cells: code, name, country, group, ethnic, two religions, three types."""
        draw = self.random.random()
        if draw < 0.015:
            code, name, group, kind = self.random.choice(BODIES)
            return (code, name, "EUR" if group == "EEC" else "", group, "", "", "", kind, "", "")
        if draw < 0.025:
            people = self.random.choice(PEOPLES)
            return (people, self.name().upper(), "", "", people, "", "", "", "", "")
        if draw < 0.045:
            faith = self.random.choice(FAITHS)
            return (faith, "RELIGIOUS", "", "", "", faith, "", "", "", "")
        role, name = self.random.choice(self.roles)
        second = self.random.choice(self.roles)[0] if self.random.random() < 0.05 else ""
        if draw < 0.36:
            return (role + second, name, "", "", "", "", "", role, second, "")
        return self.national(country, role, name, second)

    def national(self, country: str, role: str, name: str, second: str) -> tuple[str, ...]:
        """An actor of a country, with a role or without; Azeris of Iran have their own people."""
        cameo = countries()[country].cameo
        if country == "IRN" and self.random.random() < 0.12:
            return (f"{cameo}AZE", self.random.choice(("AZERI", "EAST AZERBAIJAN", "TABRIZ")),
                    cameo, "", "AZE", "", "", "", "", "")
        if self.random.random() < 0.3:
            return (cameo + role + second, name, cameo, "", "", "", "", role, second, "")
        place = self.random.choice(self.places[country])[1].split(",")[0]
        named = countries()[country].name if self.random.random() < 0.7 else place
        return (cameo, named.upper(), cameo, "", "", "", "", "", "", "")

    def address(self) -> bytes:
        words = "-".join(self.random.choices(WORDS, k=self.random.randint(6, 12)))
        folder = self.random.choice(("news", "world", "article", "politics", "local/news", "story"))
        return f"{self.random.choice(self.sites)}/{folder}/{words}-".encode()

    def story(self) -> Story:
        """A few actors of one or two countries, at a few places, in one to some dozens of rows."""
        home = self.country()
        other = self.country() if self.random.random() < 0.8 else home
        cast = [self.actor(country) for country in (home, other, home, other)]
        where = [self.place(self.random.choice((home, home, other))) for _ in range(2)]
        codes = self.random.choices(self.codes, cum_weights=self.code_shares, k=3)
        count = min(int(self.random.lognormvariate(0.6, 1.0)) + 1, 60)
        rows = (row for _ in range(count) for row in self.rows(cast, where, codes))
        return Story(self.address(), tuple(rows))

    def place(self, country: str) -> tuple[str, ...]:
        """Three in ten places are the country as a whole."""
        places = self.places[country]
        return places[0] if self.random.random() < 0.3 else self.random.choice(places)

    def rows(self, cast: list[tuple[str, ...]], where: list[tuple[str, ...]],
             codes: list[str]) -> list[Told]:
        """One act, once or several times; never of the dyad, whose rows are drawn apart."""
        first, second = self.random.sample(cast, 2)
        if first[2] == second[2] != "":  # most pairs of a real file are of two countries
            first, second = self.random.sample(cast, 2)
        if self.random.random() < 0.06:
            first = NOBODY
        elif self.random.random() < 0.28:
            second = NOBODY
        if {first[2], second[2]} == {"IRN", "AZE"}:
            return []
        code = self.random.choice(codes)
        times = self.random.choice((1, 1, 1, 2, 3))
        return [self.told(first, second, where, code) for _ in range(times)]

    def told(self, first: tuple[str, ...], second: tuple[str, ...],
             where: list[tuple[str, ...]], code: str) -> Told:
        """Lay out the cells of a row that stay the same whenever it is told."""
        draw = self.random.random
        mentions = self.random.choice((1, 1, 2, 2, 2, 2, 3, 4, 5, 6, 8, 10, 10, 10, 20))
        acts = (*first, *second, str(int(draw() < 0.6)), code, code[:3], code[:2],
                str(quad(code[:2]) if code[:2].isdigit() else 4), goldstein().get(code, ""),
                str(mentions), "1" if draw() < 0.95 else "2", str(mentions))
        action = where[draw() < 0.3]
        spots = (action if draw() < 0.7 else where[1], action if draw() < 0.8 else where[1],
                 action)
        known = (bool(first[0]) and draw() < 0.97, bool(second[0]) and draw() < 0.97,
                 draw() < 0.98)
        cells = [cell for spot, is_known in zip(spots, known, strict=True)
                 for cell in self.spot(spot if is_known else NOWHERE)]
        order = int.from_bytes(f"{first[0]:8.8}{second[0]:6.6}".encode(), "big")
        return Told(order, "\t".join(acts).encode(), "\t".join(cells).encode())

    def spot(self, place: tuple[str, ...]) -> tuple[str, ...]:
        return place if self.version == 2 else place[:4] + place[5:]

    def dyad_story(self, kind: str) -> Story:
        """A story of the two countries; `kind` says why a reader leaves its rows out, if so."""
        where = [self.place(self.random.choice(("IRN", "AZE"))) for _ in range(2)]
        rows = []
        for _ in range(self.random.randint(1, 4)):
            role, name = self.random.choice(self.roles)
            iran = ("IRN", "IRAN", "IRN", *[""] * 7)
            azer = ("AZEGOV", "BAKU", "AZE", "", "", "", "", "GOV", "", "")
            if self.random.random() < 0.6:
                iran = (f"IRN{role}", name, "IRN", "", "", "", "", role, "", "")
                azer = ("AZE", "AZERBAIJAN", "AZE", *[""] * 7)
            if kind == "province":
                azer = ("AZE", "EAST AZERBAIJAN", *azer[2:])
            pair = (iran, azer) if self.random.random() < 0.5 else (azer, iran)
            code = self.random.choices(self.codes, cum_weights=self.code_shares)[0]
            rows.append(self.told(*pair, where, "---" if kind == "code" else code))
        return Story(self.address(), tuple(rows), kind == "echo")


NOBODY = ("",) * 10
NOWHERE = ("0", *("",) * 7)
AZERBAIJAN = [
    ("4", "Baku, Baki, Azerbaijan", "AJ", "AJ09", "9115", "40.3953", "49.8822", "-2705096"),
    ("4", "Baku, Baki, Azerbaijan", "AJ", "AJ09", "9115", "40.3953", "49.8822", "-2705096"),
    ("4", "Ganca, Ganca, Azerbaijan", "AJ", "AJ20", "9126", "40.6828", "46.3606", "-2705331"),
    ("4", "Naxcivan, Naxcivan, Azerbaijan", "AJ", "AJ35", "9141", "39.2089", "45.4122", "-2706012"),
]
IRAN = [
    ("4", "Tehran, Tehran, Iran", "IR", "IR26", "40964", "35.75", "51.5148", "10074674"),
    ("4", "Tehran, Tehran, Iran", "IR", "IR26", "40964", "35.75", "51.5148", "10074674"),
    ("4", "Tabriz, East Azerbaijan, Iran", "IR", "IR33", "41007", "38.08", "46.2919", "-3090048"),
    ("4", "Urmia, West Azerbaijan, Iran", "IR", "IR01", "40945", "37.5527", "45.0761", "-3090733"),
    ("4", "Isfahan, Esfahan, Iran", "IR", "IR28", "40973", "32.6572", "51.6776", "-3070245"),
]
KINDS = (*[""] * 16, "province", "province", "echo", "code")


@cache
def pool(seed: int, version: int) -> Pool:
    """Return the stories of a seed; drawn once in a process."""
    drawer = Drawer(seed, version)
    told = [story for story in (drawer.story() for _ in range(STORIES)) if story.rows]
    dyad = [drawer.dyad_story(KINDS[number % len(KINDS)]) for number in range(DYAD_STORIES)]
    return Pool(told, dyad)


def fraction(day: dt.date) -> str:
    """GDELT's FractionDate."""
    return f"{day.year + (day.month * 30 + day.day) / 365 - 30 / 365:.4f}"


def dates(day: dt.date) -> bytes:
    """The four cells that give the day of the event."""
    return f"{day:%Y%m%d}\t{day:%Y%m}\t{day:%Y}\t{fraction(day)}".encode()


def text(seed: int, version: int, number: int, size: int) -> bytes:
    """Return the text of one file, of about `size` bytes, with the ids of its number."""
    chance = random.Random(f"file {seed} {version} {number}")
    drawn = pool(seed, version)
    day = STARTS[version] + dt.timedelta(number)
    added = f"{day:%Y%m%d}".encode() + (b"" if version == 1 else b"120000")
    id_ = FIRST_ID[version] + number * (size // 250 + 1)
    lines: list[bytes] = []
    written = 0
    while written < size:
        for rest in batch(chance, drawn, day, added):
            line = b"%d\t%s" % (id_, rest)
            lines.append(line)
            written += len(line) + 1
            id_ += 1
            if written >= size:
                break
    return b"\n".join([*lines, b""])


def batch(chance: random.Random, drawn: Pool, day: dt.date, added: bytes) -> Iterator[bytes]:
    """Yield the rows of some stories in order of date and actors, the ids left out."""
    ages = [dates(day - dt.timedelta(days)) for days in (3650, 365, 30, 7, 1, 0)]
    stories = chance.sample(drawn.stories, BATCH)
    expected = DYAD_SHARE / DYAD_ROWS * sum(len(story.rows) for story in stories)
    if chance.random() < expected:
        stories.append(chance.choice(drawn.dyad))
    rows = []
    for story in stories:
        tone = b"%.14f" % (chance.gauss(-2, 3))
        end = b"\t".join((added, b"%s%d" % (story.address, chance.randrange(10**4, 10**8))))
        for told in story.rows:
            draw = chance.random()
            age = 1 if story.echo else 5 if draw > 0.03 else int(draw / 0.006)
            rows.append((age, told.order, told.acts, tone, told.places, end))
    rows.sort()
    for age, _, *cells in rows:
        yield b"\t".join((ages[age], *cells))


def write(folder: Path, seed: int, version: int, number: int, size: int) -> tuple[int, int]:
    """Write one file; return its bytes inflated and packed."""
    day = STARTS[version] + dt.timedelta(number)
    name = f"{day:%Y%m%d}{'' if version == 1 else '120000'}.export.CSV"
    whole = text(seed, version, number, size)
    member = zipfile.ZipInfo(name, STAMP)
    member.compress_type, member.create_system = zipfile.ZIP_DEFLATED, 3
    member.external_attr = 0o644 << 16
    path = folder / f"{name}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, whole, compresslevel=6)
    return len(whole), path.stat().st_size


def make(folder: Path, count: int, megabytes: float, seed: int, version: int) -> tuple[int, int]:
    """Write `count` files; return the bytes of all, inflated and packed."""
    folder.mkdir(parents=True, exist_ok=True)
    size = int(megabytes * 1e6)
    with ProcessPoolExecutor(min(count, os.cpu_count() or 1)) as workers:
        sizes = list(workers.map(write, *zip(
            *((folder, seed, version, number, size) for number in range(count)), strict=True)))
    return sum(raw for raw, _ in sizes), sum(packed for _, packed in sizes)


def main() -> None:
    """Write an archive and say what it weighs."""
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=12)
    parser.add_argument("--mb", type=float, default=72, help="million bytes a file, inflated")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--version", type=int, choices=(1, 2), default=1)
    told = parser.parse_args()
    raw, packed = make(told.folder, told.files, told.mb, told.seed, told.version)
    print(f"{told.files} files, {raw / 1e6:,.0f} MB inflated, {packed / 1e6:,.0f} MB packed, "
          f"{raw / packed:.1f}:1")


if __name__ == "__main__":
    main()
