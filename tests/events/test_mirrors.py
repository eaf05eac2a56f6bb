"""A visit and its hosting, as two events or as one."""

import pytest

from tension.core.errors import UsageError
from tension.events.mirrors import fold_mirrors
from tension.sources.read import read_events


@pytest.fixture
def read(tmp_path):
    def read(*rows, ontology="cameo", dyad="IRN-AZE"):
        """Rows as ``id date who code``; the other side is the other country."""
        other = {"IRN": "AZE", "AZE": "IRN", "TUR": "GRC"}
        lines = [
            ",".join((name, date, who, other[who], code))
            for name, date, who, code in (row.split() for row in rows)
        ]
        path = tmp_path / "own.csv"
        path.write_text("\n".join(["event_id,date,source,target,code", *lines, ""]))
        return read_events(path, dyad, ontology=ontology)

    return read


def left(events):
    return sorted(fold_mirrors(events, "one_per_visit").table["event_id"])


def test_by_default_both_are_kept(read):
    events = read("v 2012-03-04 IRN 042", "h 2012-03-04 AZE 043")
    assert fold_mirrors(events) is events
    assert fold_mirrors(events, "keep") is events


def test_the_hosting_of_a_visit_that_is_told_goes_by_name(read):
    kept = fold_mirrors(read("v 2012-03-04 IRN 042", "h 2012-03-04 AZE 043"), "one_per_visit")
    assert kept.table["event_id"].tolist() == ["v"]
    entry = kept.ledger.entries[-1]
    assert (entry.stage, entry.rule, entry.change) == (
        "mirrors", "hosting of a visit that is told too", -1,
    )


@pytest.mark.parametrize(
    ("date", "folded"),
    [("2012-03-02", False), ("2012-03-03", True), ("2012-03-04", True), ("2012-03-05", True),
     ("2012-03-06", False)],
)
def test_a_host_s_row_may_lie_a_day_apart(read, date, folded):
    events = read("v 2012-03-04 IRN 042", f"h {date} AZE 043")
    assert left(events) == (["v"] if folded else ["h", "v"])


@pytest.mark.parametrize(
    "host",
    ["h 2012-03-04 IRN 043", "h 2012-03-04 AZE 042", "h 2012-03-04 AZE 040"],
    ids=["the visitor's own hosting", "a visit back", "another act"],
)
def test_what_is_not_the_other_side_s_hosting_stays(read, host):
    assert left(read("v 2012-03-04 IRN 042", host)) == ["h", "v"]


def test_a_hosting_without_its_visit_stays(read):
    assert left(read("h 2012-03-04 AZE 043")) == ["h"]


def test_a_visit_without_its_hosting_stays(read):
    assert left(read("v 2012-03-04 IRN 042")) == ["v"]


def test_each_visit_answers_for_one_hosting(read):
    events = read("v 2012-03-04 IRN 042", "g 2012-03-04 AZE 043", "h 2012-03-05 AZE 043")
    assert left(events) == ["h", "v"]


def test_each_hosting_needs_a_visit_of_its_own(read):
    events = read("u 2012-03-04 IRN 042", "v 2012-03-05 IRN 042", "h 2012-03-04 AZE 043")
    assert left(events) == ["u", "v"]


def test_two_visits_fold_two_hostings(read):
    events = read("u 2012-03-04 IRN 042", "v 2012-03-05 IRN 042", "g 2012-03-04 AZE 043",
                  "h 2012-03-05 AZE 043")
    assert left(events) == ["u", "v"]


def test_the_nearest_day_pairs_first(read):
    events = read("v 2012-03-04 IRN 042", "g 2012-03-03 AZE 043", "h 2012-03-04 AZE 043")
    assert left(events) == ["g", "v"]


def test_visits_both_ways_fold_apart(read):
    events = read("v 2012-03-04 IRN 042", "w 2012-03-04 AZE 042", "g 2012-03-04 AZE 043",
                  "h 2012-03-04 IRN 043")
    assert left(events) == ["v", "w"]


@pytest.mark.parametrize(
    ("visit", "host", "folded"),
    [
        ("2012-03", "2012-03", True),
        ("2012-03", "2012-04", False),
        ("2012", "2012", False),
        ("2012", "2013", False),
        ("2012-03", "2012-03-01", False),
        ("2012-03-01", "2012-03", False),
        ("2012", "2012-01", False),
    ],
)
def test_coarser_dates_pair_in_the_same_month_and_two_of_one_year_need_not_be_one(
    read, visit, host, folded
):
    events = read(f"v {visit} IRN 042", f"h {host} AZE 043")
    assert left(events) == (["v"] if folded else ["h", "v"])


def test_weis_visits_are_032_and_033(read):
    events = read("v 2012-03-04 IRN 032", "h 2012-03-04 AZE 033", ontology="weis")
    assert left(events) == ["v"]


@pytest.mark.parametrize(
    ("scheme", "visit", "host"), [("weis", "042", "043"), ("cameo", "032", "033")]
)
def test_the_other_scheme_s_codes_are_other_acts(read, scheme, visit, host):
    events = read(f"v 2012-03-04 IRN {visit}", f"h 2012-03-04 AZE {host}", ontology=scheme)
    assert left(events) == ["h", "v"]


def test_the_bundle_s_visits_lose_their_hostings_but_for_those_the_codebook_names():
    table = read_events().table
    kept = fold_mirrors(read_events(), "one_per_visit").table
    assert kept[kept["code"] != "043"].equals(
        table[table["code"] != "043"].set_axis(kept.index[kept["code"] != "043"])
    )
    # The codebook: 148 visits and 149 hostings; four pairs lie one or two days apart (the one of
    # December 2017 two), a pair known to its year stays two, and one visit has a second host row
    # (2022-01-26).
    assert (table["code"] == "042").sum() == 148
    assert (table["code"] == "043").sum() == 149
    assert kept.loc[kept["code"] == "043", "event_id"].tolist() == [
        "IRAZ-1992-01-01-3", "IRAZ-2017-12-21-1", "IRAZ-2022-01-26-1",
    ]


def test_a_choice_that_does_not_exist_is_refused():
    with pytest.raises(UsageError) as caught:
        fold_mirrors(read_events(), "none")
    assert str(caught.value) == (
        "there is no mirrors choice 'none'; use one of keep, one_per_visit"
    )


def test_no_events_stay_none(read):
    events = read("v 2012-03-04 TUR 042")
    assert len(fold_mirrors(events, "one_per_visit")) == 0


def test_visits_of_sources_apart_are_folded_each_for_itself(mixed):
    whole = fold_mirrors(mixed, "one_per_visit")
    for part, alone in zip(whole.apart(), mixed.apart(), strict=True):
        assert part.table.equals(fold_mirrors(alone, "one_per_visit").table)
