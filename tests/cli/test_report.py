import tomllib

import pytest
from click.testing import CliRunner

from tension.cli import main


def run(*arguments, **options):
    return CliRunner().invoke(main, list(arguments), **options)


CODED = "date,source,target,cameo\n"


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def _tables(folder):
    return {p.name: p.read_bytes() for p in folder.glob("*.csv")}


def test_the_report_of_the_chronology_is_written_and_its_answer_printed(tmp_path):
    result = run("report")
    assert result.exit_code == 0
    assert result.output.startswith("In March 2026 (to 18 March) tension between Iran and")
    assert result.output.endswith("Report: tension-IRN-AZE/report.html\n")
    assert (tmp_path / "tension-IRN-AZE" / "report.html").is_file()


def test_quiet_prints_nothing():
    assert run("report", "--quiet").output == ""


def test_the_run_file_of_a_report_makes_the_same_tables_again(tmp_path):
    own = tmp_path / "own.csv"
    own.write_text(
        "When;From;To;CAMEO;Note\n2012-03-04;Iran;Azerbaijan;112;=x\n"
        "2012-04-05;AZE;IRN;042;y\n2012-04-06;AZE;IRN;1213;z\n", encoding="utf-8-sig",
    )
    options = ["own.csv", "--column", "date=When", "--column", "summary=Note", "--with-bundled",
               "--freq", "quarter", "--since", "2001", "--scale", "goldstein_gdelt", "--mirrors",
               "one_per_visit", "--without-disputed", "--dyad", "azerbaijan,iran"]
    first = run("report", *options, "--out", "first", "--quiet")
    assert first.exit_code == 0, first.output
    again = run("report", "--config", "first/run.toml", "--out", "again", "--quiet")
    assert again.exit_code == 0, again.output
    assert _tables(tmp_path / "first") == _tables(tmp_path / "again")
    assert (tmp_path / "first/run.toml").read_bytes() == (tmp_path / "again/run.toml").read_bytes()


def test_an_option_given_wins_over_the_run_file(tmp_path):
    run("report", "--freq", "year", "--out", "first", "--quiet")
    run("report", "--config", "first/run.toml", "--freq", "quarter", "--out", "again", "--quiet")
    assert "1991-Q4" in (tmp_path / "again" / "series.csv").read_text(encoding="utf-8")


def test_a_run_file_whose_input_has_changed_is_refused(tmp_path):
    own = tmp_path / "own.csv"
    own.write_text(CODED + "2012-03-04,IRN,AZE,112\n", encoding="utf-8")
    run("report", "own.csv", "--out", "first", "--quiet")
    own.write_text(CODED + "2012-03-05,IRN,AZE,112\n", encoding="utf-8")
    result = run("report", "--config", "first/run.toml", "--out", "again")
    assert result.exit_code == 1
    assert result.output == (
        "Error: own.csv: the file has changed since the run file was written; bring back the "
        "earlier file, or run without --config\n"
    )


def test_a_run_file_names_no_folder_of_the_machine(tmp_path):
    own = tmp_path / "own.csv"
    own.write_text(CODED + "2012-03-04,IRN,AZE,112\n", encoding="utf-8")
    run("report", str(own), "--out", "first", "--quiet")
    assert str(tmp_path) not in (tmp_path / "first" / "run.toml").read_text(encoding="utf-8")


def test_standard_input_is_read(tmp_path):
    result = run("report", "-", "--out", "out", input=CODED + "2012-03-04,IRN,AZE,112\n")
    assert result.exit_code == 0
    assert result.output.startswith("1 scored event between Iran and Azerbaijan in March 2012")


def test_several_files_are_taken_together(tmp_path):
    for name, day in (("a.csv", "2012-03-04"), ("b.csv", "2012-05-04")):
        (tmp_path / name).write_text(CODED + f"{day},IRN,AZE,112\n", encoding="utf-8")
    run("report", "a.csv", "b.csv", "--out", "out", "--quiet")
    text = (tmp_path / "out" / "ledger.csv").read_text(encoding="utf-8")
    assert "rows of a.csv" in text
    assert "rows of b.csv" in text


