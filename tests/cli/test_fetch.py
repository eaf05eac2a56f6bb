import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from tension.cli import main
from tension.sources import download

ONE, TWO, THREE = (f"2014012{day}.export.CSV.zip" for day in (2, 6, 7))
AGAIN = "run the same command again: what is whole is kept"


def run(*arguments):
    return CliRunner().invoke(main, ["fetch", *arguments])


@pytest.fixture
def call(site, tmp_path, monkeypatch):
    """Run the verb against the site, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    site.gdelt1({ONE: b"a" * 1500, TWO: b"b" * 500, THREE: b"c"})

    def made(*more, until="2014-01-31"):
        return run("gdelt", "--since", "2014-01-22", "--until", until, "--base-url", site.base,
                   *more)

    return made


def test_the_summary_says_what_was_fetched_what_was_there_and_which_days_have_no_file(call):
    result = call()
    folder = os.path.join("data", "raw", "gdelt")
    notes = [
        "never published: 2014-01-23 to 2014-01-25 (3 days): a gap in coverage, not days without "
        "events",
        "the publisher's list ends on 2014-01-27: it has nothing later yet",
    ]
    head = f"GDELT 1.0, 2014-01-22 to 2014-01-31, in {folder}"
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        head, "fetched: 3 files (2.0 kB)", "already there: 0 files (0 bytes)", *notes]
    again = call()
    assert again.exit_code == 0
    assert again.stdout.splitlines() == [
        head, "fetched: 0 files (0 bytes)", "already there: 3 files (2.0 kB)", *notes]


def test_a_file_that_cannot_be_had_is_named_with_the_remedy_and_the_exit_code_is_1(call, site):
    site.always[TWO] = site.server.status(404)
    result = call("--out", "here", until="2014-01-27")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-2:] == [
        "cannot be had: 1 file", f"{TWO}: the server does not have it (HTTP 404); {AGAIN}"]
    assert (result.stderr, sorted(os.listdir("here"))[-2:]) == ("", [ONE, THREE])
    del site.always[TWO]
    assert call("--out", "here").exit_code == 0


def test_quiet_prints_nothing_but_what_cannot_be_had(call, site):
    site.always[TWO] = site.server.status(404)
    result = call("--quiet")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"{TWO}: the server does not have it (HTTP 404); {AGAIN}\n"
    del site.always[TWO]
    result = call("--quiet")
    assert (result.exit_code, result.output) == (0, "")


def test_a_dry_run_says_how_much_and_fetches_nothing(call, site):
    result = call("--dry-run", until="2014-01-26")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1:3] == [
        "to fetch: 2 files (2.0 kB)", "already there: 0 files (0 bytes)"]
    assert {name for name, _ in site.asked} == {"filesizes", "md5sums"}
    assert os.listdir() == []


def test_gdelt_2_goes_into_a_folder_of_its_own(site, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    name = "20160101000000.translation.export.CSV.zip"
    site.gdelt2({name: b"a"}, "masterfilelist-translation.txt")
    result = run("gdelt2", "--since", "2016", "--until", "2016-01-01", "--translated",
                 "--base-url", site.base)
    assert result.exit_code == 0
    assert (tmp_path / "data" / "raw" / "gdelt2" / name).read_bytes() == b"a"


@pytest.mark.parametrize(("arguments", "told"), [
    (["gdelt", "--since", "2016", "--until", "now"], "--until: 'now' is not a date"),
    (["gdelt", "--since", "2016", "--until", "2017", "--translated"],
     "GDELT 1.0 has no translated files"),
    (["gdelt", "--since", "2016", "--until", "2017", "--base-url", "here"],
     "--base-url: 'here' is not the address of a folder"),
    (["gdelt", "--since", "2016-02", "--until", "2016-01"],
     "--until (2016-01-31) lies before --since (2016-02-01); exchange them"),
    (["gdelt2", "--since", "2010", "--until", "2011"], "GDELT 2.0 begins on 2015-02-18"),
])
def test_what_makes_no_sense_is_one_line_and_asks_nobody(arguments, told, monkeypatch):
    monkeypatch.setattr(download, "read_whole", None)
    result = run(*arguments)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: {told}")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("arguments", [
    [], ["icews"], ["gdelt"], ["gdelt", "--since", "2016"], ["gdelt", "--until", "2016"],
])
def test_a_call_without_publisher_or_span_is_wrong_usage(arguments):
    assert run(*arguments).exit_code == 2


def test_an_interrupt_says_how_to_go_on(call, monkeypatch):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(download, "fetch", interrupted)
    result = call()
    assert result.exit_code == 1
    assert f"stopped; {AGAIN}, what was begun goes on\n" in result.stderr


def test_a_fetch_that_waits_for_another_says_so(call, tmp_path):
    from filelock import FileLock

    (tmp_path / "here").mkdir()
    lock = FileLock(tmp_path / "here" / download.LOCK)
    waits = []

    class Released(download.FileLock):
        def acquire(self, *args, **options):
            if waits:
                lock.release()
            waits.append(1)
            return super().acquire(*args, **options)

    with pytest.MonkeyPatch.context() as patch, lock:
        patch.setattr(download, "FileLock", Released)
        result = call("--out", "here")
    assert result.exit_code == 0
    assert result.stderr == ("here: another fetch is writing into it; waiting until it ends\n")


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("quiet", [True, False])
def test_the_bar_is_shown_on_a_terminal_unless_quiet(call, site, tmp_path, quiet):
    import pty

    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "tension", "fetch", "gdelt", "--since", "2014-01-22",
               "--until", "2014-01-27", "--base-url", site.base, *(["--quiet"] if quiet else [])]
    made = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, check=True, text=True,
                          cwd=tmp_path, env={**os.environ, "TERM": "xterm", "COLUMNS": "100"})
    os.close(theirs)
    shown = b""
    try:
        while more := os.read(ours, 65536):
            shown += more
    except OSError:  # How Linux says that the other end is closed.
        pass
    os.close(ours)
    assert (b"3 of 3 files" in shown) is not quiet
    assert (made.stdout == "") is quiet
