"""What `--real-time` adds: a section, a figure, a table, or the reason why there is none."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

from tension.cli.main import main
from tension.core import exported, schema
from tension.core.errors import UsageError
from tension.models.latent import estimate_tension
from tension.models.simulate import simulate
from tension.report.real_time import MOST_DAYS, month_ends, real_time_of_series
from tension.report.write import write_report
from tension.series.aggregate import build_series


@pytest.fixture(scope="module")
def late():
    """Events that become known three days after they happened, some a year after."""
    events = simulate(["calm"] * 12 + ["tense"] * 12, events_per_month=(2, 4), seed=6).events
    delay = np.where(np.random.default_rng(6).random(len(events)) < 0.2, 365, 3)
    added = (events.table["date"] + pd.to_timedelta(delay, unit="D")).astype("datetime64[s]")
    return replace(events, table=events.table.assign(added=added))


@pytest.fixture(scope="module")
def line(late):
    return real_time_of_series(late, estimate_tension(build_series(late, dedupe_rung="none")))


@pytest.fixture(scope="module")
def page(late, line, tmp_path_factory):
    out = tmp_path_factory.mktemp("then") / "report"
    return write_report(build_series(late, dedupe_rung="none"), out, real_time=[line]).folder


def test_the_line_is_rebuilt_for_ends_of_months_from_when_events_were_added(late, line):
    days = month_ends(late)
    assert len(days) <= MOST_DAYS
    assert days[-1] == late.table["added"].max().date()
    assert all((day + dt.timedelta(days=1)).day == 1 for day in days[:-1])
    assert set(line.table["as_of"].dt.date) <= set(days)
    assert len(line.table) >= 12


def test_many_months_are_thinned_evenly_and_end_with_the_last(late):
    spread = late.table["added"].to_numpy().copy()
    spread[0] = np.datetime64("1980-01-15")
    days = month_ends(replace(late, table=late.table.assign(added=spread)))
    months = [12 * day.year + day.month for day in days]
    assert MOST_DAYS / 2 < len(days) <= MOST_DAYS
    assert len(set(np.diff(months))) == 1
    assert days[-1] == late.table["added"].max().date()


def test_the_page_shows_the_line_and_the_folder_holds_figure_and_table(page, line):
    html = (page / "report.html").read_text(encoding="utf-8")
    assert 'id="then"' in html
    assert 'href="#then"' in html
    assert "earlier as-of dates; revised by" in html
    assert "real_time.csv" in html
    assert (page / "figures" / "real_time.svg").stat().st_size > 1000
    told = pd.read_csv(page / "real_time.csv")
    assert told.columns.tolist() == schema.names(exported.TABLES["real_time.csv"])
    assert told["level"].to_numpy() == pytest.approx(line.table["level"].to_numpy())


def test_the_plain_page_has_none_of_it(report):
    assert not exported.OF_REAL_TIME & {path.name for path in report.iterdir()}
    assert 'id="then"' not in (report / "report.html").read_text(encoding="utf-8")


def test_kept_reports_stand_in_where_the_source_does_not_say_when(late, kept):
    silent = replace(late, table=late.table.assign(added=pd.NaT))
    half = silent.keep(silent.table["date"] < "2001-01-01", "test", "the first year")
    vintage = kept(half, dedupe_rung="none")
    level = estimate_tension(build_series(silent, dedupe_rung="none"))
    line = real_time_of_series(silent, level, [vintage])
    assert line.table["level"].tolist() == [pytest.approx(vintage.last("simulated").level)]
    at = level.table.set_index("period")["level"][line.table["period"].iloc[0]]
    assert line.table["today"].tolist() == [pytest.approx(at)]
    other = estimate_tension(build_series(silent, dedupe_rung="none", freq="quarter"))
    assert "1 level left out" in real_time_of_series(silent, other, [vintage]).summary()


def test_lines_of_other_series_are_refused(chronology, two_series, line, tmp_path):
    with pytest.raises(UsageError, match="1 lines as known at the time for 2 series"):
        write_report(two_series, tmp_path / "out", real_time=[line])
    other = simulate(["calm"] * 24, dyad="USA-RUS", seed=1).events
    with pytest.raises(UsageError, match="is of IRN-AZE, the report of USA-RUS"):
        write_report(build_series(other), tmp_path / "out", real_time=[line])


def test_the_verb_says_why_the_chronology_has_no_line(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["report", "--real-time", "--quiet", "--out", "out"])
    assert result.exit_code == 0, result.output
    html = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "No line can be drawn: the source does not say when it published" in html
    assert "real_time = true" in (tmp_path / "out" / "run.toml").read_text(encoding="utf-8")
    again = CliRunner().invoke(main, ["report", "--config", "out/run.toml", "--quiet", "--out",
                                      "again"])
    assert again.exit_code == 0, again.output
    assert (tmp_path / "again" / "run.toml").read_bytes() == (
        tmp_path / "out" / "run.toml").read_bytes()
