"""The country table: every scheme's code for each country, no code or name claimed twice."""

import csv
import unicodedata
from collections import defaultdict
from importlib.resources import files

import pycountry
import pytest

COLUMNS = ["iso3", "iso2", "name", "cameo", "fips", "gw", "cow", "icews", "keds", "aliases"]

# Kosovo has no ISO 3166-1 entry; XKX / XK are the user-assigned codes in common use.
NOT_IN_ISO = {"XKX": "XK"}


def read_rows():
    text = (files("tension.core") / "countries.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


ROWS = read_rows()
BY_ISO3 = {row["iso3"]: row for row in ROWS}


def parts(cell):
    return cell.split("|") if cell else []


def normalised(text):
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return " ".join(bare.casefold().split())


def holder(column, code):
    """ISO3 codes of all rows that hold `code` in `column`."""
    return [row["iso3"] for row in ROWS if code in parts(row[column])]


def holders_by_name(*columns):
    claims = defaultdict(set)
    for row in ROWS:
        for column in columns:
            for text in parts(row[column]):
                claims[normalised(text)].add(row["iso3"])
    return claims


NAMES = holders_by_name("name", "aliases")


# ---------------------------------------------------------------- the file


def test_the_file_is_utf8_with_unix_line_ends_and_the_ten_columns_in_order():
    raw = (files("tension.core") / "countries.csv").read_bytes()
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in raw
    assert raw.endswith(b"\n")
    assert raw.decode("utf-8").splitlines()[0].split(",") == COLUMNS
    assert all(set(row) == set(COLUMNS) and None not in row.values() for row in ROWS)


def test_rows_are_in_alphabetical_order_of_iso3():
    codes = [row["iso3"] for row in ROWS]
    assert codes == sorted(codes)


def test_no_cell_carries_stray_blanks_or_an_empty_part():
    for row in ROWS:
        for cell in row.values():
            assert cell == cell.strip()
            assert all(part and part == part.strip() for part in parts(cell)), row["iso3"]


def test_codes_are_well_formed():
    for row in ROWS:
        assert len(row["iso3"]) == 3
        assert len(row["iso2"]) == 2
        assert len(row["cameo"]) in {0, 3}
        assert len(row["fips"]) in {0, 2}
        codes = [row["iso3"], row["iso2"], row["cameo"], row["fips"], *parts(row["keds"])]
        assert all(code.isascii() and code.isupper() for code in codes if code)
        assert all(row[column] == "" or row[column].isdigit() for column in ("gw", "cow"))
        assert all(len(code) == 3 for code in parts(row["keds"]))
        assert row["name"]
        assert row["icews"]


# ---------------------------------------------------------------- ISO


def test_every_iso_country_is_listed_with_its_iso2_and_kosovo_is_the_one_addition():
    expected = {country.alpha_3: country.alpha_2 for country in pycountry.countries}
    assert {row["iso3"]: row["iso2"] for row in ROWS} == expected | NOT_IN_ISO


@pytest.mark.parametrize("column", ["iso3", "iso2", "name", "icews"])
def test_every_country_has_its_own(column):
    values = [normalised(row[column]) for row in ROWS]
    assert len(set(values)) == len(values)


def test_namibia_keeps_its_iso2_as_text():
    assert BY_ISO3["NAM"]["iso2"] == "NA"


# ---------------------------------------------------------------- no code or name claimed twice


@pytest.mark.parametrize("column", ["cameo", "fips", "gw", "cow", "keds"])
def test_no_code_is_held_by_two_countries(column):
    codes = [code for row in ROWS for code in parts(row[column])]
    assert [code for code in set(codes) if codes.count(code) > 1] == []


def test_no_name_or_alias_or_icews_name_is_claimed_by_two_countries():
    claims = holders_by_name("name", "aliases", "icews")
    assert {name: who for name, who in claims.items() if len(who) > 1} == {}


def test_no_name_or_alias_is_a_code_of_another_country():
    codes = holders_by_name("iso3", "iso2", "cameo", "keds")
    clashes = {name for name, who in NAMES.items() if codes.get(name, who) - who}
    assert clashes == set()


def test_no_country_lists_the_same_name_twice():
    for row in ROWS:
        names = [normalised(name) for name in (row["name"], *parts(row["aliases"]))]
        assert len(set(names)) == len(names), row["iso3"]


def test_no_iso3_or_cameo_or_keds_code_means_two_different_countries():
    claims = holders_by_name("iso3", "cameo", "keds")
    assert {code: who for code, who in claims.items() if len(who) > 1} == {}


# ---------------------------------------------------------------- the two countries of the dyad


@pytest.mark.parametrize(
    ("column", "iran", "azerbaijan"),
    [
        ("iso2", "IR", "AZ"),
        ("name", "Iran", "Azerbaijan"),
        ("cameo", "IRN", "AZE"),
        ("fips", "IR", "AJ"),
        ("gw", "630", "373"),
        ("cow", "630", "373"),
        ("icews", "Iran", "Azerbaijan"),
        ("keds", "", "AZR"),
    ],
)
def test_iran_and_azerbaijan_are_known_in(column, iran, azerbaijan):
    assert BY_ISO3["IRN"][column] == iran
    assert BY_ISO3["AZE"][column] == azerbaijan


@pytest.mark.parametrize(
    "name",
    [
        "Islamic Republic of Iran",
        "Iran, Islamic Republic of",
        "Iran (Islamic Republic of)",
        "Iran, Islamic Rep.",
        "IRAN",
    ],
)
def test_iran_is_found_under(name):
    assert NAMES[normalised(name)] == {"IRN"}


@pytest.mark.parametrize(
    "name", ["Republic of Azerbaijan", "Azerbaidzhan", "Azerbaycan", "Azərbaycan", "azerbaijan"]
)
def test_azerbaijan_is_found_under(name):
    assert NAMES[normalised(name)] == {"AZE"}


@pytest.mark.parametrize(
    "actor",
    [
        "East Azarbaijan",
        "West Azarbaijan",
        "East Azerbaijan",
        "West Azerbaijan",
        "Iranian Azerbaijan",
        "Iranian Kurds",
        "Nagorno-Karabakh Republic",
        "Republic of Artsakh",
    ],
)
def test_a_province_or_separate_actor_is_no_country(actor):
    claims = holders_by_name("name", "aliases", "icews")
    assert normalised(actor) not in claims


# ---------------------------------------------------------------- where the schemes part ways


@pytest.mark.parametrize(
    ("code", "iso3"),
    [
        ("ROM", "ROU"),
        ("TMP", "TLS"),
        ("MTN", "MNE"),
        ("IMY", "IMN"),
        ("SSD", "SSD"),
        ("PSE", "PSE"),
    ],
)
def test_cameo_code_belongs_to(code, iso3):
    assert holder("cameo", code) == [iso3]


@pytest.mark.parametrize("code", ["ROU", "TLS", "MNE", "IMN"])
def test_iso3_is_not_taken_for_a_cameo_code_where_cameo_has_its_own(code):
    assert holder("cameo", code) == []


@pytest.mark.parametrize(
    "region",
    ["AFR", "ASA", "CAS", "CAU", "EUR", "MEA", "NMR", "SAF", "SAS", "SEA", "WAF", "WST"],
)
def test_a_cameo_region_is_no_country(region):
    claims = holders_by_name("iso3", "iso2", "name", "cameo", "keds", "aliases")
    assert region.casefold() not in claims


@pytest.mark.parametrize("ethnic_code", ["PER"])
def test_persian_ethnicity_is_not_iran(ethnic_code):
    assert holder("cameo", ethnic_code) == ["PER"]
    assert BY_ISO3["PER"]["name"] == "Peru"


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("IZ", "Iraq"),
        ("AR", "Argentina"),
        ("AM", "Armenia"),
        ("AU", "Austria"),
        ("AS", "Australia"),
        ("GM", "Germany"),
        ("RS", "Russia"),
        ("TU", "Turkey"),
        ("IS", "Israel"),
        ("CH", "China"),
        ("RI", "Serbia"),
        ("OD", "South Sudan"),
        ("KV", "Kosovo"),
    ],
)
def test_fips_code_belongs_to(code, name):
    assert [BY_ISO3[iso3]["name"] for iso3 in holder("fips", code)] == [name]