@pytest.mark.parametrize(("arguments", "message"), [
    (["--dyad", "IRN-IRN"], "Error: a dyad needs two different countries, and both are Iran (IRN); "
     "write for example IRN-AZE\n"),
    (["--since", "2012-13"], "Error: --since: '2012-13' is not a date; write 1992, 1992-01 or "
     "1992-01-15\n"),
    (["--scale", "goldstien_cameo"], "Error: there is no scale 'goldstien_cameo'; use "
     "goldstein_cameo, goldstein_weis, goldstein_gdelt, or a CSV with code,score\n"),
    (["--role", "KING"], None),
    (["--column", "date"], None),
    (["--since", "2012", "--until", "2011"], "Error: the series would end (2011-12-31) before "
     "it begins (2012-01-01); mend --since and --until, or --coverage\n"),
])
def test_a_wrong_option_is_one_line_and_exit_1(arguments, message):
    result = run("report", *arguments)
    assert result.exit_code == 1
    assert result.output.count("\n") == 1
    assert message is None or result.output == message


def test_a_broken_input_leaves_nothing_behind(tmp_path):
    (tmp_path / "bad.csv").write_text(CODED + "2012-02-30,IRN,AZE,112\n", encoding="utf-8")
    result = run("report", "bad.csv")
    assert result.exit_code == 1
    assert [p.name for p in tmp_path.iterdir()] == ["bad.csv"]


@pytest.mark.parametrize("freq", ["day", "week", "quarter", "year"])
def test_every_frequency_gives_a_report(freq, tmp_path):
    assert run("report", "--freq", freq, "--out", "out", "--quiet").exit_code == 0
    assert (tmp_path / "out" / "report.html").is_file()


def test_a_dyad_without_events_in_a_file_is_an_answer(tmp_path):
    (tmp_path / "own.csv").write_text(CODED + "2012-03-04,IRN,AZE,112\n", encoding="utf-8")
    result = run("report", "own.csv", "--dyad", "ARM-TUR")
    assert result.exit_code == 0
    assert result.output.startswith(
        "No scored event between Armenia and Turkey was found in March 2012 (the file holds "
        "IRN-AZE; name one with --dyad): nothing can be said about how tense the two are.\n"
    )


def test_another_dyad_of_the_bundled_chronology_asks_for_a_file():
    result = run("report", "--dyad", "ARM-TUR")
    assert result.exit_code == 1
    assert result.output == (
        "Error: the bundled chronology is of Iran–Azerbaijan, not of Armenia–Turkey; name a file "
        "of your own\n"
    )


