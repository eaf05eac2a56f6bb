"""The tables of the panel, declared: cells, ranks and breaks of every pair."""

from __future__ import annotations

from tension.core.schema import FLAG, REAL, TEXT, WHOLE, Column

_OF_PAIR: tuple[Column, ...] = (
    Column("origin", TEXT, "format", "Source of the events; each has its own rows."),
    Column("dyad", TEXT, "AAA-BBB", "The pair, its two codes in alphabetical order."),
    Column("direction", TEXT, "SRC>TGT | both", "Who acts on whom; `both` pools the two, and "
           "counts an event without a direction once."),
)

_UNSCORED = "no scored event"
SUMS: tuple[Column, ...] = (
    *_OF_PAIR,
    Column("period", TEXT, "2012-03", "Calendar month; a month without an event has no row."),
    Column("events", REAL, "directed events", "Events in the month."),
    Column("scored", REAL, "directed events", "Events the scale gives a score."),
    Column("event_days", REAL, "days", "Distinct days with a scored event; an event known only "
           "to its month counts as a day of its own."),
    Column("cooperation", REAL, "points of the scale", "Sum of the positive scores."),
    Column("conflict", REAL, "points of the scale", "Sum of the negative scores, as a positive "
           "number."),
    Column("total", REAL, "points of the scale", "cooperation − conflict."),
    Column("net", REAL, "points of the scale", "total ÷ scored: the mean score.", _UNSCORED),
    Column("verbal_cooperation", REAL, "directed events", "Events of that quad class."),
    Column("material_cooperation", REAL, "directed events", "Events of that quad class."),
    Column("verbal_conflict", REAL, "directed events", "Events of that quad class."),
    Column("material_conflict", REAL, "directed events", "Events of that quad class."),
    Column("day_sizes", REAL, "events²", "Sum over the days of the square of their scored events."),
    Column("between_days", REAL, "points²", "Squares of the days' means around the month's mean, "
           "each weighing as its events."),
    Column("within_days", REAL, "points²", "Squares of the scores around their day's mean."),
    Column("native_scored", REAL, "directed events", "Events the file itself gives a score."),
    Column("native_total", REAL, "points of the file's own scale", "Sum of those scores."),
)

PANEL: tuple[Column, ...] = (
    *SUMS,
    Column("effective_events", REAL, "events", "Independent events that would give the same "
           "standard error."),
    Column("tension", REAL, "0…100", "50 − 50 × net ÷ bound of the scale.", _UNSCORED),
    Column("tension_se", REAL, "points of tension", "Standard error of `tension`.",
           _UNSCORED + ", or the series has too few events to measure a spread"),
    Column("tension_low", REAL, "points of tension", "Lower end of the 95 % interval.",
           "where tension_se is missing"),
    Column("tension_high", REAL, "points of tension", "Upper end of the 95 % interval.",
           "where tension_se is missing"),
)

RANK: tuple[Column, ...] = (
    *_OF_PAIR[:2],
    Column("period", TEXT, "2012-03", "The month asked for."),
    Column("events", REAL, "directed events", "Scored events in the month."),
    Column("tension", REAL, "0…100", "Tension of the month, both directions."),
    Column("tension_low", REAL, "points of tension", "Lower end of its 95 % interval.",
           "the spread cannot be measured"),
    Column("tension_high", REAL, "points of tension", "Upper end of its 95 % interval.",
           "the spread cannot be measured"),
    Column("percentile", REAL, "0…100", "Share of the ranked pairs of the source that are less "
           "tense, half of those that are as tense counted in."),
    Column("before", REAL, "0…100", "Tension of the same month a year before.",
           "no scored event then"),
    Column("change", REAL, "points of tension", "tension − before; above 0 is closer to conflict.",
           "no scored event then"),
    Column("change_low", REAL, "points of tension", "Lower end of its 95 % interval.",
           "where the change or a spread is missing"),
    Column("change_high", REAL, "points of tension", "Upper end of its 95 % interval.",
           "where the change or a spread is missing"),
)

PAIR_BREAKS: tuple[Column, ...] = (
    *_OF_PAIR[:2],
    Column("break", REAL, "number from 1", "Number of the break in calendar order.", "no break"),
    Column("period", TEXT, "2012-03", "First month of the new regime.", "no break"),
    Column("first", TEXT, "2012-03", "First month of the 95 % date set.", "no break"),
    Column("last", TEXT, "2012-03", "Last month of the 95 % date set.", "no break"),
    Column("size", REAL, "points of tension", "Change of the level; above 0 is closer to "
           "conflict.", "no break"),
    Column("size_low", REAL, "points of tension", "Lower end of its 95 % interval, given the date.",
           "no break"),
    Column("size_high", REAL, "points of tension", "Upper end of its 95 % interval, given the "
           "date.", "no break"),
    Column("p_value", REAL, "0…1", "How often so strong a step would come by chance.", "no break"),
    Column("q_value", REAL, "0…1", "The smallest share of false breaks at which this one is still "
           "listed, among all breaks of the source (Benjamini–Hochberg).", "no break"),
    Column("sharing", REAL, "0…1", "Share of the source's dated pairs that have a break of the "
           "same sign within 3 months.", "no break"),
    Column("source_artefact", FLAG, "true | false", "Whether most of the source's dated pairs "
           "share it: the source may have changed, not the pair.", "no break"),
    Column("months", WHOLE, "months", "Months with a scored event that were looked at."),
    Column("reason", TEXT, "text", "Why no break could be looked for, or what went wrong.",
           "one could"),
)
