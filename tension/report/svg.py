"""Figures → SVG with real text and an accessible name, and PNG; the same figure, the same bytes."""

from __future__ import annotations

import io
import re
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PNG_DPI = 200

ENDINGS = (".svg", ".png")
"""Files that a picture can be written to."""

_OPENING = re.compile(r"<svg\b[^>]*>")
_METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)


def svg_text(figure: Figure, name: str, title: str, description: str) -> str:
    """Return a figure as an SVG element for a page or a file.

    Parameters
    ----------
    figure : Figure
        Drawn in the project's style, whose hash salt makes identifiers the same each time.
    name : str
        Short name that makes identifiers unique in a page.
    title, description : str
        What a screen reader says.
    """
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
    text = _METADATA.sub("", out.getvalue()[out.getvalue().index("<svg") :])
    text = re.sub(r'(?<=\bid=")', f"{name}-", text)
    text = re.sub(r"(?<=url\(#)", f"{name}-", text)
    text = re.sub(r'(?<=href="#)', f"{name}-", text)
    opening = _OPENING.search(text)
    assert opening is not None
    attributes = re.sub(r'\s(?:width|height)="[^"]*"', "", opening.group()[:-1])
    head = (
        f'{attributes} role="img" aria-labelledby="{name}-title {name}-desc">'
        f'<title id="{name}-title">{escape(title)}</title>'
        f'<desc id="{name}-desc">{escape(description)}</desc>'
    )
    return head + text[opening.end() :]


def png_bytes(figure: Figure) -> bytes:
    """Return a figure as PNG."""
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=PNG_DPI, metadata={"Software": None})
    return out.getvalue()


def picture_bytes(figure: Figure, name: str, title: str, description: str) -> bytes:
    """Return a figure as a file: PNG, or SVG with its name for screen readers.

    Parameters
    ----------
    figure : Figure
        Drawn in the project's style.
    name : str
        File name, whose ending says the form.
    title, description : str
        What a screen reader says of an SVG.
    """
    from tension.core import style

    with style.figure_style():
        if name.endswith(".png"):
            return png_bytes(figure)
        svg = svg_text(figure, "picture", title, description).rstrip()
    return f'<?xml version="1.0" encoding="utf-8"?>\n{svg}\n'.encode()
