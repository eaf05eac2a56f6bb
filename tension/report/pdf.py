"""The page as PDF, from the same HTML, laid out by its print style.

WeasyPrint rather than a second layout in another language: one page is written, and what is printed
cannot differ from what is read on a screen.
"""

from __future__ import annotations

import hashlib

from tension.core.errors import UsageError

REMEDY = "python -m pip install '.[pdf]'"


def pdf_bytes(html: str) -> bytes:
    """Return a page as PDF; nothing is fetched, and the same page gives the same bytes.

    Parameters
    ----------
    html : str
        A whole page.

    Raises
    ------
    UsageError
        If the extra that lays pages out is not installed, or the system's Pango that it needs.
    """
    try:
        import weasyprint
    except ImportError:
        raise UsageError(f"a PDF needs the extra pdf: {REMEDY}") from None
    except OSError:
        raise UsageError("a PDF needs Pango, which the system lacks; on Debian: apt-get install "
                         "libpango-1.0-0 libpangoft2-1.0-0") from None
    identifier = hashlib.sha256(html.encode()).digest()[:16]
    # A page holds all it shows: no address is fetched, of whatever kind.
    nothing = weasyprint.urls.URLFetcher(allowed_protocols=())
    document = weasyprint.HTML(string=html, url_fetcher=nothing)
    made = document.write_pdf(pdf_identifier=identifier, pdf_tags=True)
    assert isinstance(made, bytes)
    return made

