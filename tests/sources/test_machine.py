"""Archives → events: the account adds up, bad rows go aside, formats mix, gaps are gaps."""

import datetime as dt
import gzip
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.core.errors import InputError, TensionError, UsageError
from tension.scales.scoring import default_scale
from tension.series.aggregate import build_series
from tension.sources.archive import members
from tension.sources.detect import MACHINE, recognised
from tension.sources.read import read_events
from tension.sources.rows import Sample
from tension.sources.scan import sample_of

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared" / "real"


def gdelt(day, code="042", width=61, identifier="1", one="IRN", two="AZE"):
    cells = [""] * width
    cells[0], cells[1] = identifier, day
    cells[5] = cells[7] = one
    cells[15] = cells[17] = two
    cells[6], cells[16] = "IRAN", "AZERBAIJAN"
    cells[25], cells[26], cells[27], cells[28] = "1", code, code[:3], code[:2]
    cells[29], cells[30], cells[31] = "1", "1.9", "3"
    cells[{61: 59, 58: 57 - 1, 57: 56}[width]] = day + ("000000" if width == 61 else "")
    return "\t".join(cells)


def write(folder, name, lines):
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def book(events):
    table = events.ledger.table
    return dict(zip(table["rule"], table["change"], strict=True))


def test_the_account_of_an_archive_adds_up_and_bad_rows_go_aside(tmp_path):
    lines = [gdelt("20180301", identifier=str(k)) for k in range(30)]
    lines += [gdelt("20180302", code="---"), gdelt("20180302", one="USA", two="RUS"),
              gdelt("20180303")[:-40].replace("\t\t\t", "\t", 1)]
    events = read_events(write(tmp_path, "a.csv", lines))
    assert book(events) == {
        "rows of a.csv": 33, "not between IRN-AZE": -1, "rejected": -2,
        "one event of each kept row": 30, "other side of a reciprocal row": 0,
    }
    assert events.rejects["line"].tolist() == [31, 33]
    assert events.rejects["reason"].tolist()[0] == "code '---' is not a CAMEO code"
    assert (events.rejects["file"] == "a.csv").all()


def test_strict_ends_the_run_with_every_bad_row(tmp_path):
    path = write(tmp_path, "a.csv", [gdelt("20180301"), gdelt("20180301", code="---")])
    with pytest.raises(InputError, match=r"line 2: code '---' is not a CAMEO code; mend it"):
        read_events(path, strict=True)


def test_a_file_that_is_mostly_bad_says_that_its_format_is_probably_another(tmp_path):
    lines = [gdelt("20180301", identifier=str(k)) for k in range(20)]
    lines += [gdelt("20180301", code="---") for _ in range(6)]
    with pytest.raises(InputError) as error:
        read_events(write(tmp_path, "a.csv", lines))
    assert str(error.value) == (
        "a.csv, line 21: 6 of the 26 rows of the dyad are bad, the first because code '---' is not "
        "a CAMEO code; the format is probably another: name it with --source-format"
    )


def test_days_between_daily_files_are_uncovered_not_silent(tmp_path):
    write(tmp_path, "20180301.csv", [gdelt("20180301")])
    write(tmp_path, "20180303.csv", [gdelt("20180303", identifier="2")])
    events = read_events(tmp_path)
    assert events.coverage.spans == (
        (dt.date(2018, 3, 1),) * 2, (dt.date(2018, 3, 3),) * 2,
    )
    flags = build_series(events, freq="day").direction()["coverage"].tolist()
    assert flags == ["observed", "uncovered", "observed"]


def test_days_that_were_never_published_are_uncovered_in_a_file_of_many_days_too(tmp_path):
    days = [f"201401{day}" for day in (20, 21, 22, 26, 27)]
    events = read_events(write(tmp_path, "a.csv", [gdelt(day, width=58) for day in days]))
    flags = build_series(events, freq="day").direction("both")["coverage"]
    assert dict(zip(map(str, flags.index), flags, strict=True)) == {
        "2014-01-20": "observed", "2014-01-21": "observed", "2014-01-22": "observed",
        "2014-01-23": "uncovered", "2014-01-24": "uncovered", "2014-01-25": "uncovered",
        "2014-01-26": "observed", "2014-01-27": "observed",
    }


