"""Fetching over a real connection: every way a server can fail, and what is then in the folder."""

import datetime as dt
import io
import os
import random
import signal
import subprocess
import sys
import threading
import zipfile
from email.utils import format_datetime
from pathlib import Path

import pytest

import tension
from tension.core.errors import InputError, UsageError
from tension.sources.download import fetch, survey
from tension.sources.transfer import LONGEST_WAIT, part_of

ONE, TWO = "20160101.export.CSV.zip", "20160102.export.CSV.zip"
BODY = random.Random(1).randbytes(300_000)
OTHER = random.Random(2).randbytes(300_000)
DAY = "2016-01-01"


@pytest.fixture
def waits():
    return []


@pytest.fixture
def bring(site, tmp_path, waits):
    """Fetch from the site into a folder; what is waited between tries goes to `waits`."""

    def call(since=DAY, until=DAY, publisher="gdelt", folder=tmp_path / "raw", **options):
        options = {"base_url": site.base, "timeout": 5.0, "wait": waits.append, **options}
        return fetch(publisher, since, until, folder, **options)

    return call


class Reached:
    """Takes notice of how many bytes of a file there were, at each moment."""

    def __init__(self):
        self.sizes = []

    def begin(self, files, size):
        pass

    def tick(self, size):
        self.sizes.append(size + (self.sizes[-1] if self.sizes else 0))

    def file_done(self):
        pass


def names(listed):
    return [one.name for one in listed]


def in_folder(folder):
    """Every file of the folder but the lock, hidden ones too."""
    return sorted(path.name for path in folder.iterdir() if path.name != ".fetch.lock")


def test_what_is_missing_is_fetched_and_a_second_time_nothing_is(site, bring, tmp_path):
    site.gdelt1({ONE: BODY, TWO: OTHER, "20160103.export.CSV.zip": BODY})
    first = bring(until="2016-01-02")
    assert (names(first.fetched), names(first.kept), first.lost) == ([ONE, TWO], [], ())
    assert in_folder(tmp_path / "raw") == [ONE, TWO]
    assert (tmp_path / "raw" / ONE).read_bytes() == BODY
    again = bring(until="2016-01-02")
    assert (names(again.fetched), names(again.kept)) == ([], [ONE, TWO])
    assert site.requests(ONE) == [""]


def test_gdelt_2_is_fetched_from_the_mirror_though_its_list_names_the_publisher(site, bring):
    name = "20160101000000.export.CSV.zip"
    site.gdelt2({name: BODY})
    fetched = bring(publisher="gdelt2")
    assert names(fetched.fetched) == [name]
    assert (fetched.folder / name).read_bytes() == BODY


def test_translated_files_come_from_the_translated_list(site, bring):
    name = "20160101000000.translation.export.CSV.zip"
    site.gdelt2({name: BODY}, "masterfilelist-translation.txt")
    assert names(bring(publisher="gdelt2", translated=True).fetched) == [name]
    assert not site.requests("masterfilelist.txt")


def test_a_survey_fetches_nothing_and_makes_no_folder(site, tmp_path):
    site.gdelt1({ONE: BODY})
    found = survey("gdelt", DAY, DAY, tmp_path / "raw", base_url=site.base)
    assert (names(found.needed), names(found.kept)) == ([ONE], [])
    assert not site.requests(ONE)
    assert not (tmp_path / "raw").exists()


def test_a_file_that_is_there_with_a_wrong_sum_is_replaced_once_the_new_one_is_whole(
    site, bring, tmp_path
):
    site.gdelt1({ONE: BODY})
    (tmp_path / "raw").mkdir()
    there = tmp_path / "raw" / ONE
    there.write_bytes(OTHER)
    site.always[ONE] = site.server.status(500)
    assert bring().lost
    assert there.read_bytes() == OTHER
    site.always.clear()
    assert names(bring().fetched) == [ONE]
    assert there.read_bytes() == BODY


@pytest.mark.parametrize("fault", ["cut_at", "dropped", "unavailable", "stalled"])
def test_a_failure_that_passes_is_tried_again(site, bring, waits, fault):
    server = site.server
    site.gdelt1({ONE: BODY})
    site.faults[ONE] = [{"cut_at": server.cut_at(100_000), "dropped": server.dropped,
                         "unavailable": server.status(503),
                         "stalled": server.stalled_at(100_000)}[fault]]
    fetched = bring(timeout=0.3 if fault == "stalled" else 5.0)
    assert names(fetched.fetched) == [ONE]
    assert (fetched.folder / ONE).read_bytes() == BODY
    assert waits == [1.0]


