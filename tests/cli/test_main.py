import os
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from tension.cli import main
from tension.cli.main import VERBS
from tension.core.version import METHODOLOGY, VERSION


def run(*arguments, **options):
    return CliRunner().invoke(main, list(arguments), **options)


def test_the_help_lists_every_verb_in_order():
    text = run("--help").output.partition("Verbs:")[2]
    places = [text.index(f"\n  {verb} ") for verb in VERBS]
    assert places == sorted(places)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help_with_an_example_and_every_option_is_explained(verb):
    result = run(verb, "--help")
    assert result.exit_code == 0
    assert "Example" in result.output or verb == "cite"
    command = main.get_command(click.Context(main), verb)
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, option.name


def test_the_version_names_the_methodology_too():
    assert run("--version").output == f"tension {VERSION}, methodology {METHODOLOGY}\n"


def test_an_unknown_verb_is_wrong_usage():
    assert run("tensoin").exit_code == 2


def test_an_error_is_one_line_without_a_traceback():
    result = run("report", "gone.csv")
    assert result.exit_code == 1
    assert result.output == "Error: gone.csv: no such file; check the name and the folder\n"


def test_debug_shows_where_an_error_arose():
    result = run("--debug", "report", "gone.csv")
    assert type(result.exception).__name__ == "InputError"


def test_python_m_tension_is_the_same_command(tmp_path):
    result = subprocess.run(
        [sys.executable, "-m", "tension", "cite"], capture_output=True, text=True, check=True,
        cwd=tmp_path,
    )
    assert result.stdout == run("cite").output


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_output_survives_a_terminal_that_is_not_utf_8(tmp_path, encoding):
    for arguments in (["series", "--since", "2026"], ["breaks"], ["scales", "plover"],
                      ["report", "--dyad", "Azərbaidjn-Iran"]):
        result = subprocess.run(
            [sys.executable, "-m", "tension", *arguments], capture_output=True, check=False,
            cwd=tmp_path, env={**os.environ, "PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
        )
        assert b"Traceback" not in result.stderr
        assert result.returncode == (1 if arguments[0] == "report" else 0)


def test_help_imports_nothing_heavy():
    code = (
        "import sys; from tension.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'pandas', 'numpy', 'statsmodels', 'matplotlib', 'scipy', 'jinja2', 'rich'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert made.stdout.endswith("[]\n")
