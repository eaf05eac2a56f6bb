"""GDELT's lists: what they may look like, which files a span needs, which days have none."""

import datetime as dt

import pytest

from tension.core.errors import InputError, UsageError
from tension.sources.file_plan import plan_of, require_span, spoken_days
from tension.sources.publishers import GDELT1, GDELT2, TRANSLATED, publisher_of, read_catalogue

SUM = "297a16b493de7cf6ca809a7cc31d0b93"
BASE = "http://mirror/events"


def day(text):
    return dt.date.fromisoformat(text)


def days(first, last):
    return [day(first) + dt.timedelta(days=k) for k in range((day(last) - day(first)).days + 1)]


def daily(first, last, but=()):
    return [f"{one:%Y%m%d}.export.CSV.zip" for one in days(first, last) if str(one) not in but]


def catalogue1(names, sizes=None, sums=None):
    sizes = "".join(f"7 {name}\n" for name in names) if sizes is None else sizes
    sums = "".join(f"{SUM}  {name}\n" for name in names) if sums is None else sums
    return read_catalogue(GDELT1, sizes.encode("latin-1"), sums.encode("latin-1"), BASE)


def line2(stamp, kind="export.CSV"):
    return f"7 {SUM} http://data.gdeltproject.org/gdeltv2/{stamp}.{kind}.zip\n"


def catalogue2(text, publisher=GDELT2):
    return read_catalogue(publisher, text.encode("latin-1"), b"", BASE)


def names_of(plan):
    return [one.name for one in plan.files]


WHOLE = [*(f"{year}.zip" for year in range(1979, 2006)),
         *(f"{year}{month:02}.zip" for year in range(2006, 2014) for month in range(1, 13)
           if (year, month) <= (2013, 3)),
         *daily("2013-04-01", "2014-12-31",
                ("2014-01-23", "2014-01-24", "2014-01-25", "2014-03-19")),
         "GDELT.MASTERREDUCEDV2.1979-2013.zip"]


@pytest.mark.parametrize(("since", "until", "names"), [
    ("2004-05-01", "2005-02-01", ["2004.zip", "2005.zip"]),
    ("2005-12-31", "2006-01-01", ["2005.zip", "200601.zip"]),
    ("2013-03-31", "2013-04-02",
     ["201303.zip", "20130401.export.CSV.zip", "20130402.export.CSV.zip"]),
    ("1970-01-01", "1979-01-01", ["1979.zip"]),
])
def test_a_span_needs_the_years_months_and_days_that_it_touches(since, until, names):
    plan = plan_of(GDELT1, catalogue1(WHOLE), day(since), day(until))
    assert names_of(plan) == names
    assert plan.notes() == []


def test_the_whole_of_gdelt_1_leaves_out_the_reduced_file_and_names_the_four_days():
    plan = plan_of(GDELT1, catalogue1(WHOLE), day("1979-01-01"), day("2014-12-31"))
    assert names_of(plan) == WHOLE[:-1]
    assert plan.notes() == [
        "never published: 2014-01-23 to 2014-01-25, 2014-03-19 (4 days): a gap in coverage, not "
        "days without events",
    ]


def test_other_days_without_a_file_are_told_apart_from_those_never_published():
    names = daily("2014-03-17", "2014-03-25", ("2014-03-19", "2014-03-21"))
    plan = plan_of(GDELT1, catalogue1(names), day("2014-03-17"), day("2014-03-31"))
    assert plan.never == (day("2014-03-19"),)
    assert plan.unlisted == (day("2014-03-21"),)
    assert plan.notes() == [
        "never published: 2014-03-19: a gap in coverage, not days without events",
        "not in the publisher's list: 2014-03-21: a gap in coverage as long as it lists no file",
        "the publisher's list ends on 2014-03-25: it has nothing later yet",
    ]


def test_a_missing_year_is_so_many_days_without_a_file():
    plan = plan_of(GDELT1, catalogue1(["1979.zip", "1981.zip"]), day("1979-06-01"),
                   day("1981-02-01"))
    assert len(plan.unlisted) == 366
    assert "1980-01-01 to 1980-12-31 (366 days)" in plan.notes()[0]