def test_a_broken_transfer_goes_on_where_it_ended(site, bring):
    site.gdelt1({ONE: BODY})
    site.faults[ONE] = [site.server.cut_at(100_000), site.server.cut_at(50_000)]
    assert (bring().folder / ONE).read_bytes() == BODY
    assert site.requests(ONE) == ["", "bytes=100000-", "bytes=150000-"]


def test_a_part_of_an_earlier_run_is_gone_on_with(site, bring, tmp_path):
    site.gdelt1({ONE: BODY})
    site.always[ONE] = site.server.cut_at(70_000)
    lost = bring(tries=1).lost
    assert lost == ((ONE, "the connection broke off (1 try)"),)
    assert in_folder(tmp_path / "raw") == [f".{ONE}.part"]
    assert part_of(tmp_path / "raw" / ONE).read_bytes() == BODY[:70_000]
    site.always.clear()
    assert names(bring().fetched) == [ONE]
    assert site.requests(ONE) == ["", "bytes=70000-"]
    assert in_folder(tmp_path / "raw") == [ONE]


def test_a_part_that_is_whole_needs_no_request(site, bring, tmp_path):
    site.gdelt1({ONE: BODY})
    (tmp_path / "raw").mkdir()
    part_of(tmp_path / "raw" / ONE).write_bytes(BODY)
    assert names(bring().fetched) == [ONE]
    assert site.requests(ONE) == []
    assert in_folder(tmp_path / "raw") == [ONE]


@pytest.mark.parametrize(("fault", "asked"), [
    ("without_ranges", ["bytes=100-"]), ("wrong_range", ["bytes=100-", ""]),
    ("no_such_range", ["bytes=100-", ""]),
])
def test_a_server_that_does_not_go_on_is_asked_for_the_whole(site, bring, tmp_path, fault, asked):
    site.gdelt1({ONE: BODY})
    (tmp_path / "raw").mkdir()
    part_of(tmp_path / "raw" / ONE).write_bytes(OTHER[:100])
    site.faults[ONE] = [site.server.status(416) if fault == "no_such_range"
                        else getattr(site.server, fault)]
    told = Reached()
    assert (bring(watcher=told).folder / ONE).read_bytes() == BODY
    assert site.requests(ONE) == asked
    assert max(told.sizes) == len(BODY)  # Nothing was put after bytes that it does not follow.


def test_a_part_of_another_version_is_fetched_whole_once_its_sum_is_wrong(site, bring, tmp_path):
    site.gdelt1({ONE: BODY})
    (tmp_path / "raw").mkdir()
    part_of(tmp_path / "raw" / ONE).write_bytes(OTHER[:100])
    assert (bring().folder / ONE).read_bytes() == BODY
    assert site.requests(ONE) == ["bytes=100-", ""]


def test_a_part_longer_than_the_file_is_begun_anew(site, bring, tmp_path):
    site.gdelt1({ONE: BODY})
    (tmp_path / "raw").mkdir()
    part_of(tmp_path / "raw" / ONE).write_bytes(BODY + b"more")
    assert (bring().folder / ONE).read_bytes() == BODY
    assert site.requests(ONE) == [""]


def test_a_file_whose_sum_is_not_the_lists_is_named_and_not_left(site, bring, tmp_path):
    site.gdelt1({ONE: BODY, TWO: BODY}, **{"20160101": OTHER})
    fetched = bring(until="2016-01-02")
    ((name, reason),) = fetched.lost
    assert (name, reason.partition(" is ")[0]) == (ONE, "its MD5 sum")
    assert in_folder(tmp_path / "raw") == [TWO]
    assert site.requests(ONE) == [""]


@pytest.mark.parametrize(("change", "reason"), [
    (BODY + BODY, "bytes where the list says 300,000"),
    (BODY[:-1], "it ends after 299,999 of 300,000 bytes (2 tries)"),
    (b"<html>please log in</html>", "it ends after 26 of 300,000 bytes (2 tries)"),
])
def test_a_file_of_another_size_than_the_lists_is_named(site, bring, tmp_path, change, reason):
    site.gdelt1({ONE: BODY})
    site.always[ONE] = site.server.content(change)
    ((name, told),) = bring(tries=2).lost
    assert name == ONE
    assert reason in told
    assert ONE not in in_folder(tmp_path / "raw")