def test_a_span_without_coverage_is_an_answer_and_everything_is_missing(tmp_path):
    result = run("report", "--since", "1980", "--until", "1982", "--out", "out")
    assert result.exit_code == 0
    rows = (tmp_path / "out" / "series.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert len(rows) == 3 * 36
    assert all(row.endswith("," * 18 + "uncovered,,") for row in rows)


def test_codes_of_ones_own_are_scored_by_a_scale_of_ones_own(tmp_path):
    (tmp_path / "own.csv").write_text(
        "date,source,target,code\n" + "".join(
            f"2001-{m:02d}-03,IRN,AZE,{'visit' if m % 2 else 'clash'}\n" for m in range(1, 13)
        ), encoding="utf-8",
    )
    (tmp_path / "scale.csv").write_text(
        "# ontology: own\n# bound: 10\ncode,score\nvisit,2\nclash,-9\n", encoding="utf-8"
    )
    options = ["own.csv", "--ontology", "own", "--scale", "scale.csv"]
    result = run("events", *options, "--csv")
    assert result.exit_code == 0, result.output
    assert result.output.count(",-9,clash,") == 6
    assert run("report", *options, "--out", "out").output.startswith("In December 2001 tension")
    again = run("report", "--config", "out/run.toml", "--out", "again", "--quiet")
    assert again.exit_code == 0, again.output
    assert _tables(tmp_path / "out") == _tables(tmp_path / "again")
    (tmp_path / "scale.csv").write_text(
        "# ontology: own\n# bound: 10\ncode,score\nvisit,3\nclash,-9\n", encoding="utf-8"
    )
    changed = run("report", "--config", "out/run.toml", "--out", "third")
    assert changed.exit_code == 1
    assert changed.output.startswith("Error: scale.csv: the file has changed since the run file")


def test_codes_of_ones_own_without_a_scale_say_what_is_needed(tmp_path):
    (tmp_path / "own.csv").write_text(
        "date,source,target,code\n2001-02-03,IRN,AZE,visit\n", encoding="utf-8"
    )
    result = run("report", "own.csv", "--ontology", "own")
    assert result.output == (
        "Error: codes of your own need a scale of your own: --scale FILE, a CSV with code,score "
        "and a first line # ontology: own\n"
    )


@pytest.mark.parametrize("option", [["--coverage", "2000:2001"], ["--column", "date=x"],
                                    ["--ontology", "weis"], ["--lenient"]])
def test_an_option_about_a_file_where_none_is_named_is_refused(option):
    result = run("report", *option)
    assert result.exit_code == 1
    assert result.output == (
        f"Error: {option[0]} is about a file of your own; name the file, or leave it out\n"
    )


def test_a_run_file_of_a_notebook_says_how_to_read_its_file_again(tmp_path):
    from tension.events.filters import keep_codes
    from tension.report.write import write_report
    from tension.series.aggregate import build_series
    from tension.sources.read import read_events

    rows = "".join(f"2001-{m:02d}-03,IRN,AZE,{code}\n" for m in range(1, 13)
                   for code in ("190", "042"))
    (tmp_path / "own.csv").write_text("when,source,target,cameo\n" + rows, encoding="utf-8")
    events = keep_codes(read_events("own.csv", columns={"date": "when"}), ["04"])
    write_report(build_series(events), "first")
    again = run("report", "--config", "first/run.toml", "--out", "again", "--quiet")
    assert again.exit_code == 0, again.output
    assert _tables(tmp_path / "first") == _tables(tmp_path / "again")
    assert (tmp_path / "again" / "events.csv").read_text(encoding="utf-8").count("\n") == 13


def test_dollar_signs_in_a_summary_are_no_mathematics(tmp_path):
    rows = "".join(f'2001-{m:02d}-03,IRN,AZE,{code},"Paid $\\bad$ and $5m, \x07 bell"\n'
                   for m in range(1, 13) for code in ("190", "057"))
    (tmp_path / "own.csv").write_text("date,source,target,cameo,summary\n" + rows,
                                      encoding="utf-8")
    assert run("report", "own.csv", "--out", "out", "--quiet").exit_code == 0
    svg = (tmp_path / "out" / "figures" / "headline.svg").read_text(encoding="utf-8")
    assert "Paid $\\bad$ and $5m," in svg


def test_choices_of_the_command_line_are_those_of_the_library():
    from tension.cli import options
    from tension.core.ontology import ONTOLOGIES, OWN
    from tension.core.period import FREQUENCIES
    from tension.events.dedupe import RUNGS
    from tension.events.mirrors import CHOICES
    from tension.sources.cells import SCHEMES
    from tension.sources.detect import FORMATS

    assert options.FREQS == FREQUENCIES
    assert options.RUNGS == RUNGS
    assert options.FORMATS == FORMATS
    assert options.MIRRORS == CHOICES
    assert (*ONTOLOGIES, OWN) == options.SCHEMES
    assert ("any", *SCHEMES) == options.COUNTRY_SCHEMES


# ---------------------------------------------------------------- several sources


def _files(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes()
            for p in folder.rglob("*") if p.is_file()}


def _own(folder):
    rows = "".join(f"{y}-{m:02d}-{d:02d},IRN,AZE,{code}\n" for y in (2001, 2002)
                   for m in range(1, 13) for d, code in ((3, "042"), (9, "112")))
    (folder / "own.csv").write_text(CODED + rows, encoding="utf-8")


def test_two_sources_are_reported_side_by_side_and_the_run_file_repeats_every_byte(tmp_path):
    _own(tmp_path)
    first = run("report", "own.csv", "--with-bundled", "--out", "first")
    assert first.exit_code == 0, first.output
    assert first.output.startswith("Chronology:\n")
    assert "\nOwn table:\nIn December 2002 tension" in first.output
    again = run("report", "--config", "first/run.toml", "--out", "again", "--quiet")
    assert again.exit_code == 0, again.output
    assert _files(tmp_path / "first") == _files(tmp_path / "again")
    told = tomllib.loads((tmp_path / "first" / "run.toml").read_text(encoding="utf-8"))
    assert "origin" not in told["options"]  # each source that was read is shown
    assert [one["origin"] for one in told["sources"]] == ["chronology", "tabular"]


def test_sources_are_pooled_only_when_asked_for_and_the_answer_says_so(tmp_path):
    _own(tmp_path)
    result = run("report", "own.csv", "--with-bundled", "--pool", "--out", "first")
    assert result.exit_code == 0, result.output
    assert "Events of several sources are pooled here (chronology 1,184, tabular 48)" in (
        result.output
    )
    assert not (tmp_path / "first" / "figures" / "side_by_side.svg").exists()
    again = run("report", "--config", "first/run.toml", "--out", "again", "--quiet")
    assert again.exit_code == 0, again.output
    assert _files(tmp_path / "first") == _files(tmp_path / "again")


def test_one_of_several_sources_can_be_chosen(tmp_path):
    _own(tmp_path)
    for folder, arguments in (("first", ["own.csv", "--with-bundled", "--origin", "tabular"]),
                              ("again", ["--config", "first/run.toml"]),
                              ("alone", ["own.csv"])):
        result = run("report", *arguments, "--out", folder, "--quiet")
        assert result.exit_code == 0, result.output
    assert _files(tmp_path / "first") == _files(tmp_path / "again")
    assert _tables(tmp_path / "first") == _tables(tmp_path / "alone")


def test_a_source_chosen_anew_wins_over_the_run_file(tmp_path):
    _own(tmp_path)
    run("report", "own.csv", "--with-bundled", "--out", "first", "--quiet")
    result = run("report", "--config", "first/run.toml", "--origin", "tabular", "--out", "own",
                 "--quiet")
    assert result.exit_code == 0, result.output
    run("report", "own.csv", "--out", "alone", "--quiet")
    assert _tables(tmp_path / "own") == _tables(tmp_path / "alone")


def test_a_source_that_was_not_read_cannot_be_chosen():
    result = run("report", "--origin", "icews")
    assert result.exit_code == 1
    assert result.output == (
        "Error: --origin: nothing was read of a source 'icews'; use chronology\n"
    )


def test_a_report_of_a_notebook_of_some_of_the_sources_can_be_repeated(tmp_path):
    from tension.report.write import write_report
    from tension.series.aggregate import build_series
    from tension.sources.read import read_events

    _own(tmp_path)
    _, own = read_events("own.csv", with_bundled=True).apart()
    write_report(build_series(own), "first")
    again = run("report", "--config", "first/run.toml", "--out", "again", "--quiet")
    assert again.exit_code == 0, again.output
    assert _files(tmp_path / "first") == _files(tmp_path / "again")


def test_a_report_of_two_of_three_sources_says_which(tmp_path):
    _own(tmp_path)
    (tmp_path / "back.csv").write_text(
        "event_id,date,source,target,code,ontology,origin,origin_id\n" + "".join(
            f"{name}{m},2001-{m:02d}-05,IRN,AZE,042,cameo,{name},{m}\n"
            for name in ("icews", "phoenix") for m in range(1, 13)
        ), encoding="utf-8",
    )
    options = ["own.csv", "back.csv", "--origin", "icews", "--origin", "tabular"]
    assert run("report", *options, "--out", "first", "--quiet").exit_code == 0
    told = tomllib.loads((tmp_path / "first" / "run.toml").read_text(encoding="utf-8"))
    assert told["options"]["origin"] == ["icews", "tabular"]
    again = run("report", "--config", "first/run.toml", "--out", "again", "--quiet")
    assert again.exit_code == 0, again.output
    assert _files(tmp_path / "first") == _files(tmp_path / "again")


def test_a_source_too_thin_for_a_level_is_shown_beside_the_other(tmp_path):
    (tmp_path / "own.csv").write_text(CODED + "2012-03-04,IRN,AZE,112\n", encoding="utf-8")
    result = run("report", "own.csv", "--with-bundled", "--out", "out")
    assert result.exit_code == 0, result.output
    assert "Own table:\n1 scored event between Iran and Azerbaijan in March 2012" in result.output
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "too little: 1 month with events, at least 3 are needed" in page


def test_an_archive_that_shows_no_day_is_left_out_with_a_word(tmp_path):
    (tmp_path / "a.txt").write_text(
        "event_id_cnty,event_date,event_type,sub_event_type,actor1,actor2,source,timestamp\n",
        encoding="utf-8",
    )
    result = run("series", "a.txt", "--source-format", "acled")
    assert result.exit_code == 1
    (tmp_path / "mixed").mkdir()
    (tmp_path / "a.txt").rename(tmp_path / "mixed" / "a.csv")
    _own(tmp_path / "mixed")
    result = run("series", "mixed", "--csv")
    assert result.exit_code == 0, result.output
    assert "acled: no event and no covered day, left out; --coverage says" in result.stderr