def test_the_iso2_of_azerbaijan_and_iraq_are_not_fips_codes():
    assert holder("fips", "AZ") == []
    assert holder("fips", "IQ") == []


@pytest.mark.parametrize(
    ("iso3", "gw", "cow"),
    [
        ("DEU", "260", "255"),
        ("YEM", "678", "679"),
        ("SRB", "340", "345"),
        ("KIR", "970", "946"),
        ("NRU", "971", "970"),
        ("TON", "972", "955"),
        ("TUV", "973", "947"),
        ("RUS", "365", "365"),
        ("TZA", "510", "510"),
        ("VNM", "816", "816"),
        ("PSE", "", ""),
        ("HKG", "", ""),
    ],
)
def test_gleditsch_ward_and_correlates_of_war_numbers_of(iso3, gw, cow):
    assert (BY_ISO3[iso3]["gw"], BY_ISO3[iso3]["cow"]) == (gw, cow)


def test_gleditsch_ward_and_correlates_of_war_differ_for_seven_countries_only():
    different = {row["iso3"] for row in ROWS if row["gw"] != row["cow"]}
    assert different == {"DEU", "KIR", "NRU", "SRB", "TON", "TUV", "YEM"}


@pytest.mark.parametrize(
    ("name", "iso3"),
    [
        ("Iran", "IRN"),
        ("Azerbaijan", "AZE"),
        ("Russian Federation", "RUS"),
        ("Occupied Palestinian Territory", "PSE"),
        ("Congo", "COG"),
        ("Democratic Republic of Congo", "COD"),
        ("Moldova, Republic of", "MDA"),
        ("the former Yugoslav Republic of Macedonia", "MKD"),
        ("Cote d'Ivoire", "CIV"),
        ("Holy See", "VAT"),
        ("Swaziland", "SWZ"),
        ("Timor-Leste", "TLS"),
    ],
)
def test_icews_country_name_resolves(name, iso3):
    assert holder("icews", name) == [iso3]