def test_what_lies_after_the_end_of_a_source_is_uncovered_even_when_told_to_be_covered(tmp_path):
    head = ("Event ID\tEvent Date\tSource Name\tSource Sectors\tSource Country\tEvent Text\t"
            "CAMEO Code\tIntensity\tTarget Name\tTarget Sectors\tTarget Country\tStory ID\t"
            "Sentence Number\tPublisher\tCity\tDistrict\tProvince\tCountry\tLatitude\tLongitude")
    row = ("1\t2023-03-05\tIran\t\tIran\tMake a visit\t042\t1.9\tAzerbaijan\t\tAzerbaijan\t1\t1"
           "\tX\t\t\t\tIran\t1\t1")
    events = read_events(write(tmp_path, "icews.tab", [head, row]), coverage="2023-01:2023-12")
    flags = build_series(events).direction("both")["coverage"]
    assert flags.iloc[:4].tolist() == ["silent", "silent", "observed", "partial"]
    assert len(flags) == 4


def test_gdelt_1_and_2_of_the_same_days_are_never_added(tmp_path):
    write(tmp_path, "a.csv", [gdelt("20180301")])
    write(tmp_path, "b.csv", [gdelt("20180301", width=58)])
    with pytest.raises(InputError, match="would count stories twice"):
        read_events(tmp_path)
    (tmp_path / "b.csv").unlink()
    write(tmp_path, "b.csv", [gdelt("20130401", width=58)])
    assert set(read_events(tmp_path).table["origin"]) == {"gdelt1", "gdelt2"}


def test_gdelt_is_scored_by_its_own_scale(tmp_path):
    path = write(tmp_path, "a.csv", [gdelt("20180301", code="016")])
    assert default_scale(read_events(path)).name == "goldstein_gdelt"


def test_ids_that_stand_twice_in_a_file_stay_two_events(tmp_path):
    path = write(tmp_path, "a.csv", [gdelt("20180301", code="042"), gdelt("20180301", code="112")])
    assert read_events(path).table["event_id"].tolist() == ["a:1", "a:1#2"]


