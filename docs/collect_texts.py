"""Collect every text that `tension` says into `tension/core/languages/tension.pot`.

Run from the root of the repository: ``python docs/collect_texts.py``. A test holds the committed
template against what this gives. Texts are what `say`, `say_n`, `later`, `later_n`, `counted` and
`how_many` are called with, in modules and in templates; what sources and scales say of themselves
is collected from their tables.
"""

import ast
import io
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from jinja2 import Environment, nodes

from tension.scales.scale import BUILT_IN, Scale
from tension.sources.chronology import NOTES
from tension.sources.regimes import CHANGES

ROOT = Path(__file__).parents[1]
TEMPLATE = ROOT / "tension" / "core" / "languages" / "tension.pot"

ONE = {"say", "say_html", "later"}
TWO = {"say_n", "say_n_html", "later_n"}

Text = str | tuple[str, str]


def texts() -> Iterator[tuple[Text, str]]:
    """Every text with the file that says it, in order of files and lines."""
    for path in sorted((ROOT / "tension").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if name != "tension/core/rounding.py":  # it makes texts of what `counted` is given
            yield from ((text, name) for text in of_module(path.read_text(encoding="utf-8"), name))
    yield from ((text, "tension/core/rounding.py") for text in ("{low} to {high}",))
    for path in sorted((ROOT / "tension").rglob("*.j2")):
        name = path.relative_to(ROOT).as_posix()
        yield from ((text, name) for text in of_template(path.read_text(encoding="utf-8"), name))
    for change in CHANGES:
        yield change.what, "tension/sources/regimes.py"
        yield change.ground, "tension/sources/regimes.py"
    for note in NOTES.values():
        yield note, "tension/sources/chronology.py"
    for scale in BUILT_IN:
        yield Scale.named(scale).note, "tension/scales/scale.py"


def of_module(source: str, name: str) -> Iterator[Text]:
    """The texts of a Python module."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda one: (one.lineno, one.col_offset)):
        called = getattr(call.func, "id", getattr(call.func, "attr", ""))
        if any(isinstance(arg, ast.JoinedStr) for arg in call.args[:2]) and called in ONE | TWO:
            raise SystemExit(f"{name}, line {call.lineno}: {called} of an f-string; use blanks")
        yield from of_call(called, [arg.value if isinstance(arg, ast.Constant) else None
                                    for arg in call.args])


def of_template(source: str, name: str) -> Iterator[Text]:
    """The texts of a template."""
    for call in Environment().parse(source, name).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name):
            yield from of_call(call.node.name, [arg.value if isinstance(arg, nodes.Const) else None
                                                for arg in call.args])


def of_call(called: str, given: list[object]) -> Iterator[Text]:
    """The texts of one call: what is given by name is said elsewhere."""
    words = [word if isinstance(word, str) else None for word in given]
    if called in ONE and words and words[0]:
        yield words[0]
    elif called in TWO and len(words) > 1 and words[0] and words[1]:
        yield words[0], words[1]
    elif called in ("counted", "how_many") and len(words) > 1 and words[1]:
        noun, plural = words[1], words[2] if len(words) > 2 and words[2] else f"{words[1]}s"
        yield f"{{count}} {noun}", f"{{count}} {plural}"
        if called == "how_many":
            yield f"no {plural}"


def template() -> str:
    """The text of the template."""
    catalogue = Catalog()
    for text, name in texts():
        if text:
            catalogue.add(text, locations=[(name, 0)])
    for message in list(catalogue)[1:]:
        # A per cent sign is one here; blanks are in braces.
        message.flags.discard("python-format")
        words = message.id if isinstance(message.id, tuple) else (message.id,)
        if any(blank is not None for word in words for _, blank, _, _ in Formatter().parse(word)):
            message.flags.add("python-brace-format")
    out = io.BytesIO()
    write_po(out, catalogue, width=100, include_lineno=False, omit_header=True)
    return HEADER + out.getvalue().decode()


HEADER = r"""# Every text that tension says. To add a language: copy this file to xx.po, write the
# language's code into Language and its rule into Plural-Forms below, translate what you can (the
# rest stays English), and name the file with --lang. Blanks in braces and tags in angle brackets
# stay as they are; a blank may move, or be left out where the language does without it.
msgid ""
msgstr ""
"Project-Id-Version: tension\n"
"Language: \n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=utf-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

"""


if __name__ == "__main__":
    TEMPLATE.write_text(template(), encoding="utf-8")