def test_a_day_never_published_that_is_listed_after_all_is_no_gap():
    plan = plan_of(GDELT1, catalogue1(daily("2014-01-22", "2014-01-26")), day("2014-01-22"),
                   day("2014-01-26"))
    assert (len(plan.files), plan.never, plan.notes()) == (5, (), [])


@pytest.mark.parametrize("name", [
    "1978.zip", "2006.zip", "200513.zip", "200512.zip", "201304.zip", "20130331.export.CSV.zip",
    "20161350.export.CSV.zip", "20160101.export.csv.zip", "20160101.export.CSV.zip.exe",
    "20160101000000.export.CSV.zip", "x20160101.export.CSV.zip",
])
def test_a_name_that_gdelt_1_never_gave_is_never_fetched(name):
    got = catalogue1([name, "20160102.export.CSV.zip"])
    assert [one.name for one in got.files] == ["20160102.export.CSV.zip"]


@pytest.mark.parametrize("name", [
    "../20160101.export.CSV.zip", "a/../../20160101.export.CSV.zip", "..\\20160101.export.CSV.zip",
    "%2e%2e/20160101.export.CSV.zip", "..%2F20160101.export.CSV.zip",
])
def test_a_list_that_names_a_file_outside_its_folder_is_refused(name):
    with pytest.raises(InputError, match="which lies outside its folder; nothing of this list"):
        catalogue1([name, "20160102.export.CSV.zip"])
    with pytest.raises(InputError, match="which lies outside its folder"):
        catalogue2(f"7 {SUM} http://data.gdeltproject.org/gdeltv2/{name}\n")


def test_gdelt_2_takes_the_export_lines_only_and_each_stream_its_own():
    text = "".join(line2("20160101000000", kind) for kind in
                   ("export.CSV", "mentions.CSV", "gkg.csv", "translation.export.CSV"))
    assert [one.name for one in catalogue2(text).files] == ["20160101000000.export.CSV.zip"]
    assert [one.name for one in catalogue2(text, TRANSLATED).files] == [
        "20160101000000.translation.export.CSV.zip"]


def test_days_of_gdelt_2_without_a_file_and_with_too_few_are_told():
    stamps = [moment for moment in (dt.datetime(2016, 1, 1) + k * dt.timedelta(minutes=15)
                                    for k in range(4 * 96 + 10)) if moment.day != 3]
    stamps.remove(dt.datetime(2016, 1, 2, 7, 45))
    plan = plan_of(GDELT2, catalogue2("".join(line2(f"{one:%Y%m%d%H%M%S}") for one in stamps)),
                   day("2016-01-01"), day("2016-01-31"))
    assert len(plan.files) == 3 * 96 + 10 - 1
    assert (plan.unlisted, plan.thin, plan.holes) == ((day("2016-01-03"),), (day("2016-01-02"),), 1)
    assert "1 of the 15-minute files of 2016-01-02 is not in the publisher's list" in plan.notes()
    assert plan.last == day("2016-01-05")


def test_gdelt_2_begins_an_hour_before_midnight_and_nothing_is_missed_before():
    text = "".join(line2(f"2015021823{minute}00") for minute in ("00", "15", "30", "45"))
    plan = plan_of(GDELT2, catalogue2(text), day("2015-01-01"), day("2015-02-18"))
    assert (len(plan.files), plan.notes()) == (4, [])


def test_a_file_off_the_quarters_of_an_hour_counts_for_its_quarter():
    text = line2("20160101000000") + line2("20160101001612") + line2("20160101003000")
    plan = plan_of(GDELT2, catalogue2(text), day("2016-01-01"), day("2016-01-01"))
    assert (len(plan.files), plan.holes) == (3, 0)