def test_a_body_longer_than_the_list_says_is_not_read_to_its_end(site, bring):
    site.gdelt1({ONE: BODY})
    site.always[ONE] = site.server.content(BODY * 20)
    told = Reached()
    assert len(bring(watcher=told).lost) == 1
    assert max(told.sizes) < 2 * len(BODY)


def test_a_file_without_a_sum_is_checked_by_size_never_gone_on_with_and_told(
    site, bring, tmp_path
):
    site.gdelt1({ONE: BODY})
    site.files["md5sums"] = f"{site.server.md5(BODY)}  {TWO}\n".encode()
    (tmp_path / "raw").mkdir()
    part_of(tmp_path / "raw" / ONE).write_bytes(OTHER[:100])
    fetched = bring()
    assert (fetched.folder / ONE).read_bytes() == BODY
    assert site.requests(ONE) == [""]
    assert f"since the publisher gives no sum: {ONE}" in fetched.summary()


@pytest.mark.parametrize(("code", "told"), [
    (404, "the server does not have it (HTTP 404)"),
    (410, "the server does not have it (HTTP 410)"), (403, "the server answers HTTP 403"),
])
def test_what_the_server_does_not_give_is_named_without_trying_again(
    site, bring, waits, code, told
):
    site.gdelt1({ONE: BODY, TWO: BODY})
    site.always[ONE] = site.server.status(code)
    fetched = bring(until="2016-01-02")
    assert names(fetched.fetched) == [TWO]
    assert fetched.lost == ((ONE, told),)
    assert (waits, site.requests(ONE)) == ([], [""])


def test_five_tries_with_doubled_waits_are_made_and_no_more(site, bring, waits):
    site.gdelt1({ONE: BODY})
    site.always[ONE] = site.server.status(500)
    assert bring().lost == ((ONE, "the server answers HTTP 500 (5 tries)"),)
    assert waits == [1.0, 2.0, 4.0, 8.0]
    assert len(site.requests(ONE)) == 5


@pytest.mark.parametrize(("asked", "waited"), [
    ("7", 7.0), ("0", 1.0), ("99999", LONGEST_WAIT), ("soon", 1.0), ("-3", 1.0),
    (format_datetime(dt.datetime(2001, 1, 1, tzinfo=dt.UTC), usegmt=True), 1.0),
    (format_datetime(dt.datetime(2199, 1, 1, tzinfo=dt.UTC), usegmt=True), LONGEST_WAIT),
])
def test_the_wait_a_server_asks_for_is_kept_within_bounds(site, bring, waits, asked, waited):
    site.gdelt1({ONE: BODY})
    site.faults[ONE] = [site.server.status(429, Retry_After=asked)]
    assert names(bring().fetched) == [ONE]
    assert waits == [waited]


def test_a_redirect_on_the_same_host_is_followed(site, bring):
    site.gdelt1({ONE: BODY})
    site.files["moved/there"] = BODY
    site.faults[ONE] = [site.server.status(302, Location="/base/moved/there")]
    assert (bring().folder / ONE).read_bytes() == BODY


@pytest.mark.parametrize("place", [
    "http://localhost:{port}/x", "http://127.0.0.1:1/x", "https://127.0.0.1/x", "//evil/x",
    "file:///etc/passwd",
])
def test_a_redirect_to_another_host_is_not_followed(site, bring, waits, place):
    site.gdelt1({ONE: BODY})
    site.always[ONE] = site.server.status(301, Location=place.format(
        port=site.host.partition(":")[2]))
    ((_, reason),) = bring().lost
    assert reason.startswith("it is redirected to another host, ")
    assert waits == []


def test_a_redirect_in_a_circle_ends(site, bring):
    site.gdelt1({ONE: BODY})
    site.always[ONE] = site.server.status(302, Location=f"/base/{ONE}")
    assert bring().lost == ((ONE, "it is redirected without end"),)


def test_four_files_are_fetched_at_once_and_never_more(site, bring):
    entered = threading.Semaphore(0)
    files = {f"201601{day:02}.export.CSV.zip": BODY[:1000 + day] for day in range(1, 10)}
    site.gdelt1(files)
    site.always = dict.fromkeys(files, site.server.held(entered))
    made = []
    thread = threading.Thread(target=lambda: made.append(bring(until="2016-01-09", timeout=20.0)))
    thread.start()
    four = [entered.acquire(timeout=10) for _ in range(4)]
    fifth = entered.acquire(timeout=0.4)
    site.release.set()
    thread.join()
    assert (four, fifth) == ([True] * 4, False)
    assert names(made[0].fetched) == sorted(files)


