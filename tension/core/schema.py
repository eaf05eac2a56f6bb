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
from tension.core.version import METHODOLOGY

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
_UNCOVERED = "the period is not covered"
SERIES: tuple[Column, ...] = (
    Column("period", TEXT, "2012-03-05 | 2012-W10 | 2012-03 | 2012-Q1 | 2012", "Calendar period."),
    Column("direction", TEXT, "SRC>TGT | both", "Who acts on whom; `both` pools the two."),
    ORIGIN,
    Column("events", REAL, "directed events", "Events in the period.", _UNCOVERED),
    Column("scored", REAL, "directed events", "Events the scale gives a score.", _UNCOVERED),
    Column("event_days", REAL, "days", "Distinct days with a scored event; an event known only "
           "to its month counts as a day of its own.", _UNCOVERED),
    Column("effective_events", REAL, "events", "Independent events that would give the same "
           "standard error; events of one day are partly one story.", _UNCOVERED),
    Column("cooperation", REAL, "points of the scale", "Sum of the positive scores.", _UNCOVERED),
    Column("conflict", REAL, "points of the scale", "Sum of the negative scores, as a positive "
           "number.", _UNCOVERED),
    Column("total", REAL, "points of the scale", "cooperation − conflict.", _UNCOVERED),
    Column("net", REAL, "points of the scale", "total ÷ scored: the mean score.", _SILENT),
    Column("conflict_share", REAL, "0…1", "conflict ÷ (conflict + cooperation).",
           _SILENT + ", or every score is 0"),
    Column("verbal_cooperation", REAL, "directed events", "Events of that quad class.", _UNCOVERED),
    Column("material_cooperation", REAL, "directed events", "Events of that quad class.",
           _UNCOVERED),
    Column("verbal_conflict", REAL, "directed events", "Events of that quad class.", _UNCOVERED),
    Column("material_conflict", REAL, "directed events", "Events of that quad class.", _UNCOVERED),
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

TREND: tuple[Column, ...] = (
    Column("direction", TEXT, "SRC>TGT | both", "Series the slope is of."),
    ORIGIN,
    Column("method", TEXT, "Sen | GLS | local linear trend", "Estimator: Sen's slope with the "
           "Mann–Kendall test, a line by generalised least squares, or the local linear trend."),
    Column("span", TEXT, "whole | regime 1, 2, … | end", "What the slope is of: all observed "
           "periods, those of a regime, or the last covered period."),
    Column("first", TEXT, "label of the period", "First period of the span."),
    Column("last", TEXT, "label of the period", "Last period of the span."),
    Column("slope", REAL, "points of tension a year", "Slope; above 0 is towards conflict.",
           "the span is too short"),
    Column("slope_low", REAL, "points of tension a year", "Lower end of its 95 % interval.",
           "the span is too short"),
    Column("slope_high", REAL, "points of tension a year", "Upper end of its 95 % interval.",
           "the span is too short"),
    Column("p_value", REAL, "0…1", "How often so steep a slope would come by chance where there is "
           "no trend, in noise with its memory; of the local trend by its mean and spread, noise "
           "taken as independent.", "the span is too short"),
    Column("verdict", TEXT, "rising | falling | no trend | too short", "Rising or falling only if "
           "the interval leaves 0 out and p_value is below .05."),
    Column("events", REAL, "directed events", "Scored events the estimate rests on."),
    Column("observed", WHOLE, "periods", "Periods with events it rests on."),
)
"""What `tension trend` prints; no table of a report."""

FORECAST: tuple[Column, ...] = (
    Column("period", TEXT, "label of the period", "Calendar period ahead."),
    Column("direction", TEXT, "SRC>TGT | both", "Series that is forecast."),
    ORIGIN,
    Column("ahead", WHOLE, "periods", "Periods after the last covered one."),
    Column("level", REAL, "points of tension", "Mean of the level."),
    *(Column(f"{what}_{end}{share}", REAL, "points of tension", f"{name} end of the {share} % "
             f"band of {told}.")
      for what, told in (("level", "the level"), ("tension", "a period's own tension"))
      for share in (80, 95) for end, name in (("low", "Lower"), ("high", "Upper"))),
)
"""What `tension forecast` prints; no table of a report."""

DIFFERENCE: tuple[Column, ...] = (
    Column("period", TEXT, "label of the period", "Calendar period."),
    ORIGIN,
    Column("difference", REAL, "points of tension", "Level of the first direction less that of the "
           "second; above 0 the first country's acts are the more hostile.",
           "no estimate was possible"),
    Column("difference_se", REAL, "points of tension", "Its standard error; the two levels' errors "
           "are correlated, and that is counted.", "no estimate was possible"),
    Column("difference_low95", REAL, "points of tension", "Lower end of the 95 % interval.",
           "no estimate was possible"),
    Column("difference_high95", REAL, "points of tension", "Upper end of the 95 % interval.",
           "no estimate was possible"),
)
"""How the two directions' levels differ; no table of a report."""

REVISIONS: tuple[Column, ...] = (
    Column("period", TEXT, "label of the period", "Calendar period the level is of."),
    Column("direction", TEXT, "SRC>TGT | both", "Series the level is estimated for."),
    ORIGIN,
    Column("first", REAL, "points of tension", "What one would have said at the period's end, from "
           "the events up to then and the noise measured then."),
    Column("first_se", REAL, "points of tension", "Its standard error as one would have said it."),
    Column("first_low95", REAL, "points of tension", "Lower end of its 95 % band."),
    Column("first_high95", REAL, "points of tension", "Upper end of its 95 % band."),
    Column("final", REAL, "points of tension", "Level given all periods, as it is said now."),
    Column("revision", REAL, "points of tension", "final − first."),
    Column("held", FLAG, "true | false", "Whether the band at the time holds the final level."),
    Column("settled", FLAG, "true | false", "Whether a year has passed since; what is younger may "
           "be revised yet."),
)
"""What later periods did to a period's level; no table of a report."""

BACKTEST: tuple[Column, ...] = (
    Column("direction", TEXT, "SRC>TGT | both", "Series that was forecast."),
    ORIGIN,
    Column("ahead", WHOLE, "periods", "Periods between the last one known and the one forecast."),
    Column("rival", TEXT, "no change | past values", "What the level's forecasts are set against."),
    Column("forecasts", WHOLE, "forecasts", "Forecasts of periods that then had events."),
    Column("crps", REAL, "points of tension", "Mean CRPS of the level's forecasts; small is good."),
    Column("rival_crps", REAL, "points of tension", "Mean CRPS of the rival's forecasts."),
    Column("skill", REAL, "share", "1 − crps ÷ rival_crps; above 0 the level forecasts better."),
    Column("skill_low", REAL, "share", "Lower end of its 95 % interval."),
    Column("skill_high", REAL, "share", "Upper end of its 95 % interval."),
    Column("p_value", REAL, "0…1", "Of the hypothesis that neither forecasts better (Diebold and "
           "Mariano)."),
)
"""How the level's forecasts did against simple ones; no table of a report."""

HELD: tuple[Column, ...] = (
    Column("direction", TEXT, "SRC>TGT | both", "Series that was forecast."),
    ORIGIN,
    Column("ahead", WHOLE, "periods", "Periods between the last one known and the one forecast."),
    Column("band", WHOLE, "per cent", "Share of periods that the band should hold."),
    Column("forecasts", WHOLE, "forecasts", "Forecasts of periods that then had events."),
    Column("held", REAL, "0…1", "Share of those periods whose own tension lay in the band."),
    Column("held_low", REAL, "0…1", "Lower end of the 95 % interval of that share."),
    Column("held_high", REAL, "0…1", "Upper end of the 95 % interval of that share."),
)
"""How often forecasts' bands held; no table of a report."""

DRIVERS: tuple[Column, ...] = (
    *ENTERED,
    Column("weight", REAL, "share", "Share that the event has in the mean; in a difference, its "
           "share after less its share before."),
    Column("contribution", REAL, "points of tension", "What the event adds to the number against "
           "the neutral reference (50, a score of 0); above 0 is towards conflict."),
    Column("influence", REAL, "points of tension", "How far the number would move if the event "
           "were taken out, the noise and all parameters held.",
           "there would be no number without it"),
    Column("alone", FLAG, "true | false", "It is the only scored event of its period, which would "
           "be silent without it."),
)
"""What `tension drivers` prints, one row an event; no table of a report."""

DRIVER_GROUPS: tuple[Column, ...] = (
    Column("by", TEXT, "code | quad | direction | actor | role", "What the events are grouped by."),
    Column("group", TEXT, "text", "Group: code, quad class, direction, acting party, its role."),
    Column("label", TEXT, "text", "What the group is called."),
    Column("events", REAL, "directed events", "Scored events of the group with a weight."),
    Column("share_before", REAL, "share", "Share that the group had in the number before.",
           "the number is no difference"),
    Column("share_after", REAL, "share", "Share that it has in the number, or in the one after."),
    Column("tension_before", REAL, "0…100", "The group's mean in the number before.",
           "it had no share, or the number is no difference"),
    Column("tension_after", REAL, "0…100", "The group's mean in the number, or in the one after.",
           "it has no share"),
    Column("mix", REAL, "points of tension", "Part of the contribution that comes of the group "
           "being more or less frequent.", "the number is no difference"),
    Column("within", REAL, "points of tension", "Part that comes of its acts being sharper or "
           "milder.", "the number is no difference"),
    Column("contribution", REAL, "points of tension", "What the group adds to the number; the "
           "groups add up to it."),
)
"""The same by groups of events; no table of a report."""

VOLUME: tuple[Column, ...] = (
    Column("side", TEXT, "cooperation | conflict | total", "Sum of which scores, conflict as a "
           "positive number; total is cooperation − conflict."),
    Column("events_before", REAL, "events a period", "Scored events of the side before."),
    Column("events_after", REAL, "events a period", "Scored events of the side after."),
    Column("before", REAL, "points of the scale a period", "Sum before."),
    Column("after", REAL, "points of the scale a period", "Sum after."),
    Column("change", REAL, "points of the scale a period", "after − before."),
    Column("volume", REAL, "points of the scale a period", "Part of the change that comes of more "
           "or fewer events."),
    Column("intensity", REAL, "points of the scale a period", "Part that comes of events scoring "
           "more or less each."),
)
"""How the sums changed, of which a mean knows nothing; no table of a report."""

STOCK: tuple[Column, ...] = (
    Column("period", TEXT, "label of the period", "Calendar period."),
    Column("direction", TEXT, "SRC>TGT | both", "Whose acts are added up."),
    ORIGIN,
    Column("flow", REAL, "points of the scale (decay), −9…9 (tsinghua)", "What the period's acts "
           "added to the stock; cooperation above 0.", _UNCOVERED),
    Column("stock", REAL, "points of the scale (decay), −9…9 (tsinghua)", "Where the acts up to "
           "the end of the period leave the relation; cooperation above 0.",
           "the period is not covered, or too much of the stock's memory lies in such periods"),
    Column("unknown", REAL, "0…1", "Share of the stock's memory that lies in periods the source "
           "did not look at."),
)
"""What `models.stock.accumulate` gives; no table of a report."""

LOADINGS: tuple[Column, ...] = (
    Column("kind", TEXT, "code | other … ", "Kind of act: a code, or the rare ones of a quad class "
           "taken together."),
    Column("label", TEXT, "text", "What it is called."),
    Column("events", WHOLE, "directed events", "Events of the kind."),
    Column("loading", REAL, "standard deviations of an event", "Learned weight; cooperation above "
           "0. Over all events the mean is 0 and the variance 1."),
    Column("loading_low", REAL, "standard deviations of an event", "Lower end of the 95 % "
           "interval."),
    Column("loading_high", REAL, "standard deviations of an event", "Upper end of the 95 % "
           "interval."),
    Column("weight", REAL, "points of the scale", "Mean score of its events on the series' scale.",
           "the scale scores none of them"),
)
"""What each kind of act weighs in `models.measurement`; no table of a report."""

SCORES: tuple[Column, ...] = (
    Column("period", TEXT, "label of the period", "Calendar period with an event of a kind that "
           "counts."),
    Column("direction", TEXT, "SRC>TGT | both", "Whose acts are counted."),
    ORIGIN,
    Column("events", WHOLE, "directed events", "Events that count."),
    Column("score", REAL, "standard deviations of an event", "Mean loading of the period's events; "
           "cooperation above 0."),
    Column("score_se", REAL, "standard deviations of an event", "Its standard error, the loadings "
           "taken as known.", "no period holds two events"),
    Column("tension", REAL, "0…100", "Tension of the period, for comparison.",
           "the scale scores none of its events"),
)
"""The periods in `models.measurement`; no table of a report."""

_NOT_BOTH = "the period has no tension in one of the two"
VINTAGE_DIFFERENCE: tuple[Column, ...] = (
    Column("period", TEXT, "label of the period", "Period that differs."),
    Column("direction", TEXT, "SRC>TGT | both", "Series it differs in."),
    ORIGIN,
    Column("before", REAL, "0…100", "Tension in the first vintage.", "it had none"),
    Column("after", REAL, "0…100", "Tension in the second.", "it has none"),
    Column("change", REAL, "points of tension", "after − before: the sum of the causes.",
           _NOT_BOTH),
    *(
        Column(name, REAL, "points of tension", meaning, _NOT_BOTH)
        for name, meaning in (
            ("new_events", "Events that the second read and the first did not."),
            ("changed_events", "Events whose date, code, countries or own score changed."),
            ("rules", "Events that the same rules took in one and left out in the other."),
            ("options", "Events that other options took in or left out."),
            ("scale", "Other scores for the same acts, or another bound."),
            ("dropped_events", "Events that the first read and the second did not."),
            ("methodology", "Another version of the method."),
        )
    ),
)
"""How two vintages differ, by period and cause; no table of a report."""

REAL_TIME: tuple[Column, ...] = (
    Column("as_of", DATE, "day", "Day up to which events are known."),
    Column("period", TEXT, "label of the period", "Last period covered then."),
    Column("direction", TEXT, "SRC>TGT | both", "Series the level is of."),
    ORIGIN,
    Column("level", REAL, "points of tension", "Level of that period as estimated then."),
    Column("level_low95", REAL, "points of tension", "Lower end of its 95 % band."),
    Column("level_high95", REAL, "points of tension", "Upper end of its 95 % band."),
    Column("today", REAL, "points of tension", "Level of the same period as estimated last.",
           "the last estimate has none for it"),
    Column("revision", REAL, "points of tension", "today − level.",
           "the last estimate has none for it"),
)
"""The level as it was known at each as-of date; no table of a report."""

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

DICTIONARY: tuple[Column, ...] = (
    Column("table", TEXT, "file name", "Table the column stands in."),
    Column("column", TEXT, "text", "Name of the column."),
    Column("type", TEXT, "text | number | whole number | true/false | date", "What it holds."),
    Column("unit", TEXT, "text", "Unit, or set of values."),
    Column("meaning", TEXT, "text", "What it holds, in a sentence."),
    Column("missing", TEXT, "text", 'How a missing cell arises; "never" when it cannot.'),
    Column("methodology", TEXT, "version", "Version of the method that the table follows."),
)

TABLES: dict[str, tuple[Column, ...]] = {
    "series.csv": SERIES,
    "level.csv": LEVEL,
    "breaks.csv": BREAKS,
    "events.csv": ENTERED,
    "ledger.csv": LEDGER,
    "rejects.csv": REJECTS,
    "files.csv": FILES,
}
"""The tables a report writes, by file name; `dictionary.csv` is made of them.

Those of `OF_ARCHIVES` are there only for archives: their bad rows are set aside, and each file has
an account of its own."""

OF_ARCHIVES = frozenset({"rejects.csv", "files.csv"})

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
    return pd.DataFrame(made, index=pd.RangeIndex(len(frame)))


def empty(columns: Sequence[Column]) -> pd.DataFrame:
    """Return an empty frame of the declaration."""
    import pandas as pd

    return conform(pd.DataFrame({name: [] for name in names(columns)}), columns)


def each_row(frame: pd.DataFrame) -> Iterator[Any]:
    """Yield the rows of a declared table as named tuples, whose fields the declaration types."""
    yield from frame.itertuples()


def dictionary() -> pd.DataFrame:
    """Return the data dictionary of every exported table.

    Returns
    -------
    DataFrame
        Columns as declared in `DICTIONARY`; one row a column.

    Examples
    --------
    >>> dictionary().query("column == 'tension'")["unit"].item()
    '0…100'
    """
    import pandas as pd

    kinds = {TEXT: "text", REAL: "number", WHOLE: "whole number", FLAG: "true/false", DATE: "date"}
    rows = [
        (table, c.name, kinds[c.dtype], c.unit, c.meaning, c.missing, METHODOLOGY)
        for table, columns in TABLES.items()
        for c in columns
    ]
    return conform(pd.DataFrame(rows, columns=names(DICTIONARY)), DICTIONARY)
