"""In which language the program speaks: English is the source text, a catalogue gives others.

Every sentence a reader sees goes through `say`, which looks its English text up in the catalogue of
the language in force and fills the blanks in by name; what a catalogue lacks stays English. A
catalogue is a `.po` file, as translators know them: `languages/tension.pot` holds every text, in
one place. Babel reads it, in the extra `lang`: the standard library knows the compiled form only,
and Babel brings the names of months and the decimal mark of every language besides, in their right
forms. English needs neither a catalogue nor Babel.
"""

from __future__ import annotations

import datetime as dt
import gettext
import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import reduce
from importlib.resources import files
from numbers import Number
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any

from tension.core.errors import InputError, UsageError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from babel import Locale
    from babel.messages.catalog import Catalog

ENGLISH = "en"
REMEDY = "python -m pip install '.[lang]'"
SUFFIX = ".po"

_TAG = re.compile(r"</?\w[^>]*>")
_MONTH = re.compile(r"MMM+|LLL+")


@dataclass(frozen=True)
class Language:
    """A language other than English.

    Parameters
    ----------
    tag : str
        As a page states it, such as ``de`` or ``pt-BR``.
    texts : NullTranslations
        What English texts are in it.
    locale : Locale
        Its months and its marks in numbers.
    """

    tag: str
    texts: gettext.NullTranslations
    locale: Locale


_CURRENT: ContextVar[Language | None] = ContextVar("language", default=None)


class _Filling(Formatter):
    """Fills blanks in by name; a number written with a decimal is written as the language does."""

    def format_field(self, value: Any, format_spec: str) -> Any:
        made = super().format_field(value, format_spec)
        return numeral(made) if isinstance(value, Number) else made


_FILLING = _Filling()


def say(text: str, /, **blanks: Any) -> str:
    """Return a text in the language in force, its blanks filled in.

    Parameters
    ----------
    text : str
        In English, with blanks such as ``{pair}``; it is a literal, so that it can be collected.
    **blanks
        What fills each; braces are taken as they are where there is none.

    Examples
    --------
    >>> say("{count} of {all}", count=3, all="1,204")
    '3 of 1,204'
    """
    said = looked_up(text)
    return _FILLING.vformat(said, (), blanks) if blanks else said


def say_n(one: str, other: str, count: float, /, **blanks: Any) -> str:
    """Return the text that fits a number, which fills the blank ``{count}``.

    Parameters
    ----------
    one, other : str
        For 1 and for any other number, as English has them; a language may have more forms.
    count : float
        Read as it is written: one and a third is written as 1.
    **blanks
        What fills the other blanks.

    Examples
    --------
    >>> say_n("{count} event {way}", "{count} events {way}", 1204, way="up")
    '1,204 events up'
    """
    number, language = round(float(count)), _CURRENT.get()
    if language is None:
        said = one if number == 1 else other
    else:
        said = language.texts.ngettext(one, other, number)
    return _FILLING.vformat(said, (), {"count": numeral(f"{count:,.0f}"), **blanks})


def listed(names: Sequence[str]) -> str:
    """Return names one after another with an “and” between them.

    Examples
    --------
    >>> listed(["Iran", "Azerbaijan"])
    'Iran and Azerbaijan'
    """
    return reduce(lambda one, other: say("{one} and {other}", one=one, other=other), names)


def looked_up(text: str) -> str:
    """Return a text in the language in force, its blanks left open."""
    language = _CURRENT.get()
    return text if language is None or not text else language.texts.gettext(text)


def later(text: str) -> str:
    """Return a text as it is, marked to be collected: it is said where it is shown.

    Names that a table holds stay English in the table, and are said on the page.
    """
    return text


def later_n(one: str, other: str) -> tuple[str, str]:
    """Return both forms as they are, marked to be collected."""
    return one, other


def numeral(text: str) -> str:
    """Return a number that was written the English way with the marks of the language in force.

    Examples
    --------
    >>> numeral("1,204.5")
    '1,204.5'
    """
    language = _CURRENT.get()
    if language is None:
        return text
    marks = language.locale.number_symbols["latn"]
    return text.translate(str.maketrans({",": marks["group"], ".": marks["decimal"]}))


def date_text(date: dt.date, parts: str, short: bool = False) -> str:
    """Return a date in words: ``5 March 2012``, ``March 2012``, ``5 March``; months short or whole.

    Parameters
    ----------
    date : date
        The day, or any of the month.
    parts : {"day", "month", "day of month"}
        Whether day and year, the year, or the day stand beside the month.
    short : bool
        Whether the month is cut to its first letters.

    Examples
    --------
    >>> date_text(dt.date(2012, 3, 5), "day"), date_text(dt.date(2012, 3, 5), "month", short=True)
    ('5 March 2012', 'Mar 2012')
    """
    language = _CURRENT.get()
    if language is None:
        month = f"{date:%b}" if short else f"{date:%B}"
        before = "" if parts == "month" else f"{date.day} "
        return f"{before}{month}" + ("" if parts == "day of month" else f" {date.year:04d}")
    from babel.dates import format_date

    skeleton = {"day": "yMMMd", "month": "yMMM", "day of month": "MMMd"}[parts]
    order = language.locale.datetime_skeletons[skeleton].pattern
    if not short:
        order = _MONTH.sub(lambda found: 4 * found.group()[0], order)
    return format_date(date, order, locale=language.locale)


