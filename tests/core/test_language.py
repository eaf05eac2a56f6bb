"""Languages: texts looked up and filled in, catalogues checked, English untouched."""

import datetime as dt
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from string import Formatter

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tension.core.errors import InputError, UsageError
from tension.core.language import (
    ENGLISH,
    date_text,
    languages,
    listed,
    month_names,
    numeral,
    say,
    say_n,
    speaking,
    spoken_language,
    template,
)
from tension.core.period import nouns, spoken, spoken_when
from tension.core.rounding import counted, how_many, p_text, signed

ROOT = Path(__file__).parents[2]


def catalogue(folder, language, plural, *pairs):
    """Write a catalogue with these texts and return its path."""
    head = (f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n'
            '"Content-Type: text/plain; charset=utf-8\\n"\n'
            f'"Plural-Forms: {plural};\\n"\n')
    path = folder / "own.po"
    path.write_text("\n".join([head, *pairs]), encoding="utf-8")
    return str(path)


def text(english, said):
    return f'msgid "{english}"\nmsgstr "{said}"\n'


TWO = "nplurals=2; plural=(n != 1)"
GERMAN = (text("in the week of {day}", "in der Woche vom {day}"),
          text("in {period}", "im {period}"), text("{one} and {other}", "{one} und {other}"),
          text("no breaks", "kein Bruch"), 'msgid "{count} event"\nmsgid_plural "{count} events"\n'
          'msgstr[0] "{count} Ereignis"\nmsgstr[1] "{count} Ereignisse"\n',
          'msgid "month"\nmsgid_plural "months"\nmsgstr[0] "Monat"\nmsgstr[1] "Monate"\n')


@pytest.fixture
def german(tmp_path):
    with speaking(catalogue(tmp_path, "de", TWO, *GERMAN)):
        yield


def test_a_text_is_looked_up_and_filled_in_by_name(german):
    assert say("in {period}", period="Mai") == "im Mai"
    assert listed(["Iran", "Aserbaidschan", "Armenien"]) == "Iran und Aserbaidschan und Armenien"
    assert spoken_language() == "de"


def test_what_a_catalogue_lacks_stays_english(german):
    assert say("on {day}", day="5 May") == "on 5 May"
    assert counted(2, "pair") == "2 pairs"


def test_months_numbers_and_plurals_are_those_of_the_language(german):
    assert spoken(pd.Period("2012-03", freq="M")) == "März 2012"
    assert spoken_when(pd.Period("2012-03-05", freq="W-SUN")) == "in der Woche vom 5. März 2012"
    assert date_text(dt.date(2012, 1, 5), "day", short=True) == "5. Jan. 2012"
    assert date_text(dt.date(2012, 1, 5), "day of month") == "5. Januar"
    assert month_names()[2] == "Mär"
    assert numeral("1,204.5") == "1.204,5"
    assert signed(-1204.26, 1) == "−1.204,3"
    assert p_text(0.031) == "p = 0,031"
    assert counted(1204, "event") == "1.204 Ereignisse"
    assert counted(1.3, "event") == "1 Ereignis"
    assert how_many(0, "break") == "kein Bruch"
    assert nouns("month") == "Monate"
    assert say("{share:.1f} of {all:,}", share=0.25, all=12345) == "0,2 of 12.345"


def test_a_language_may_have_more_plurals_than_english(tmp_path):
    rule = ("nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && "
            "(n%100<10 || n%100>=20) ? 1 : 2)")
    forms = ('msgid "{count} event"\nmsgid_plural "{count} events"\nmsgstr[0] "{count} событие"\n'
             'msgstr[1] "{count} события"\nmsgstr[2] "{count} событий"\n')
    with speaking(catalogue(tmp_path, "ru", rule, forms)):
        told = [counted(number, "event") for number in (1, 3, 11, 21, 100)]
        day = date_text(dt.date(2012, 3, 5), "day")
    assert told == ["1 событие", "3 события", "11 событий", "21 событие", "100 событий"]
    assert day.startswith("5 марта 2012")  # the genitive, which a month alone has not


def test_the_language_is_that_of_the_block_only(tmp_path):
    path = catalogue(tmp_path, "de", TWO, *GERMAN)
    with speaking(path):
        with speaking(ENGLISH):
            assert say("in {period}", period="May") == "in May"
        assert say("in {period}", period="Mai") == "im Mai"
    assert say("in {period}", period="May") == "in May"
    with pytest.raises(ZeroDivisionError), speaking(path):
        _ = 1 / 0
    assert spoken_language() == ENGLISH


