"""Every search finds the same places: overlapping texts, NULs, the ends of a block."""

import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.sources import search
from tension.sources.search import ENGINES, searcher

HERE = []
for _name in ENGINES:
    try:
        ENGINES[_name]((b"x",))
    except (ImportError, AttributeError, OSError):
        continue
    HERE.append(_name)

LETTERS = st.lists(st.sampled_from([b"A", b"Z", b"E", b"\t", b"\0", b"\n"]), max_size=80)
TEXT = st.lists(st.sampled_from([b"A", b"Z", b"E", b"\t"]), min_size=1, max_size=4)


def _all(search, block):
    found, at = [], search(block, 0)
    while at >= 0:
        found.append(at)
        at = search(block, at + 1)
    return found


def _plainly(texts, block):
    return [at for at in range(len(block)) if any(block.startswith(text, at) for text in texts)]


@pytest.mark.parametrize("name", HERE)
@settings(max_examples=200, deadline=None)
@given(st.lists(TEXT.map(b"".join), min_size=1, max_size=3), LETTERS.map(b"".join))
def test_a_search_finds_every_place_that_a_plain_look_finds(name, texts, block):
    assert _all(ENGINES[name](texts), block) == _plainly(texts, block)


@pytest.mark.parametrize("name", HERE)
@settings(max_examples=200, deadline=None)
@given(
    st.lists(TEXT.map(b"".join), min_size=1, max_size=3),
    st.lists(LETTERS.map(b"".join), min_size=1, max_size=3), st.data(),
)
def test_from_anywhere_in_any_block_the_next_place_is_found(name, texts, blocks, data):
    search = ENGINES[name](texts)
    for block in blocks:
        at = data.draw(st.integers(0, len(block)))
        while True:
            later = [place for place in _plainly(texts, block) if place >= at]
            assert search(block, at) == (later[0] if later else -1)
            if at >= len(block):
                break
            at = data.draw(st.integers(at + 1, len(block)))


@pytest.mark.parametrize("name", HERE)
def test_what_stands_after_a_nul_is_found(name):
    assert _all(ENGINES[name]((b"AZE",)), b"x\0AZE\0AZE") == [2, 6]


@pytest.mark.parametrize("name", HERE)
def test_signs_that_mean_something_in_an_expression_are_only_themselves(name):
    assert _all(ENGINES[name]((b".*", b"[A]")), b"AAA .* [A]") == [4, 7]


def test_the_standard_library_s_search_is_always_there_and_one_is_chosen():
    assert "re" in HERE
    assert search.ENGINE in HERE
    assert _all(searcher([b"b"]), b"abcb") == [1, 3]


def _told(name):
    code = "from tension.sources.search import ENGINE; print(ENGINE)"
    env = {**os.environ, "TENSION_SEARCH": name}
    return subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True)


def test_a_search_can_be_named_and_a_wrong_name_is_refused():
    assert _told("re").stdout == "re\n"
    assert "there is no search 'quick'; use one of strstr, hyperscan, memmem, re" in (
        _told("quick").stderr
    )
