"""The page as Markdown, from the same HTML, for those who paste it into a document of their own."""

from __future__ import annotations

import re
from typing import Any

from tension.core.errors import UsageError

REMEDY = "python -m pip install '.[md]'"

GONE = ("script", "style", "nav", ".reading")
"""What has no place in a document."""


_MARKS = re.compile(r"([\\`*_\[\]<>#|~])")


def markdown_text(html: str) -> str:
    """Return a page as Markdown; its figures are the PNG files beside it.

    Parameters
    ----------
    html : str
        A whole page.

    Raises
    ------
    UsageError
        If the extra that turns a page into Markdown is not installed.
    """
    try:
        from bs4 import BeautifulSoup
        from markdownify import MarkdownConverter
    except ImportError:
        raise UsageError(f"Markdown needs the extra md: {REMEDY}") from None
    body = BeautifulSoup(html, "html.parser").main
    assert body is not None
    for wanted in GONE:
        for one in body.select(wanted):
            one.decompose()
    for figure in body.select("figure"):
        _replace_drawing(figure)
    for about in body.select("span.meta"):
        about.insert_before(" — ")
    for number in body.select(".number"):
        number.wrap(BeautifulSoup("", "html.parser").new_tag("p"))
        number.name = "strong"

    class Converter(MarkdownConverter):  # type: ignore[misc, unused-ignore]
        """Takes what a source wrote as text: no mark in it is read as Markdown or HTML."""

        def escape(self, text: str, *_: Any) -> str:
            return _MARKS.sub(r"\\\1", text)

    text = str(Converter(heading_style="ATX", bullets="-").convert_soup(body))
    text = re.sub(r"[ \t]+\n", "\n", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _replace_drawing(figure: Any) -> None:
    """Put a figure's file in the place of its drawing, described as to a screen reader."""
    drawing = figure.select_one(".scroll")
    name = str(figure["id"]).removeprefix("figure-")
    described = drawing.select_one("svg > title")
    drawing.attrs = {"src": f"figures/{name}.png", "alt": described.get_text()}
    drawing.name = "img"
    drawing.clear()