@given(st.integers(0, 10**9), st.text("abc €−", max_size=9))
def test_english_is_what_python_would_fill_in(number, word):
    assert say_n("{count} x {way}", "{count} xs {way}", number, way=word) == (
        f"{number:,} x{'' if number == 1 else 's'} {word}")
    assert say("{n:,.2f} {way}", n=number / 7, way=word) == f"{number / 7:,.2f} {word}"


def test_english_needs_no_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "babel", None)
    with speaking(ENGLISH):
        assert spoken(pd.Period("2012-03-05", freq="D")) == "5 March 2012"


def test_a_catalogue_without_the_extra_is_one_line_with_the_remedy(monkeypatch, tmp_path):
    path = catalogue(tmp_path, "de", TWO, *GERMAN)
    monkeypatch.setitem(sys.modules, "babel", None)
    with pytest.raises(UsageError, match=r"needs the extra lang: python -m pip install '\.\[lang\]'"
                       ), speaking(path):
        pass


@pytest.mark.parametrize("name", ["xx", "none.po", ""])
def test_an_unknown_language_names_those_there_are_and_how_to_add_one(name):
    with pytest.raises(UsageError, match=r"no language .*; use en.*tension\.pot"), speaking(name):
        pass


@pytest.mark.parametrize(("said", "fault"), [
    ("im {monat}", r"a blank that the English has not: \{monat\}"),
    ("im {period!r}", "a blank that the English has not"),
    ("im {period:>9}", "a blank that the English has not"),
    ("im {period", "a brace too many or too few"),
    ("<b>im</b> {period}", "other tags than the English"),
])
def test_a_translation_that_would_break_a_page_is_named_with_its_line(tmp_path, said, fault):
    path = catalogue(tmp_path, "de", TWO, text("in {period}", said))
    with pytest.raises(InputError, match=rf"own\.po, line \d+: .*{fault}"), speaking(path):
        pass


@pytest.mark.parametrize(("language", "fault"), [("", "not known"), ("qq", "not known")])
def test_a_catalogue_says_its_language(tmp_path, language, fault):
    path = catalogue(tmp_path, language, TWO, *GERMAN)
    with pytest.raises(InputError, match=fault), speaking(path):
        pass


def test_a_rule_of_plurals_that_is_none_is_refused(tmp_path):
    path = catalogue(tmp_path, "de", "nplurals=2; plural=(n ! 1)", *GERMAN)
    with pytest.raises(InputError, match=r"Plural-Forms cannot be read|no catalogue"
                       ), speaking(path):
        pass


def test_a_file_that_is_no_catalogue_is_refused(tmp_path):
    path = tmp_path / "own.po"
    path.write_bytes(b"\xff\xfe\x00 nothing")
    with pytest.raises(InputError, match="no catalogue"), speaking(str(path)):
        pass


def test_an_unfinished_translation_is_not_taken(tmp_path):
    fuzzy = "#, fuzzy\n" + text("in {period}", "während {x}")
    with speaking(catalogue(tmp_path, "de", TWO, fuzzy)):
        assert say("in {period}", period="May") == "in May"


def test_what_ships_can_be_spoken_and_fits_its_english_texts():
    assert languages()[0] == ENGLISH
    for name in languages():
        with speaking(name):
            assert spoken_language().startswith(name[:2])


def test_the_template_is_what_collecting_gives_now():
    spec = spec_from_file_location("collect_texts", ROOT / "docs" / "collect_texts.py")
    collect = module_from_spec(spec)
    spec.loader.exec_module(collect)
    assert collect.template() == template(), "run python docs/collect_texts.py"


def test_every_text_of_the_template_can_be_filled_in():
    babel = pytest.importorskip("babel.messages.pofile")
    messages = [one for one in babel.read_po(ROOT.joinpath(
        "tension", "core", "languages", "tension.pot").open("rb")) if one.id]
    assert len(messages) > 400
    for message in messages:
        for word in message.id if isinstance(message.id, tuple) else (message.id,):
            blanks = [name for _, name, _, _ in Formatter().parse(word) if name is not None]
            assert all(name.isidentifier() for name in blanks), word
