"""Which format a text is of, told from its content, never from its name alone."""

from __future__ import annotations

from tension.core.errors import InputError, UsageError
from tension.sources import acled, gdelt, icews, keds, phoenix, polecat
from tension.sources.rows import Sample
from tension.sources.scan import Format

MACHINE: dict[str, Format] = {
    one.name: one
    for one in (gdelt.FORMAT, icews.FORMAT, polecat.FORMAT, keds.FORMAT, phoenix.FORMAT,
                acled.FORMAT)
}
HAND = ("chronology", "tabular")
FORMATS = (*HAND, *MACHINE)


def recognised(sample: Sample, told: str | None = None) -> Format | None:
    """Return the machine-coded format of a sample, or None for a table coded by hand.

    Parameters
    ----------
    sample : Sample
        The beginning of a text.
    told : str, optional
        Format the user names; it is taken at its word.

    Raises
    ------
    UsageError
        If the user names a format there is none of.
    InputError
        If the text fits several formats, or none and does not look like a table either.
    """
    if told is not None:
        if told not in FORMATS:
            raise UsageError(
                f"there is no source format {told!r}; use one of {', '.join(FORMATS)}"
            )
        return MACHINE.get(told)
    fits = [one for one in MACHINE.values() if one.recognise(sample)]
    if len(fits) > 1:
        raise InputError(
            sample.name, f"the text fits {' and '.join(one.title for one in fits)}",
            f"say which: --source-format {fits[0].name}",
        )
    if fits:
        return fits[0]
    _require_table(sample)
    return None


def _require_table(sample: Sample) -> None:
    """Refuse what cannot be a table with a header: many columns and a first line of data."""
    if not sample.lines:
        return
    first = sample.cells()[0]
    if len(first) > 1 and all(_is_data(cell) for cell in first):
        seen = ", ".join(repr(cell[:20]) for cell in first[:4])
        raise InputError(
            sample.name, f"the text fits no format: {len(first)} tab-separated columns without a "
            f"header, the first {seen}", f"name its format with --source-format "
            f"({', '.join(MACHINE)})",
        )


def _is_data(cell: str) -> bool:
    """Say whether a cell of a first line is a value rather than the name of a column."""
    return not cell or any(c.isdigit() for c in cell) or cell.isupper()
