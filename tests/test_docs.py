"""The manual holds every public name, verb, option and column, and its commands exist."""

import inspect
import re
import shlex
from pathlib import Path

import click
import pytest

import tension
from tension.cli.main import VERBS, main
from tension.core import exported

DOCS = Path(__file__).parents[1] / "docs"
PAGES = [path for path in sorted(DOCS.rglob("*.md")) if "_build" not in path.parts]
NAMES = sorted(set(tension.__all__) - {"__version__"})


def commands(group=main, path=()):
    """Every verb, with those of groups, by the words a user types."""
    for name in group.list_commands(None):
        one = group.get_command(None, name)
        yield (*path, name), one
        if isinstance(one, click.Group):
            yield from commands(one, (*path, name))


COMMANDS = dict(commands())


def test_every_public_name_has_a_page_and_no_page_is_of_another():
    text = (DOCS / "reference" / "names.rst").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^   ([A-Za-z_]+)$", text, re.MULTILINE)) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_says_what_it_takes_gives_and_shows_an_example(name):
    one = getattr(tension, name)
    told = inspect.getdoc(one)
    assert re.match(r"[A-Z`].*\.\n", told + "\n"), "the first line is a sentence"
    takes = [p for p in inspect.signature(one).parameters if p != "self"]
    if takes:
        assert "Parameters\n----------" in told
        section = told.split("Parameters\n----------")[1]
        for parameter in takes:
            assert re.search(rf"^[\w, *]*\b{parameter}\b[\w, ]*( :|$)", section, re.MULTILINE), (
                parameter
            )
    if inspect.isfunction(one):
        assert "Returns\n-------" in told
    assert ">>> " in told, "an example that runs"


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_verb_and_every_option_says_what_it_does(words):
    command = COMMANDS[words]
    assert command.help
    assert command.help.strip().split("\n\n")[0].replace("\n", " ").strip().endswith(".")
    for one in command.params:
        if isinstance(one, click.Option) and one.name != "help":
            assert one.help, one.opts
            assert one.help.rstrip().endswith("."), one.opts


def test_every_verb_is_in_the_programs_own_list():
    assert {words[0] for words in COMMANDS} == set(VERBS)
    assert all(told.endswith(".") for _, told in VERBS.values())


@pytest.mark.parametrize("table", exported.TABLES)
def test_every_exported_column_has_a_unit_and_a_meaning(table):
    for column in exported.TABLES[table]:
        assert column.unit
        assert column.meaning.endswith(".")
        assert column.missing


def shown_commands():
    """Every `tension …` line of the manual's shell examples, with the page it stands on."""
    for page in [*PAGES, DOCS.parent / "README.md"]:
        text = page.read_text(encoding="utf-8")
        for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL):
            for line in block.replace("\\\n", " ").splitlines():
                for part in re.split(r" && ", line.split(" #")[0].strip()):
                    words = shlex.split(part.removeprefix("python -m "))
                    if words and words[0] == "tension":
                        yield f"{page.name}: {part}", words[1:]


@pytest.mark.parametrize(("where", "words"), list(shown_commands()), ids=lambda one: str(one)[:60])
def test_every_command_that_is_shown_exists_with_its_options(where, words):
    depth = max(n for n in range(len(words) + 1) if tuple(words[:n]) in COMMANDS or n == 0)
    assert depth, f"{where}: no such verb"
    command = COMMANDS[tuple(words[:depth])]
    known = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
    for word in words[depth:]:
        if word.startswith("--"):
            assert word.split("=")[0] in {*known, "--help"}, where


def test_links_between_pages_lead_somewhere():
    for page in PAGES:
        for target in re.findall(r"\]\(((?!https?://)[^)#]+)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