def test_a_second_fetch_into_the_folder_waits_for_the_first(site, bring):
    entered, waiting = threading.Semaphore(0), threading.Event()
    site.gdelt1({ONE: BODY})
    site.always[ONE] = site.server.held(entered)
    made = {}

    class Told:
        def waiting(self):
            waiting.set()

        def begin(self, files, size):
            made["begun"] = files

    first = threading.Thread(target=lambda: made.update(first=bring(timeout=20.0)))
    first.start()
    assert entered.acquire(timeout=10)
    second = threading.Thread(target=lambda: made.update(second=bring(watcher=Told())))
    second.start()
    assert waiting.wait(10)
    assert "second" not in made
    site.release.set()
    first.join()
    second.join()
    assert (names(made["first"].fetched), names(made["second"].kept)) == ([ONE], [ONE])
    assert (made["begun"], site.requests(ONE)) == (0, [""])


SCRIPT = """
import datetime as dt, signal, sys
from tension.sources.download import fetch
# A process begun in the background of a shell inherits that interrupts are ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
class Told:
    had = 0
    def waiting(self): pass
    def begin(self, files, size): pass
    def tick(self, size):
        self.had += size
        print(self.had, flush=True)
    def file_done(self): pass
day = dt.date(2016, 1, 1)
fetch("gdelt", day, day, sys.argv[1], base_url=sys.argv[2], watcher=Told())
print(sorted({"pandas", "numpy", "matplotlib"} & set(sys.modules)))
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
@pytest.mark.skipif(os.name != "posix", reason="signals of POSIX")
def test_a_fetch_killed_midway_is_gone_on_with_by_the_next(site, bring, tmp_path, how):
    site.gdelt1({ONE: BODY})
    site.faults[ONE] = [site.server.stalled_at(200_000)]
    killed = subprocess.Popen([sys.executable, "-c", SCRIPT, str(tmp_path / "raw"), site.base],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    with killed:
        while int(killed.stdout.readline()) < 200_000:
            pass
        killed.send_signal(how)
        assert killed.wait(timeout=90) != 0
    begun = part_of(tmp_path / "raw" / ONE).stat().st_size
    assert 0 < begun <= 200_000
    assert in_folder(tmp_path / "raw") == [f".{ONE}.part"]
    assert names(bring().fetched) == [ONE]
    assert (tmp_path / "raw" / ONE).read_bytes() == BODY
    assert site.requests(ONE) == ["", f"bytes={begun}-"]


def test_a_fetch_of_dates_imports_nothing_heavy(site, tmp_path):
    site.gdelt1({ONE: BODY})
    made = subprocess.run([sys.executable, "-c", SCRIPT, str(tmp_path), site.base],
                          capture_output=True, text=True, check=True)
    assert made.stdout.splitlines()[-2:] == ["300000", "[]"]


@pytest.mark.parametrize(("body", "told"), [
    (b"<!DOCTYPE html>\n<p>Welcome to the hotel</p>\n", "it begins with '<!DOCTYPE html>' and is"),
    (bytes(range(256)), "and is no list of "),
    (b"", "it is empty and is no list of "),
])
@pytest.mark.parametrize("name", ["filesizes", "md5sums"])
def test_a_page_or_rubbish_instead_of_a_list_is_one_line_with_the_remedy(
    site, bring, tmp_path, name, body, told
):
    site.gdelt1({ONE: BODY})
    site.files[name] = body
    with pytest.raises(InputError) as error:
        bring()
    assert str(error.value).startswith(f"{site.base}/{name}: it ")
    assert told in str(error.value)
    assert "--base-url" in str(error.value)
    assert "\n" not in str(error.value)
    assert not (tmp_path / "raw").exists()


def test_a_list_that_drops_midway_is_read_again(site, bring, waits):
    site.gdelt1({ONE: BODY})
    site.faults["filesizes"] = [site.server.cut_at(10)]
    assert names(bring().fetched) == [ONE]
    assert waits == [1.0]


def test_a_list_that_is_not_there_is_one_line_with_the_remedy(site, bring):
    with pytest.raises(InputError) as error:
        bring()
    assert str(error.value) == (
        f"{site.base}/md5sums: the server does not have it (HTTP 404); check the network, or give "
        "the address of a mirror with --base-url"
    )


def test_a_list_that_names_a_file_outside_writes_nothing(site, bring, tmp_path):
    site.gdelt1({ONE: BODY, f"../{TWO}": BODY})
    with pytest.raises(InputError, match="lies outside its folder"):
        bring()
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_cannot_be_reached_is_tried_and_told_in_one_line(site, bring, waits):
    site.close()
    with pytest.raises(InputError, match=r"md5sums: the server cannot be reached \(.+ \(5 tries\)"):
        bring()
    assert waits == [1.0, 2.0, 4.0, 8.0]


def test_a_connection_that_tls_refuses_is_told_in_one_line_and_not_tried_again(site, bring, waits):
    site.gdelt1({ONE: BODY})
    with pytest.raises(InputError, match="the connection is not secure") as error:
        bring(base_url=site.base.replace("http:", "https:"))
    assert "\n" not in str(error.value)
    assert waits == []


def test_after_many_files_without_a_connection_the_rest_is_not_tried(site, bring):
    files = {f"201601{day:02}.export.CSV.zip": BODY[:100] for day in range(1, 31)}
    site.gdelt1(files)
    asked = []

    class Gone:
        def begin(self, files, size):
            site.close()

        def file_done(self):
            asked.append(1)

    lost = dict(bring(until="2016-01-30", tries=1, watcher=Gone()).lost)
    assert sorted(lost) == sorted(files)
    assert len(asked) == 8
    assert sum("cannot be reached" in reason for reason in lost.values()) == 8
    assert sum("not tried" in reason for reason in lost.values()) == 22


def test_a_folder_that_cannot_be_made_is_one_line(site, bring, tmp_path):
    site.gdelt1({ONE: BODY})
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(InputError) as error:
        bring(folder=tmp_path / "file")
    assert "choose another with --out" in str(error.value)
    assert "\n" not in str(error.value)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_one_line_and_leaves_nothing_under_the_name(site, bring, tmp_path):
    site.gdelt1({ONE: BODY, TWO: BODY})
    (tmp_path / "raw").mkdir()
    part_of(tmp_path / "raw" / ONE).symlink_to("/dev/full")
    with pytest.raises(InputError) as error:
        bring(until="2016-01-02")
    assert str(error.value).endswith("no space left on device; make room, then run the same "
                                     "command again: what is whole is kept")
    assert ONE not in in_folder(tmp_path / "raw")


@pytest.mark.parametrize("url", ["ftp://host/x", "host/x", "", "http://", "http://h/x?y=1", "/etc"])
def test_an_address_that_is_no_folder_is_wrong_usage(bring, url):
    with pytest.raises(UsageError, match=r"--base-url: .* is not the address of a folder"):
        bring(base_url=url)


def test_a_proxy_that_cannot_be_used_is_one_line(site, bring, monkeypatch):
    monkeypatch.setenv("ALL_PROXY", "gopher://127.0.0.1:9")
    with pytest.raises(UsageError, match="the proxy that the environment names cannot be used"):
        bring()


def test_dates_are_given_as_text_or_as_dates(site, bring):
    site.gdelt1({f"201601{day:02}.export.CSV.zip": BODY[:day] for day in range(1, 32)})
    assert len(bring("2016-01", "2016-01").fetched) == 31
    assert len(bring(dt.date(2016, 1, 3), dt.date(2016, 1, 4)).kept) == 2
    with pytest.raises(UsageError, match="--since: 'then' is not a date"):
        bring("then", "2016")


def _zipped(date, identifier):
    cells = [""] * 58
    cells[0], cells[1], cells[5], cells[7] = identifier, date, "IRN", "IRN"
    cells[15], cells[17], cells[25] = "AZE", "AZE", "1"
    cells[26], cells[27], cells[28] = "042", "042", "04"
    cells[29], cells[30], cells[31], cells[56] = "1", "1.9", "5", date
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(f"{date}.export.CSV", "\t".join(cells) + "\n")
    return held.getvalue()


def test_the_folder_is_read_as_events_and_begun_parts_are_not(site, bring, tmp_path):
    site.gdelt1({ONE: _zipped("20160101", "1"), TWO: _zipped("20160102", "2"),
                 "20160103.export.CSV.zip": BODY})
    site.always["20160103.export.CSV.zip"] = site.server.cut_at(1000)
    assert len(bring(until="2016-01-03", tries=1).lost) == 1
    assert ".20160103.export.CSV.zip.part" in in_folder(tmp_path / "raw")
    events = tension.read_events(tmp_path / "raw", "IRN-AZE")
    assert sorted(events.table["origin_id"]) == ["1", "2"]
