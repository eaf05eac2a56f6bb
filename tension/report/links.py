"""Which addresses a page may link to."""

from __future__ import annotations


def link_of(url: object) -> str:
    """Return an address when it is one a page may link to, else "".

    Examples
    --------
    >>> link_of("javascript:alert(1)"), link_of("https://example.org/a")
    ('', 'https://example.org/a')
    """
    text = url if isinstance(url, str) else ""
    return text if text.startswith(("https://", "http://")) else ""