def test_a_zip_with_two_members_a_gzip_and_a_plain_file_are_one_archive(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("20180301.CSV", gdelt("20180301") + "\n")
        made.writestr("20180302.CSV", gdelt("20180302") + "\n")
    (tmp_path / "b.gz").write_bytes(gzip.compress(gdelt("20180303").encode()))
    write(tmp_path, "c.csv", [gdelt("20180304")])
    events = read_events(tmp_path)
    assert events.table["file"].tolist() == [
        "a.zip:20180301.CSV", "a.zip:20180302.CSV", "b.gz", "c.csv",
    ]
    assert [one.name for one in events.provenance.inputs] == ["a.zip", "b.gz", "c.csv"]


def test_undirected_events_count_once_in_both_and_directed_series_are_unknown(tmp_path):
    rows = ["event_id_cnty,event_date,event_type,sub_event_type,actor1,actor2,source,timestamp"]
    rows += [f"AZE{k},2020-10-{k:02d},Battles,Armed clash,Military Forces of Armenia (2018-),"
             f"Military Forces of Azerbaijan (2003-),X,1603000000" for k in range(1, 9)]
    events = read_events(write(tmp_path, "a.csv", rows), "ARM-AZE")
    assert default_scale(events).name == "unscored"
    series = build_series(events, scale="quad")
    both = series.direction()
    assert both["events"].sum() == len(events) > 0
    assert (series.direction("ARM>AZE")["coverage"] == "uncovered").all()
    assert set(series.events["direction"]) == {"both"}


@pytest.mark.parametrize(("name", "format_", "rows", "kept"), [
    ("gdelt1_sample_mixed_widths.tsv", "gdelt", 710, 1),
    ("20180326044500.export.CSV.gz", "gdelt", 1540, 0),
    ("20191024143000.export.CSV.gz", "gdelt", 2111, 0),
    ("icews_events.2018.sample.tab.gz", "icews", 3705, 0),
    ("keds_central_asia_weis_1989_1999.csv.gz", "keds", 8377, 101),
    ("tabari-demo.keds", "keds", 77, 0),
])
def test_every_real_file_is_recognised_and_its_account_adds_up(name, format_, rows, kept):
    if not (SHARED / name).exists():
        pytest.skip("shared/ is absent")
    (member,) = members([SHARED / name])
    assert recognised(sample_of(member)).name == format_
    events = read_events(SHARED / name)
    told = book(events)
    assert told[f"rows of {name}"] == rows
    assert len(events) == kept
    assert rows + told["not between IRN-AZE"] == kept


def test_a_folder_of_all_formats_is_read_in_one_go(tmp_path):
    if not SHARED.exists():
        pytest.skip("shared/ is absent")
    for path in SHARED.iterdir():
        if path.name != "israel_palestine_weekly_goldstein.csv":
            (tmp_path / path.name).write_bytes(path.read_bytes())
    write(tmp_path, "mine.csv", ["date,source,target,cameo", "2019-05-05,USA,RUS,042"])
    events = read_events(tmp_path, "USA-RUS")
    read = {rule.removeprefix("rows of "): change for rule, change in book(events).items()
            if rule.startswith("rows of ")}
    assert set(read) == {path.name for path in tmp_path.iterdir()}
    assert events.ledger.events == len(events)


def test_a_text_that_fits_no_format_says_what_was_seen(tmp_path):
    path = write(tmp_path, "a.csv", ["1\t2\t3\tX"] * 5)
    with pytest.raises(InputError) as error:
        read_events(path)
    assert str(error.value).startswith(
        "a.csv: the text fits no format: 4 tab-separated columns without a header, the first '1', "
    )


def test_a_format_that_does_not_exist_is_refused():
    with pytest.raises(UsageError, match="there is no source format 'gdelt3'"):
        recognised(Sample("x", []), "gdelt3")


@settings(max_examples=150, deadline=None)
@given(content=st.binary(max_size=600), format_=st.sampled_from([None, *MACHINE]))
def test_arbitrary_bytes_raise_only_our_own_errors_in_every_reader(
    tmp_path_factory, content, format_
):
    path = tmp_path_factory.mktemp("bytes") / "x"
    path.write_bytes(content)
    try:
        events = read_events(path, source_format=format_)
    except TensionError:
        return
    assert events.ledger.events == len(events)
    assert set(events.table["source"]) <= {"IRN", "AZE"}


# ---------------------------------------------------------------- several sources


def test_each_format_of_a_folder_is_a_source_of_its_own(tmp_path):
    write(tmp_path, "a.csv", [gdelt("20180301"), gdelt("20180302", code="---")])
    write(tmp_path, "b.csv", [gdelt("20130401", width=58)])
    write(tmp_path, "mine.csv", ["date,source,target,cameo", "2012-05-05,IRN,AZE,042"])
    first, second, own = read_events(tmp_path).apart()
    assert [one.origin for one in (first, second, own)] == ["gdelt1", "gdelt2", "tabular"]
    assert first.coverage.spans == ((dt.date(2013, 4, 1),) * 2,)
    assert second.rejects["origin"].tolist() == ["gdelt2"]
    assert len(first.rejects) == 0
    assert own.rejects is None
    assert [one.name for one in second.provenance.inputs] == ["a.csv"]


def test_gdelt_1_and_2_of_the_same_days_can_be_read_when_one_is_chosen(tmp_path):
    write(tmp_path, "a.csv", [gdelt("20180301")])
    write(tmp_path, "b.csv", [gdelt("20180301", width=58), gdelt("20180301", width=58,
                                                                 identifier="2")])
    with pytest.raises(InputError, match="choose it: --origin gdelt1 or --origin gdelt2"):
        read_events(tmp_path)
    assert len(read_events(tmp_path, origins=["gdelt1"])) == 2
    assert len(read_events(tmp_path, origins=["gdelt2"])) == 1
    with pytest.raises(InputError, match="would count stories twice"):
        read_events(tmp_path, origins=["gdelt1", "gdelt2"])


def test_what_is_wrong_with_a_source_not_asked_for_does_not_matter(tmp_path):
    write(tmp_path, "a.csv", [gdelt("20180301"), gdelt("20180301", code="---")])
    write(tmp_path, "mine.csv", ["date,source,target,cameo", "2012-05-05,IRN,AZE,042"])
    assert len(read_events(tmp_path, strict=True, origins=["tabular"])) == 1
    with pytest.raises(InputError, match="code '---'"):
        read_events(tmp_path, strict=True)


def test_a_zip_of_two_formats_is_an_input_of_both(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as made:
        made.writestr("new.CSV", gdelt("20180301") + "\n")
        made.writestr("old.CSV", gdelt("20130401", width=58) + "\n")
    events = read_events(tmp_path / "a.zip")
    for part in events.apart():
        assert [(one.name, one.origin) for one in part.provenance.inputs] == [
            ("a.zip", part.origin)
        ]


def test_a_gap_far_longer_than_usual_within_a_file_is_uncovered_and_a_usual_one_is_silent(tmp_path):
    days = [dt.date(1990, 1, 1) + dt.timedelta(days=k) for k in range(60)]
    days += [dt.date(1995, 6, 1) + dt.timedelta(days=k) for k in range(0, 60, 2)]
    lines = [gdelt(f"{day:%Y%m%d}", width=57, identifier=str(k)) for k, day in enumerate(days)]
    spans = read_events(write(tmp_path, "a.csv", lines)).coverage.spans
    assert [(str(first), str(last)) for first, last in spans] == [
        ("1990-01-01", "1990-03-01"), ("1995-06-01", "1995-07-29"),
    ]


def test_a_file_of_few_scattered_days_covers_the_time_between_them(tmp_path):
    days = ["19900101", "19900301", "19900415", "19900901", "19901101"]
    lines = [gdelt(day, width=57, identifier=day) for day in days]
    spans = read_events(write(tmp_path, "a.csv", lines)).coverage.spans
    assert [(str(first), str(last)) for first, last in spans] == [("1990-01-01", "1990-11-01")]


def test_what_a_folder_takes_in_and_is_no_table_says_to_move_it_out(tmp_path):
    write(tmp_path, "a.csv", [gdelt("20180301", identifier=str(k)) for k in range(5)])
    (tmp_path / "readme.txt").write_text("About these files\nsee the codebook\n")
    with pytest.raises(InputError) as error:
        read_events(tmp_path)
    assert str(error.value).startswith("readme.txt: the folder or pattern takes it in, and it ")
    assert str(error.value).endswith("; move it out, or name the files meant")
    assert len(read_events(tmp_path / "a.csv")) == 5


def test_one_wrong_date_of_another_pair_stretches_neither_coverage_nor_the_as_of_date(tmp_path):
    days = [dt.date(1993, 1, 1) + dt.timedelta(days=k) for k in range(31)]
    lines = [gdelt(f"{day:%Y%m%d}", width=57, identifier=f"{day:%Y%m%d}{k}")
             for day in days for k in range(10)]
    lines.insert(40, gdelt("20930105", width=57, one="USA", two="CHN"))
    events = read_events(write(tmp_path, "a.csv", lines))
    assert events.coverage.spans == ((days[0], days[-1]),)
    assert events.provenance.as_of == days[-1]
    assert events.reports["rows"].sum() == 311


@pytest.mark.parametrize("year", ["0001", "1899", "2101", "9999"])
def test_a_year_that_no_archive_reaches_is_a_bad_date(year, tmp_path):
    lines = [gdelt("20180301", width=57, identifier=str(k)) for k in range(30)]
    lines.append(gdelt(f"{year}0301", width=57))
    events = read_events(write(tmp_path, "a.csv", lines))
    assert events.rejects["reason"].tolist() == [
        f"the year of {year}-03-01 is not from 1900 to 2100"
    ]
    assert events.coverage.spans == ((dt.date(2018, 3, 1), dt.date(2018, 3, 1)),)


@pytest.mark.parametrize("last", [0, 1, 2])
def test_icews_country_columns_may_be_the_first_or_the_last(last, tmp_path):
    names = ["Source Country", "Event ID", "Event Date", "Source Name", "Event Text", "CAMEO Code",
             "Intensity", "Target Name", "Target Country"]
    cells = ["Iran", "1", "2013-03-05", "Iran", "Make a visit", "042", "1.9", "Azerbaijan",
             "Azerbaijan"]
    names, cells = names[last:] + names[:last], cells[last:] + cells[:last]
    text = ["\t".join(names), "\t".join(cells)]
    assert len(read_events(write(tmp_path, "icews.tab", text))) == 1


def test_a_line_that_never_ends_is_an_error_and_is_not_held_whole(tmp_path, monkeypatch):
    from tension.sources import scan as scanning

    monkeypatch.setattr(scanning, "LONGEST_LINE", 2**20)
    good = [gdelt("20180301", identifier=str(k)) for k in range(1000)]
    path = write(tmp_path, "a.csv", [*good, "x" * 2**21])
    with pytest.raises(InputError, match=r"a\.csv: a line of it never seems to end"):
        read_events(path)
    with pytest.raises(InputError, match=r"b\.csv: a line of it never seems to end"):
        read_events(write(tmp_path, "b.csv", ["x" * 2**20]))