def month_names() -> list[str]:
    """Return the short names of the months, January first, as they stand alone."""
    language = _CURRENT.get()
    if language is None:
        return [f"{dt.date(2000, month, 1):%b}" for month in range(1, 13)]
    from babel.dates import get_month_names

    names = get_month_names("abbreviated", "stand-alone", language.locale)
    return [names[month] for month in range(1, 13)]


def spoken_language() -> str:
    """Return the tag of the language in force."""
    language = _CURRENT.get()
    return ENGLISH if language is None else language.tag


def languages() -> tuple[str, ...]:
    """Return the languages that ship, English first.

    Examples
    --------
    >>> languages()[0]
    'en'
    """
    held = sorted(one.name.removesuffix(SUFFIX) for one in _folder().iterdir()
                  if one.name.endswith(SUFFIX))
    return (ENGLISH, *held)


def template() -> str:
    """Return the text of the template that a new language begins with."""
    return (_folder() / "tension.pot").read_text(encoding="utf-8")


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language within a block.

    Parameters
    ----------
    language : str
        One of `languages`, or the path of a catalogue of one's own, ``xx.po``.

    Raises
    ------
    UsageError
        If there is no such language, or the extra that reads catalogues is not installed.
    InputError
        If a catalogue is no ``.po`` file, or a text of it has other blanks or tags than the
        English one.

    Examples
    --------
    >>> with speaking("en"):
    ...     say("Every month")
    'Every month'
    """
    before = _CURRENT.set(_language(language))
    try:
        yield
    finally:
        _CURRENT.reset(before)


def _folder() -> Traversable:
    return files("tension.core") / "languages"


def _language(name: str) -> Language | None:
    if name == ENGLISH:
        return None
    if name in languages():
        return _read(f"{name}{SUFFIX}", (_folder() / f"{name}{SUFFIX}").read_bytes())
    path = Path(name)
    if path.suffix != SUFFIX or not path.is_file():
        raise UsageError(
            f"there is no language {name!r}; use {', '.join(languages())}, or the path of a "
            "catalogue of your own: tension.pot of the folder tension/core/languages, translated "
            "and named xx.po"
        )
    return _read(name, path.read_bytes())


def _read(name: str, content: bytes) -> Language:
    """Read a catalogue; what it says must fit the English texts, or a page would break on it."""
    try:
        from babel import Locale, UnknownLocaleError
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import PoFileError, read_po
    except ImportError:
        raise UsageError(f"a language other than en needs the extra lang: {REMEDY}") from None
    try:
        catalogue = read_po(io.BytesIO(content), abort_invalid=True)
    except (PoFileError, UnicodeDecodeError, ValueError) as fault:
        raise InputError(name, f"no catalogue ({fault})", "translate a copy of tension.pot"
                         ) from None
    tag = str(catalogue.locale_identifier or "")
    try:
        locale = Locale.parse(tag.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        raise InputError(name, f"Language {tag!r} is not known", "give its header the code of a "
                         "language, such as de or pt_BR") from None
    _check(name, catalogue)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    try:
        texts = gettext.GNUTranslations(compiled)
    except ValueError as fault:
        raise InputError(name, f"Plural-Forms cannot be read ({fault})", "take the line that "
                         "translators' manuals give for the language") from None
    return Language(tag.replace("_", "-"), texts, locale)


def _check(name: str, catalogue: Catalog) -> None:
    """Raise when a translation has blanks or tags that its English text has not."""
    for message in catalogue:
        english = message.id if isinstance(message.id, list | tuple) else (message.id,)
        said = message.string if isinstance(message.string, list | tuple) else (message.string,)
        if not message.id or message.fuzzy:
            continue
        for text in filter(None, said):
            wrong = _misfit(english[-1], str(text))
            if wrong:
                raise InputError(name, f"“{text[:60]}” {wrong}", "keep the blanks and the tags of "
                                 "the English text", line=message.lineno or 0)


def _misfit(english: str, said: str) -> str:
    """Say what keeps a translation from standing for an English text; "" when nothing does."""
    try:
        extra = _blanks(said) - _blanks(english)
    except ValueError as fault:
        return f"has a brace too many or too few ({fault})"
    if extra:
        return f"has a blank that the English has not: {', '.join(sorted(extra))}"
    if sorted(_TAG.findall(said)) != sorted(_TAG.findall(english)):
        return "has other tags than the English"
    return ""


def _blanks(text: str) -> set[str]:
    """Each blank as it stands, with how it is written."""
    return {f"{{{blank}{f':{form}' if form else ''}}}{kind or ''}"
            for _, blank, form, kind in Formatter().parse(text) if blank is not None}