@pytest.mark.parametrize(("text", "told"), [
    ("<!DOCTYPE html>\n<html><body>1 2</body></html>\n", "it begins with '<!DOCTYPE html>'"),
    ("PK\x03\x04\x00\xff\xfe rubbish", "it begins with 'PK\\x03\\x04\\x00\\xff\\xfe rubbish'"),
    ("", "it is empty"),
    (" \n\n", "it is empty"),
])
def test_a_text_that_is_no_list_is_refused_with_what_was_seen(text, told):
    for call in (lambda: catalogue1([], text, "x"), lambda: catalogue2(text)):
        with pytest.raises(InputError) as error:
            call()
        assert told in str(error.value)
        assert "--base-url" in str(error.value)
        assert "\n" not in str(error.value)


def test_a_list_cut_in_the_middle_of_a_line_is_refused():
    whole = "".join(f"7 {name}\n" for name in daily("2016-01-01", "2016-01-31"))
    for cut in (1, 5, len("20160131.export.CSV.zip\n"), len("20160131.export.CSV.zip\n") + 1):
        if cut > 1:
            with pytest.raises(InputError, match="the list ends in the middle of a line"):
                catalogue1([], whole[:-cut], f"{SUM}  1979.zip\n")
        else:
            assert len(catalogue1([], whole[:-cut], f"{SUM}  1979.zip\n").files) == 31


def test_a_list_without_an_event_file_is_refused():
    with pytest.raises(InputError, match=r"it names no event file of GDELT 1\.0"):
        catalogue1(["GDELT.MASTERREDUCEDV2.1979-2013.zip"])


def test_a_few_unreadable_lines_are_passed_over_and_counted():
    text = "".join(line2(f"2016010100{m:02}00") for m in (0, 15, 30, 45)) * 5 + "7 x\n"
    plan = plan_of(GDELT2, catalogue2(text), day("2016-01-01"), day("2016-01-01"))
    assert len(plan.files) == 4
    assert plan.notes() == [
        "lines of the publisher's list that could not be read and were passed over: 1"]


def test_a_listed_file_without_a_sum_is_told():
    got = catalogue1(daily("2016-01-01", "2016-01-02"), sums=f"{SUM}  20160101.export.CSV.zip\n")
    plan = plan_of(GDELT1, got, day("2016-01-01"), day("2016-01-02"))
    assert [one.md5 for one in plan.files] == [SUM, ""]
    assert plan.notes() == ["only the size is checked, since the publisher gives no sum: "
                            "20160102.export.CSV.zip"]


def test_sums_may_be_in_upper_case_with_a_star_and_a_folder():
    got = catalogue1(["1979.zip"], sums=f"{SUM.upper()} *./1979.zip\n")
    assert got.files[0].md5 == SUM


def test_a_span_that_ends_before_it_begins_or_before_the_publisher_is_wrong_usage():
    with pytest.raises(UsageError, match=r"--until \(2015-01-01\) lies before --since"):
        require_span(GDELT1, day("2016-01-01"), day("2015-01-01"))
    with pytest.raises(UsageError, match=r"GDELT 1\.0 begins on 1979-01-01"):
        require_span(GDELT1, day("1960-01-01"), day("1970-01-01"))
    with pytest.raises(UsageError, match="use gdelt for earlier days"):
        require_span(GDELT2, day("2010-01-01"), day("2011-01-01"))
    require_span(GDELT2, day("2010-01-01"), day("2015-02-18"))


def test_unknown_publishers_and_streams_are_wrong_usage():
    with pytest.raises(UsageError, match="there is no publisher 'icews'"):
        publisher_of("icews")
    with pytest.raises(UsageError, match=r"GDELT 1\.0 has no translated files"):
        publisher_of("gdelt", translated=True)


def test_days_are_told_as_ranges():
    assert spoken_days([day("2016-01-01")]) == "2016-01-01"
    assert spoken_days(days("2016-01-30", "2016-02-02")) == "2016-01-30 to 2016-02-02 (4 days)"


@pytest.mark.parametrize("name", ["99991231.export.CSV.zip", "20160132.export.CSV.zip", "9999.zip"])
def test_a_name_of_no_possible_day_is_no_file(name):
    catalogue = catalogue1([*daily("2016-01-01", "2016-01-03"), name])
    assert [one.name for one in catalogue.files] == daily("2016-01-01", "2016-01-03")
