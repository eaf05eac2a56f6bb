"""The tables of a comparison: what `tension compare` prints or a notebook reads."""

from __future__ import annotations

from tension.core.schema import FLAG, REAL, TEXT, WHOLE, Column

_NONE = "no scored event in the period, or no value"
_APART = "one of the two has no value in the period"
COMPARED: tuple[Column, ...] = (
    Column("period", TEXT, "label of the period", "Calendar period that both cover."),
    Column("a", REAL, "0…100, or units of a series of one's own", "Tension of the first.", _NONE),
    Column("b", REAL, "0…100, or units of a series of one's own", "Tension of the second.", _NONE),
    Column("a_se", REAL, "as a", "Standard error of a.", "not known"),
    Column("b_se", REAL, "as b", "Standard error of b.", "not known"),
    Column("a_events", REAL, "directed events", "Events of the first.", "a series of one's own"),
    Column("b_events", REAL, "directed events", "Events of the second.", "a series of one's own"),
    Column("a_level", REAL, "points of tension", "Latent level of the first.",
           "none was estimated"),
    Column("b_level", REAL, "points of tension", "Latent level of the second.",
           "none was estimated"),
    Column("compared", FLAG, "true | false", "Both have a value in the period."),
    Column("a_standard", REAL, "standard deviations", "a less its mean over the compared periods, "
           "in its standard deviations over them.", _NONE),
    Column("b_standard", REAL, "standard deviations", "The same of b.", _NONE),
    Column("difference", REAL, "standard deviations", "a_standard − b_standard; above 0 the first "
           "shows more tension, by its own standard, than the second.", _APART),
    Column("difference_se", REAL, "standard deviations", "Its standard error, from those of a and "
           "b.", "one of the two is not known"),
)

CORRELATION: tuple[Column, ...] = (
    Column("of", TEXT, "periods | periods without noise | levels", "What is correlated: the "
           "periods' own values, the same with an allowance for their noise, or the levels."),
    Column("correlation", REAL, "−1…1", "Pearson's.", "`reason` says why"),
    Column("low", REAL, "−1…1", "Lower end of the 95 % interval.", "`reason` says why"),
    Column("high", REAL, "−1…1", "Upper end of the 95 % interval.", "`reason` says why"),
    Column("pairs", WHOLE, "periods", "Periods it rests on."),
    Column("effective", REAL, "periods", "Independent pairs they are worth.", "too few"),
    Column("block", REAL, "periods", "Mean length of the bootstrap's blocks.", "too few"),
    Column("reason", TEXT, "text", "Why there is no number or no interval; empty where there is."),
)

ROLLING: tuple[Column, ...] = (
    Column("first", TEXT, "label of the period", "First period of the window."),
    Column("last", TEXT, "label of the period", "Last period of the window."),
    Column("pairs", WHOLE, "periods", "Compared periods in it."),
    Column("correlation", REAL, "−1…1", "Pearson's, of the periods' own values.",
           "too few pairs in the window, or a side that never moves"),
    Column("low", REAL, "−1…1", "Lower end of the 95 % interval.", "as the correlation"),
    Column("high", REAL, "−1…1", "Upper end of the 95 % interval.", "as the correlation"),
)

MATCHED: tuple[Column, ...] = (
    Column("a", TEXT, "label of the period", "Break of the first.", "only the second has it"),
    Column("b", TEXT, "label of the period", "Break of the second.", "only the first has it"),
    Column("apart", REAL, "periods", "b − a: above 0 the second breaks later.", "no match"),
    Column("a_size", REAL, "points, or units of a series of one's own", "Size in the first.",
           "only the second has it"),
    Column("b_size", REAL, "points, or units of a series of one's own", "Size in the second.",
           "only the first has it"),
    Column("overlap", FLAG, "true | false", "The two date sets share a period.", "no match"),
)

DISAGREEMENTS: tuple[Column, ...] = (
    *(column for column in COMPARED if column.name not in ("a_level", "b_level", "compared")),
    Column("ratio", REAL, "standard errors", "difference ÷ difference_se.",
           "the standard error is not known"),
)

DISAGREEING: tuple[Column, ...] = (
    Column("period", TEXT, "label of the period", "Period in which the two disagree."),
    Column("side", TEXT, "a | b", "Whose event."),
    Column("name", TEXT, "text", "Its name."),
    Column("date", TEXT, "day or month", "When, as exactly as it is known."),
    Column("direction", TEXT, "SRC>TGT | both", "Who acts on whom."),
    Column("code", TEXT, "code", "Kind of act.", "the event has no code"),
    Column("act", TEXT, "text", "What the code means; \"no description\" where its scheme does not "
           "say."),
    Column("score", REAL, "points of the scale", "Weight of the act."),
    Column("summary", TEXT, "text", "What happened.", "the source gives none"),
    Column("url", TEXT, "address", "Where it can be read.", "the source gives none"),
    Column("file", TEXT, "file name", "File of the row."),
    Column("line", WHOLE, "line from 1", "Line of the row."),
)
