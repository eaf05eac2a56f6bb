"""Every table that passes between rooms, declared once: validation and data dictionary in one.

A declaration is a tuple of `Column`; `conform` brings a frame to it or raises, and `dictionary`
prints it. Where design left a choice open, the meaning written here decides. pandas is imported
where a table is made: an archive is scanned without it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from tension.core.errors import TensionError

if TYPE_CHECKING:
    import pandas as pd

Dtype = Literal["str", "float64", "int64", "boolean", "datetime64[s]"]
TEXT: Final = "str"
REAL: Final = "float64"
WHOLE: Final = "int64"
FLAG: Final = "boolean"
DATE: Final = "datetime64[s]"


@dataclass(frozen=True)
class Column:
    """One column of a declared table.

    Parameters
    ----------
    name, dtype : str
        Name and pandas dtype (`Dtype`).
    unit : str
        Unit or set of values.
    meaning : str
        What it holds, in a sentence.
    missing : str
        How a missing cell arises; "never" when it cannot.
    """

    name: str
    dtype: Dtype
    unit: str
    meaning: str
    missing: str = "never"

EVENTS: tuple[Column, ...] = (
    Column("event_id", TEXT, "text", "Identifier, unique in the table; the second half of a "
           "reciprocal row ends in /r."),
    Column("date", DATE, "day", "Day of the act; first day of the month or year when the "
           "precision is coarser."),
    Column("date_precision", TEXT, "day | month | year", "How exactly the date is known."),
    Column("source", TEXT, "ISO 3166 alpha-3", "Country that acts."),
    Column("target", TEXT, "ISO 3166 alpha-3", "Country that is acted upon."),
    Column("source_actor", TEXT, "text", "Acting party as the source wrote it.",
           "the source names no actor"),
    Column("target_actor", TEXT, "text", "Other party as the source wrote it.",
           "the source names no actor"),
    Column("code", TEXT, "code of the ontology", "Kind of act; leading zeros kept.",
           "the file carries scores only"),
    Column("ontology", TEXT, "cameo | weis | plover | acled | quad", "Scheme the code is of.",
           "the file carries scores only"),
    Column("native_score", REAL, "points of the file's own scale", "Score the file itself gives.",
           "the file gives none"),
    Column("reciprocal", FLAG, "true | false", "One act of both sides, here split in two events.",
           "the source does not say"),
    Column("directed", FLAG, "true | false", "False where the source knows no direction."),
    Column("root", FLAG, "true | false", "Event stands in the lead of its story.",
           "the source does not say"),
    Column("mentions", REAL, "mentions", "How often the source saw it.", "the source does not say"),
    Column("added", DATE, "day", "When the source published it.", "the source does not say"),
    Column("published", DATE, "day", "Day printed on the page it rests on.",
           "the page shows no date"),
    Column("evidence", TEXT, "contemporary | retrospective", "Whether the page is of the time.",
           "the source does not say"),
    Column("origin", TEXT, "format", "Format or source the row came from."),
    Column("origin_id", TEXT, "text", "Identifier in that source; both halves of a reciprocal row "
           "share it."),
    Column("file", TEXT, "file name", "File the row was read from."),
    Column("line", WHOLE, "line from 1", "Line in that file, header included."),
    Column("url", TEXT, "address", "Where it can be read.", "the source gives none"),
    Column("outlet", TEXT, "text", "Who reported it.", "the source gives none"),
    Column("summary", TEXT, "text", "What happened, in a sentence.", "the source gives none"),
    Column("disputed", FLAG, "true | false", "Coded on the accusing side's account.",
           "the source does not say"),
    Column("multilateral", FLAG, "true | false", "Others took part.", "the source does not say"),
    Column("derived", FLAG, "true | false", "Implied by another row, not read.",
           "the source does not say"),
)

SCORED: tuple[Column, ...] = (
    *EVENTS,
    Column("score", REAL, "points of the scale", "Weight of the act: cooperation above 0, conflict "
           "below.", "the scale does not know the code"),
    Column("scored_as", TEXT, "code", "Code whose weight was used: the event's own, or its parent "
           "where the scale falls back.", "the scale does not know the code"),
    Column("quad_class", TEXT, "verbal_cooperation | material_cooperation | verbal_conflict | "
           "material_conflict", "Class of the act by its code.", "the event has no code"),
)

ENTERED: tuple[Column, ...] = (
    *SCORED,
    Column("period", TEXT, "label of the period", "Period of the series the event counts in."),
    Column("direction", TEXT, "SRC>TGT | both", "Directed series the event counts in; it counts in "
           "`both` too. An event without a direction counts in `both` alone."),
)

ORIGIN = Column("origin", TEXT, "format", "Source of the events; where several are pooled into one "
                "series, their names joined by +.")

_SILENT = "no scored event in the period, or the period is not covered"
NOT_COVERED = "the period is not covered"
SERIES: tuple[Column, ...] = (
    Column("period", TEXT, "2012-03-05 | 2012-W10 | 2012-03 | 2012-Q1 | 2012", "Calendar period."),
    Column("direction", TEXT, "SRC>TGT | both", "Who acts on whom; `both` pools the two."),
    ORIGIN,
    Column("events", REAL, "directed events", "Events in the period.", NOT_COVERED),
    Column("scored", REAL, "directed events", "Events the scale gives a score.", NOT_COVERED),
    Column("event_days", REAL, "days", "Distinct days with a scored event; an event known only "
           "to its month counts as a day of its own.", NOT_COVERED),
    Column("effective_events", REAL, "events", "Independent events that would give the same "
           "standard error; events of one day are partly one story.", NOT_COVERED),
    Column("cooperation", REAL, "points of the scale", "Sum of the positive scores.", NOT_COVERED),
    Column("conflict", REAL, "points of the scale", "Sum of the negative scores, as a positive "
           "number.", NOT_COVERED),
    Column("total", REAL, "points of the scale", "cooperation − conflict.", NOT_COVERED),
    Column("net", REAL, "points of the scale", "total ÷ scored: the mean score.", _SILENT),
    Column("conflict_share", REAL, "0…1", "conflict ÷ (conflict + cooperation).",
           _SILENT + ", or every score is 0"),
    Column("verbal_cooperation", REAL, "directed events", "Events of that quad class.",
           NOT_COVERED),
    Column("material_cooperation", REAL, "directed events", "Events of that quad class.",
           NOT_COVERED),
    Column("verbal_conflict", REAL, "directed events", "Events of that quad class.", NOT_COVERED),
    Column("material_conflict", REAL, "directed events", "Events of that quad class.", NOT_COVERED),
    Column("tension", REAL, "0…100", "50 − 50 × net ÷ bound of the scale: 0 full cooperation, 50 "
           "neutral, 100 full conflict.", _SILENT),
    Column("tension_se", REAL, "points of tension", "Standard error of `tension`.",
           _SILENT + ", or the series has too few events to measure a spread"),
    Column("tension_low", REAL, "points of tension", "Lower end of the 95 % interval; may fall "
           "below 0.", "where tension_se is missing"),
    Column("tension_high", REAL, "points of tension", "Upper end of the 95 % interval; may exceed "
           "100.", "where tension_se is missing"),
    Column("coverage", TEXT, "observed | silent | uncovered | partial", "Whether the source looked "
           "at the period: observed (with events), silent (looked, none found), partial (covered "
           "in part), uncovered."),
    Column("reports_total", REAL, "rows", "Rows of the source, of whatever countries, that show a "
           "day of the period: how much it reported at all.", "the source does not say, several "
           "are pooled, or the period is not covered"),
    Column("share_of_reports", REAL, "0…1", "The pair's share: events ÷ reports_total; duplicates "
           "are dropped from the events, not from the reports.",
           "where reports_total is missing or 0"),
)

LEVEL: tuple[Column, ...] = (
    Column("period", TEXT, "label of the period", "Calendar period."),
    Column("direction", TEXT, "SRC>TGT | both", "Series the level is estimated for."),
    ORIGIN,
    Column("level", REAL, "points of tension", "Smoothed level: the estimate given all periods.",
           "no estimate was possible"),
    Column("level_se", REAL, "points of tension", "Its standard error.",
           "no estimate was possible"),
    Column("level_low80", REAL, "points of tension", "Lower end of the 80 % band.",
           "no estimate was possible"),
    Column("level_high80", REAL, "points of tension", "Upper end of the 80 % band.",
           "no estimate was possible"),
    Column("level_low95", REAL, "points of tension", "Lower end of the 95 % band.",
           "no estimate was possible"),
    Column("level_high95", REAL, "points of tension", "Upper end of the 95 % band.",
           "no estimate was possible"),
    Column("filtered", REAL, "points of tension", "Filtered level: the estimate from the periods "
           "up to this one; it looks ahead in no data, only in the noise measured over all.",
           "no event yet"),
    Column("filtered_se", REAL, "points of tension", "Its standard error.", "no event yet"),
)

BREAKS: tuple[Column, ...] = (
    Column("direction", TEXT, "SRC>TGT | both", "Series the break is dated in."),
    ORIGIN,
    Column("break", WHOLE, "number from 1", "Number of the break in calendar order."),
    Column("period", TEXT, "label of the period", "First period of the new regime."),
    Column("first", TEXT, "label of the period", "First period of the 95 % date set."),
    Column("last", TEXT, "label of the period", "Last period of the 95 % date set."),
    Column("level_before", REAL, "points of tension", "Level of the regime before."),
    Column("level_after", REAL, "points of tension", "Level of the regime after."),
    Column("size", REAL, "points of tension", "level_after − level_before; above 0 is closer to "
           "conflict."),
    Column("size_low", REAL, "points of tension", "Lower end of the 95 % interval of the size, "
           "given the date."),
    Column("size_high", REAL, "points of tension", "Upper end of the 95 % interval of the size, "
           "given the date."),
    Column("p_value", REAL, "0…1", "How often so strong a step would come by chance, its date "
           "sought between the neighbouring breaks, in noise as it is without it."),
    Column("posterior", REAL, "0…1", "Probability that a new regime begins within the date set, "
           "given the number of breaks and the noise."),
    Column("events_before", REAL, "directed events", "Scored events in the regime before."),
    Column("events_after", REAL, "directed events", "Scored events in the regime after."),
)

CELLS: tuple[Column, ...] = (
    Column("cell", WHOLE, "number from 1", "Number of the combination of choices."),
    ORIGIN,
    Column("scale", TEXT, "name", "Weights of the codes."),
    Column("dedupe", TEXT, "none | exact | one_a_day", "How duplicates are dropped."),
    Column("freq", TEXT, "day | week | month | quarter | year", "Length of a period."),
    Column("disputed", TEXT, "in | out", "Whether events coded on one side's account enter."),
    Column("multilateral", TEXT, "in | out", "Whether events in which others took part enter."),
    Column("direction", TEXT, "SRC>TGT | both", "Series the breaks are dated in."),
    Column("measure", TEXT, "mean | share | log-ratio | total", "What is measured of a period."),
    Column("criterion", TEXT, "bic | mbic | lwz | sequential | a number", "How the number of "
           "breaks is chosen."),
    Column("main", FLAG, "true | false", "Whether these are the choices of the main answer."),
    Column("breaks", REAL, "breaks", "Breaks found.", "none could be looked for"),
    Column("dates", TEXT, "label up | down; …", "Their dates, and whether the new regime is closer "
           "to conflict.", "no break"),
    Column("reason", TEXT, "text", "Why no break could be looked for.", "one could"),
)
SURVIVAL: tuple[Column, ...] = (
    Column("direction", TEXT, "SRC>TGT | both", "Series of the main answer."),
    ORIGIN,
    Column("period", TEXT, "label of the period", "First period of the new regime."),
    Column("way", TEXT, "up | down", "Whether the new regime is closer to conflict."),
    Column("main", FLAG, "true | false", "Whether the main answer has the break; false for a break "
           "that other combinations of choices have."),
    Column("cells", WHOLE, "combinations", "Combinations of choices in which breaks could be "
           "looked for."),
    Column("found", WHOLE, "combinations", "Those with a break of the same sign within 3 months."),
    Column("survival", REAL, "0…1", "Their share: found ÷ cells."),
)

NULLS: tuple[Column, ...] = (
    Column("direction", TEXT, "SRC>TGT | both", "Series the break is dated in."),
    ORIGIN,
    Column("break", WHOLE, "number from 1", "Number of the break in calendar order."),
    Column("period", TEXT, "label of the period", "First period of the new regime."),
    Column("main", FLAG, "true | false", "Whether the main answer has the break; false for one "
           "that was looked at and rejected."),
    Column("strength", REAL, "2 log likelihood", "What the break improves the fit by."),
    Column("worlds", WHOLE, "series", "Quiet worlds drawn of each kind."),
    Column("simulated", WHOLE, "series", "Of those simulated, how many show a break this strong."),
    Column("resampled", WHOLE, "series", "Of those resampled in blocks, how many do."),
    Column("block", REAL, "observed periods", "Mean length of a block."),
    Column("placebos", REAL, "pairs", "Other pairs of the same source that could be looked at.",
           "none was given"),
    Column("placebos_near", REAL, "pairs", "Those with a break of the same sign within 3 months.",
           "none was given"),
    Column("placebos_strong", REAL, "pairs", "Those with a break this strong at any date.",
           "none was given"),
)

SENSITIVITY: tuple[Column, ...] = (
    Column("direction", TEXT, "SRC>TGT | both", "Series of the answer."),
    ORIGIN,
    Column("error", TEXT, "thinned | duplicated | flipped", "What was done to events drawn by "
           "chance: left out, told twice, or their sign turned."),
    Column("share", REAL, "0…1", "Share of the scored events it was done to."),
    Column("events", WHOLE, "directed events", "Their number in each repetition."),
    Column("repetitions", WHOLE, "repetitions", "How often."),
    Column("level_moves", REAL, "points of tension", "Mean distance of the estimated level from "
           "the answer's, over all periods and repetitions.", "no level could be estimated"),
    Column("level_moves_end", REAL, "points of tension", "The same in the last covered period.",
           "no level could be estimated"),
    Column("without_break", REAL, "0…1", "Share of the repetitions that find no break."),
)

REMOVALS: tuple[Column, ...] = (
    Column("direction", TEXT, "SRC>TGT | both", "Series the break is dated in."),
    ORIGIN,
    Column("break", WHOLE, "number from 1", "Number of the break in calendar order."),
    Column("period", TEXT, "label of the period", "First period of the new regime."),
    Column("order", WHOLE, "number from 1", "Place in the order of removal."),
    Column("event_id", TEXT, "text", "Event removed."),
    Column("date", DATE, "day", "Day of the act."),
    Column("score", REAL, "points of the scale", "Its weight."),
    Column("code", TEXT, "code of the ontology", "Kind of act.", "the file carries scores only"),
    Column("summary", TEXT, "text", "What happened, in a sentence.", "the source gives none"),
    Column("url", TEXT, "address", "Where it can be read.", "the source gives none"),
    Column("vanished", FLAG, "true | false", "Whether the break is gone without the events so "
           "far."),
)

SOLIDITY: tuple[Column, ...] = (
    Column("direction", TEXT, "SRC>TGT | both", "Series the break is dated in."),
    ORIGIN,
    Column("break", WHOLE, "number from 1", "Number of the break in calendar order."),
    Column("period", TEXT, "label of the period", "First period of the new regime."),
    Column("size", REAL, "points of tension", "Change of the level; above 0 is closer to "
           "conflict."),
    Column("survival", REAL, "0…1", "Share of the combinations of choices with a break of the same "
           "sign within 3 months."),
    Column("cells", WHOLE, "combinations", "Combinations of choices in which breaks could be "
           "looked for."),
    Column("worlds", WHOLE, "series", "Quiet worlds drawn of each kind."),
    Column("simulated", WHOLE, "series", "Of those simulated, how many show a break as strong."),
    Column("resampled", WHOLE, "series", "Of those shuffled in blocks, how many do."),
    Column("kept_thinned", REAL, "0…1", "Share of the repetitions that keep the break where events "
           "were left out.", "too few events to leave any out"),
    Column("kept_duplicated", REAL, "0…1", "The same where events were told twice.",
           "too few events to double any"),
    Column("kept_flipped", REAL, "0…1", "The same where events had their sign turned.",
           "too few events to turn any"),
    Column("removals", REAL, "directed events", "Events without which the break is gone, sought "
           "greedily.", "it stays without those of most influence"),
    Column("verdict", TEXT, "solid | artefact of a choice | may be chance | depends", "What the "
           "survival and the worlds come to, by a stated rule."),
)
LEDGER: tuple[Column, ...] = (
    Column("origin", TEXT, "format", "Source whose account the line stands in; a step over several "
           "pooled sources names them all, joined by +."),
    Column("stage", TEXT, "text", "Step of the pipeline."),
    Column("rule", TEXT, "text", "Named rule that acted."),
    Column("unit", TEXT, "row | event", "Rows of files, or directed events."),
    Column("change", WHOLE, "rows or events", "How many were added (+) or taken away (−); 0 for a "
           "remark."),
    Column("left", WHOLE, "rows or events", "How many are left after the step, in its unit; "
           "each source apart has its own account."),
    Column("concerned", WHOLE, "rows or events", "How many the rule or remark concerns."),
    Column("detail", TEXT, "text", "Which ones, or why.", "nothing to add"),
)

REJECTS: tuple[Column, ...] = (
    Column("origin", TEXT, "format", "Format the file was read as."),
    Column("file", TEXT, "file name", "File, and member of a zip."),
    Column("line", WHOLE, "line from 1", "Line of the bad row."),
    Column("reason", TEXT, "text", "Why it cannot be used."),
    Column("text", TEXT, "text", "What the row says, cut at 200 characters."),
)

HEALTH: tuple[Column, ...] = (
    Column("source", TEXT, "format", "Format of the archives."),
    Column("period", TEXT, "label of the period", "Calendar period."),
    Column("members", WHOLE, "texts", "Archives, or members of zips, with rows of the period."),
    Column("rows", WHOLE, "rows", "Rows that show a day of the period, of whatever countries."),
    Column("events", WHOLE, "rows", "Rows of the pair that are dated in the period."),
    Column("days", WHOLE, "days", "Days that rows show."),
    Column("missing_days", WHOLE, "days", "Days between the source's first and last that no "
           "archive covers."),
    Column("low_days", WHOLE, "days", "Days far below their weekday's level."),
)
"""What `tension doctor` counts; no table of a report."""

FILES: tuple[Column, ...] = (
    Column("origin", TEXT, "format", "Format or source of the rows."),
    Column("file", TEXT, "file name", "File, and member of a zip."),
    Column("rows", WHOLE, "rows", "Rows read, of whatever countries."),
    Column("kept", WHOLE, "rows", "Rows of the pair that were kept."),
    Column("rejected", WHOLE, "rows", "Bad rows of the pair, which stand in `rejects.csv`."),
    Column("left_out", WHOLE, "rows", "Rows of the pair that a named rule left out."),
    Column("others", WHOLE, "rows", "Rows of other pairs: rows + split − kept − rejected − "
           "left_out."),
    Column("split", WHOLE, "rows", "Rows gained where one row names several countries."),
    Column("first_day", DATE, "day", "First day its rows show.", "they show none"),
    Column("last_day", DATE, "day", "Last day its rows show.", "they show none"),
)

REPORTS: tuple[Column, ...] = (
    Column("origin", TEXT, "format", "Format or source of the rows."),
    Column("day", DATE, "day", "Day that rows show."),
    Column("rows", WHOLE, "rows", "Rows that show it, of whatever countries."),
)
"""What a source reported at all, by day; it reaches the series by period, and no table of its own.
"""

QUAD_CLASSES: tuple[str, ...] = (
    "verbal_cooperation",
    "material_cooperation",
    "verbal_conflict",
    "material_conflict",
)


def names(columns: Sequence[Column]) -> list[str]:
    """Return the names of declared columns, in order."""
    return [column.name for column in columns]


def conform(frame: pd.DataFrame, columns: Sequence[Column]) -> pd.DataFrame:
    """Return the frame with exactly the declared columns, in order and of the declared dtype.

    Parameters
    ----------
    frame : DataFrame
        Any index; it is replaced by 0…n−1.
    columns : sequence of Column
        The declaration. A declared column that may be missing is filled in as missing.

    Returns
    -------
    DataFrame
        A new frame; the one given is left alone.

    Raises
    ------
    TensionError
        If a column is not declared, or a column that is never missing is absent or has a hole.
    """
    import pandas as pd

    unknown = [name for name in frame.columns if name not in names(columns)]
    if unknown:
        raise TensionError(f"columns not in the declaration: {', '.join(map(str, unknown))}")
    made: dict[str, pd.Series] = {}
    for column in columns:
        if column.name in frame:
            given = frame[column.name].reset_index(drop=True)
            # Holes are looked for before the cast: whole numbers cannot hold one.
            if column.missing == "never" and (holes := int(given.isna().sum())):
                raise TensionError(f"column {column.name} has {holes} missing cells")
            values = given.astype(column.dtype)
        elif column.missing == "never" and len(frame):
            raise TensionError(f"column {column.name} is absent")
        else:
            values = pd.Series([None] * len(frame), dtype=object).astype(column.dtype)
        made[column.name] = values
    if list(frame.columns) == list(made) and all(
            frame[name].dtype == values.dtype for name, values in made.items()):
        # Nothing changes: the two share their columns until one of them is written to.
        return frame.reset_index(drop=True).rename_axis(columns=None)
    return pd.DataFrame(made, index=pd.RangeIndex(len(frame)))


def empty(columns: Sequence[Column]) -> pd.DataFrame:
    """Return an empty frame of the declaration."""
    import pandas as pd

    return conform(pd.DataFrame({name: [] for name in names(columns)}), columns)


def each_row(frame: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows of a declared table as named tuples, whose fields the declaration types."""
    yield from frame.itertuples()
