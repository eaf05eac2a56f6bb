"""The tables of results beside those of every report, declared as `core.schema` declares them."""

from __future__ import annotations

from tension.core.schema import (
    DATE,
    ENTERED,
    FLAG,
    NOT_COVERED,
    ORIGIN,
    REAL,
    TEXT,
    WHOLE,
    Column,
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
    Column("skill", REAL, "share", "1 − crps ÷ rival_crps; above 0 the level forecasts better.",
           "the rival was never wrong"),
    Column("skill_low", REAL, "share", "Lower end of its 95 % interval.", "as skill"),
    Column("skill_high", REAL, "share", "Upper end of its 95 % interval.", "as skill"),
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
           "added to the stock; cooperation above 0.", NOT_COVERED),
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
"""The level as it was known at each as-of date."""

_FEW = "fewer than 5 other pairs count in the month"
CONTEXT: tuple[Column, ...] = (
    Column("period", TEXT, "2012-03", "Calendar month, whatever the periods of the report."),
    ORIGIN,
    Column("level", REAL, "points of tension", "The pair's own level, both directions pooled.",
           "before its first event and after its last"),
    Column("pairs", WHOLE, "pairs", "Other pairs of either country that count in the month: with a "
           "scored event within half a year."),
    Column("others_low10", REAL, "points of tension", "Level that a tenth of them lies below.",
           _FEW),
    Column("others_median", REAL, "points of tension", "Level that half of them lies below.",
           _FEW),
    Column("others_high90", REAL, "points of tension", "Level that a tenth of them lies above.",
           _FEW),
    Column("percentile", REAL, "0…100", "Share of them that are less tense than the pair, half of "
           "those as tense counted in.", f"{_FEW}, or the pair has no level"),
)
"""Where a pair stands among the other pairs of its two countries, month by month."""

NEIGHBOURS: tuple[Column, ...] = (
    Column("dyad", TEXT, "AAA-BBB", "The other pair, its codes in alphabetical order."),
    Column("events", WHOLE, "directed events", "Its scored events in the time shown."),
    Column("months", WHOLE, "months", "Its months with a scored event."),
    Column("lately", WHOLE, "directed events", "Its scored events in the last year."),
    Column("level", REAL, "points of tension", "Its mean level over the last year.",
           "fewer than 3 scored events in the last year"),
    Column("level_se", REAL, "points of tension", "Standard error of that mean.", "as level"),
    Column("difference", REAL, "points of tension", "Level of the pair in question less this one; "
           "above 0 the pair in question is the tenser.", "either has no level in the last year"),
    Column("difference_low", REAL, "points of tension", "Lower end of its 95 % interval.",
           "as difference"),
    Column("difference_high", REAL, "points of tension", "Upper end of its 95 % interval.",
           "as difference"),
)
"""The other pairs of a pair's two countries in the last year; no table of a report."""

SHARED_BREAKS: tuple[Column, ...] = (
    Column("break", WHOLE, "number from 1", "Number of the break in calendar order."),
    Column("period", TEXT, "label of the period", "First period of the new regime."),
    Column("way", TEXT, "up | down", "Whether the new regime is closer to conflict."),
    Column("asked", WHOLE, "pairs", "Other pairs of either country with 6 months with events on "
           "either side of it."),
    Column("near", WHOLE, "pairs", "Those with a break of the same sign within 3 months."),
    Column("expected", REAL, "pairs", "How many of them would by chance, each at dates of its own.",
           "fewer than 5 are asked"),
    Column("p_value", REAL, "0…1", "How often as many would by chance.", "fewer than 5 are asked"),
    Column("elsewhere", WHOLE, "pairs", "Pairs of neither country that could be asked likewise."),
    Column("elsewhere_near", WHOLE, "pairs", "Those with a break of the same sign within 3 "
           "months."),
    Column("verdict", TEXT, "own | shared by some | shared by most | too few pairs", "What the "
           "counts come to, by a stated rule."),
)
"""Which breaks of a pair other pairs share; no table of a report."""

_NO_VALUE = "no scored event in the period, or no value"
_ONE_LACKS = "one of the two has no value in the period"

COMPARED: tuple[Column, ...] = (
    Column("period", TEXT, "label of the period", "Calendar period that both cover."),
    Column("a", REAL, "0…100, or units of a series of one's own", "Tension of the first.",
           _NO_VALUE),
    Column("b", REAL, "0…100, or units of a series of one's own", "Tension of the second.",
           _NO_VALUE),
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
           "in its standard deviations over them.", _NO_VALUE),
    Column("b_standard", REAL, "standard deviations", "The same of b.", _NO_VALUE),
    Column("difference", REAL, "standard deviations", "a_standard − b_standard; above 0 the first "
           "shows more tension, by its own standard, than the second.", _ONE_LACKS),
    Column("difference_se", REAL, "standard deviations", "Its standard error, from those of a and "
           "b.", "one of the two is not known"),
)
"""Two series side by side, by period; no table of a report."""

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
"""How two series go together; no table of a report."""

ROLLING: tuple[Column, ...] = (
    Column("first", TEXT, "label of the period", "First period of the window."),
    Column("last", TEXT, "label of the period", "Last period of the window."),
    Column("pairs", WHOLE, "periods", "Compared periods in it."),
    Column("correlation", REAL, "−1…1", "Pearson's, of the periods' own values.",
           "too few pairs in the window, or a side that never moves"),
    Column("low", REAL, "−1…1", "Lower end of the 95 % interval.", "as the correlation"),
    Column("high", REAL, "−1…1", "Upper end of the 95 % interval.", "as the correlation"),
)
"""How they go together within windows; no table of a report."""

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
"""Breaks of two series, matched one to one; no table of a report."""

DISAGREEMENTS: tuple[Column, ...] = (
    *(column for column in COMPARED if column.name not in ("a_level", "b_level", "compared")),
    Column("ratio", REAL, "standard errors", "difference ÷ difference_se.",
           "the standard error is not known"),
)
"""Periods in which two series differ most; no table of a report."""

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
"""The acts of both sides in those periods; no table of a report."""

LABEL_SCORES: tuple[Column, ...] = (
    Column("kind", TEXT, "crisis | thaw", "Kind of the labels."),
    Column("measure", TEXT, "episodes hit | periods hit | false alarms | AUC | lag", "What is "
           "measured."),
    Column("value", REAL, "0…1; periods for the lag", "The measure.", "no labelled period has a "
           "value"),
    Column("baseline", REAL, "as value", "Its mean over the labels moved round the grid.",
           "as value"),
    Column("baseline_low", REAL, "as value", "2.5 % of the moves lie below.", "as value"),
    Column("baseline_high", REAL, "as value", "2.5 % of the moves lie above.", "as value"),
    Column("p_value", REAL, "0…1", "Share of the moves that do at least as well.", "as value"),
    Column("number", WHOLE, "episodes or periods", "What it is of."),
)
"""What a series was worth as a sign of dated crises and thaws; no table of a report."""

LABEL_EPISODES: tuple[Column, ...] = (
    Column("kind", TEXT, "crisis | thaw", "Kind of the label."),
    Column("start", TEXT, "day", "First day."),
    Column("end", TEXT, "day", "Last day."),
    Column("label", TEXT, "text", "Its name; empty where it has none."),
    Column("observed", WHOLE, "periods", "Its periods with a value."),
    Column("alarms", WHOLE, "periods", "Those of them that are alarms."),
    Column("hit", FLAG, "true | false", "One of them is."),
)
"""Each of those dates; no table of a report."""
