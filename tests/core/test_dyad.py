"""Countries and pairs however they are spelt, and the words for those that are not known."""

import pytest

from tension.core.dyad import Dyad, country, find_country, fold
from tension.core.errors import UsageError


def refusal(text):
    with pytest.raises(UsageError) as caught:
        Dyad.parse(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "dyad"),
    [
        ("IRN-AZE", "IRN-AZE"),
        ("AZE-IRN", "AZE-IRN"),
        ("irn-aze", "IRN-AZE"),
        ("AZR-IRN", "AZE-IRN"),
        ("IR-AZ", "IRN-AZE"),
        ("IRN>AZE", "IRN-AZE"),
        ("Iran,Azerbaijan", "IRN-AZE"),
        ("Iran, Azerbaijan", "IRN-AZE"),
        ("iran azerbaijan", "IRN-AZE"),
        ("  iran   azerbaijan ", "IRN-AZE"),
        ("Iran/Azerbaijan", "IRN-AZE"),
        ("Iran;Azerbaijan", "IRN-AZE"),
        ("Iran–Azerbaijan", "IRN-AZE"),
        ("Iran → Azerbaijan", "IRN-AZE"),
        ("Iran <-> Azerbaijan", "IRN-AZE"),
        ("Iran vs. Azerbaijan", "IRN-AZE"),
        ("Iran and Azerbaijan", "IRN-AZE"),
        ("Islamic Republic of Iran-Republic of Azerbaijan", "IRN-AZE"),
        ("Iran, Islamic Rep., Azerbaijan", "IRN-AZE"),
        ("South Korea, North Korea", "KOR-PRK"),
        ("South Korea North Korea", "KOR-PRK"),
        ("Guinea-Bissau,Senegal", "GNB-SEN"),
        ("Guinea-Bissau Senegal", "GNB-SEN"),
        ("Guinea-Bissau-Senegal", "GNB-SEN"),
        ("Senegal-Guinea-Bissau", "SEN-GNB"),
        ("Bosnia and Herzegovina and Serbia", "BIH-SRB"),
        ("Trinidad & Tobago, Cuba", "TTO-CUB"),
        ("Côte d’Ivoire;Mali", "CIV-MLI"),
        ("U.S. Iran", "USA-IRN"),
        ("ROM-MDA", "ROU-MDA"),
        ("NA-ZA", "NAM-ZAF"),
    ],
)
def test_a_pair_is_understood_in_any_usual_spelling(text, dyad):
    assert str(Dyad.parse(text)) == dyad


def test_a_dyad_is_itself():
    dyad = Dyad("IRN", "AZE")
    assert Dyad.parse(dyad) is dyad


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("IRN-Azerbaijn", "unknown country 'Azerbaijn'; did you mean Azerbaijan?"),
        ("Azerbaijn,Iran", "unknown country 'Azerbaijn'; did you mean Azerbaijan?"),
        ("Irann Azerbaijan", "unknown country 'Irann'; did you mean Iran, Ireland, Iraq?"),
        ("IRN-Xyzzy", "unknown country 'Xyzzy'; use a name or an ISO code such as IRN"),
        ("IRN-AZX", "unknown country 'AZX'; did you mean KAZ, AZE?"),
        (
            "IRN-East Azarbaijan",
            "unknown country 'East Azarbaijan'; did you mean Azerbaijan?",
        ),
        (
            "Iran,IRN",
            "a dyad needs two different countries, and both are Iran (IRN); write for example "
            "IRN-AZE",
        ),
        (
            "Azerbaijan AZR",
            "a dyad needs two different countries, and both are Azerbaijan (AZE); write for "
            "example IRN-AZE",
        ),
        ("Iran", "'Iran' names no two countries; write for example IRN-AZE"),
        ("IRNAZE", "'IRNAZE' names no two countries; write for example IRN-AZE"),
        ("Iran-", "'Iran-' names no two countries; write for example IRN-AZE"),
        ("", "'' names no two countries; write for example IRN-AZE"),
    ],
)
def test_what_is_no_pair_is_refused_in_these_words(text, message):
    assert refusal(text) == message


@pytest.mark.parametrize("code", ["irn", "Iran", "AZR", "XXX", ""])
def test_a_dyad_made_by_hand_takes_iso3_only(code):
    with pytest.raises(UsageError, match="unknown country"):
        Dyad(code, "AZE")


def test_directions_names_and_words():
    dyad = Dyad("IRN", "AZE")
    assert dyad.directed == ("IRN>AZE", "AZE>IRN")
    assert dyad.directions == ("IRN>AZE", "AZE>IRN", "both")
    assert dyad.names == ("Iran", "Azerbaijan")
    assert dyad.title == "Iran–Azerbaijan"
    assert dyad.spoken("AZE>IRN") == "Azerbaijan → Iran"
    assert dyad.spoken("both") == "both directions"
    assert repr(dyad) == "Dyad('IRN-AZE')"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Türkiye", "TUR"),
        ("COTE D'IVOIRE", "CIV"),
        ("u.a.e.", "ARE"),
        # AU is Austria in FIPS and Australia in ISO; FIPS is for those who declare it.
        ("AU", "AUS"),
        ("AJ", "AZE"),
        ("GER", "DEU"),
    ],
)
def test_one_country_is_found_whatever_its_case_accents_and_dots(text, code):
    assert country(text) == find_country(text) == code


@pytest.mark.parametrize("text", ["", " ", "Atlantis", "Korea", "630", "AZ E"])
def test_what_is_no_country_is_none(text):
    assert find_country(text) is None
    with pytest.raises(UsageError, match="unknown country"):
        country(text)


def test_folding_is_idempotent_and_keeps_letters_apart():
    assert fold(fold(" É.É  x’y ")) == fold(" É.É  x’y ") == "ee x'y"
    assert fold("Iran") != fold("Iraq")