@pytest.mark.parametrize(
    ("code", "iso3"),
    [
        ("AZR", "AZE"),
        ("GER", "DEU"),
        ("FRN", "FRA"),
        ("UNK", "GBR"),
        ("KUW", "KWT"),
        ("LEB", "LBN"),
        ("CRO", "HRV"),
        ("BOS", "BIH"),
        ("UAR", "EGY"),
        ("KYR", "KGZ"),
        ("TAJ", "TJK"),
        ("KOS", "KOR"),
        ("KSV", "XKX"),
    ],
)
def test_older_keds_code_belongs_to(code, iso3):
    assert holder("keds", code) == [iso3]


@pytest.mark.parametrize("code", ["AUS", "SWZ", "ISL", "MLI", "SAF"])
def test_a_keds_code_with_another_meaning_elsewhere_is_left_unmapped(code):
    # AUS was Austria, SWZ Switzerland, ISL Islamic groups, MLI a militia, SAF South Africa.
    assert holder("keds", code) == []


# ---------------------------------------------------------------- what an analyst types


@pytest.mark.parametrize(
    ("name", "iso3"),
    [
        ("United States of America", "USA"),
        ("U.S.", "USA"),
        ("America", "USA"),
        ("UK", "GBR"),
        ("Great Britain", "GBR"),
        ("Britain", "GBR"),
        ("Russian Federation", "RUS"),
        ("Republic of Korea", "KOR"),
        ("Korea, Rep.", "KOR"),
        ("DPRK", "PRK"),
        ("Congo-Brazzaville", "COG"),
        ("Congo-Kinshasa", "COD"),
        ("Zaire", "COD"),
        ("Burma", "MMR"),
        ("Swaziland", "SWZ"),
        ("Czech Republic", "CZE"),
        ("Macedonia", "MKD"),
        ("Turkey", "TUR"),
        ("Turkiye", "TUR"),
        ("Türkiye", "TUR"),
        ("Palestine", "PSE"),
        ("Cote d'Ivoire", "CIV"),
        ("Côte d’Ivoire", "CIV"),
        ("Ivory Coast", "CIV"),
        ("East Timor", "TLS"),
        ("Viet Nam", "VNM"),
        ("Cabo Verde", "CPV"),
        ("UAE", "ARE"),
    ],
)
def test_common_spelling_leads_to(name, iso3):
    assert NAMES[normalised(name)] == {iso3}


@pytest.mark.parametrize("name", ["Congo", "Korea", "Virgin Islands", "Yugoslavia", "Soviet Union"])
def test_a_name_that_could_mean_two_states_is_nobodys_alias(name):
    assert normalised(name) not in NAMES
