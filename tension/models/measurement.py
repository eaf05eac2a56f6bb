"""A second opinion on the weights of acts: one dimension learned from which acts occur together.

Goldstein's weights come from a panel of experts. Here they are learned from the counts alone: kinds
of acts that tend to stand in the same periods get like weights (correspondence analysis, the first
dimension), and only the sign is taken from the scale. Where the two orders of acts agree, the scale
is borne out by data it has not seen; where they do not, the first dimension may be another one than
conflict and cooperation, which the data cannot say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tension.core import results, schema
from tension.core.dyad import BOTH
from tension.core.errors import UsageError
from tension.core.language import say
from tension.core.provenance import Provenance
from tension.core.rounding import counted, p_text, share_text, signed
from tension.core.schema import each_row
from tension.models.correspondence import Axis, Correlation, first_axis
from tension.models.kinds import Kinds, kinds_of
from tension.models.resample import by_chance, intervals
from tension.series.frame import TensionSeries

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LEAST_KINDS, LEAST_PERIODS = 3, 12
"""Kinds of acts, and periods with one, below which no dimension is looked for."""

LEAST_EVENTS = 10
"""Events below which a kind of act is pooled with the other rare ones of its quad class."""

DRAWS = 499
CHANCE = 0.05


@dataclass(frozen=True)
class Measurement:
    """Weights of kinds of acts as learned from counts, and what they make of each period.

    Parameters
    ----------
    table : DataFrame
        Columns as declared in `core.results.LOADINGS`, one row a kind of act, the most conflictual
        first; empty where `reason` says why.
    scores : DataFrame
        Columns as declared in `core.results.SCORES`, one row a period with an event that counts.
    inertia : mapping
        ``share``, of the total inertia, that the dimension explains, with ``low`` and ``high`` (95
        %); ``chance``, the share expected where kinds and periods have nothing to do with each
        other; ``p_value``, how often chance explains as much; ``agreement_p``, how often the
        scale's weights, dealt out anew, agree as strongly; ``total``, the total inertia.
    with_scale, with_tension : Correlation or None
        Of the loadings with the scale's weights, and of the scores (sign turned, so that above 0
        means agreement) with tension; weighted by events, with block-bootstrap intervals.
    direction : str
        Whose acts.
    reason : str
        Why nothing was learned; "" when something was.
    provenance : Provenance
        Inputs and parameters.
    series : TensionSeries
        What was counted.
    left_out : int
        Events of kinds too rare even when pooled, or without a code.
    """

    table: pd.DataFrame
    scores: pd.DataFrame
    inertia: Mapping[str, float]
    with_scale: Correlation | None
    with_tension: Correlation | None
    direction: str
    reason: str
    provenance: Provenance
    series: TensionSeries
    left_out: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "table", schema.conform(self.table, results.LOADINGS))
        object.__setattr__(self, "scores", schema.conform(self.scores, results.SCORES))
        object.__setattr__(self, "inertia", MappingProxyType(dict(self.inertia)))

    def sentence(self) -> str:
        """Return what a report says of it: how far the learned weights bear the scale out."""
        if self.reason or self.with_scale is None or self.with_tension is None:
            return ""
        name = say("the scale “{scale}”", scale=self.series.scale.title)
        if self.inertia["p_value"] >= CHANCE:
            return say(
                "Which kinds of acts occur together shows no dimension beyond chance ({p}), so "
                "that the counts alone neither bear out the weights of {scale} nor speak against "
                "them.", p=p_text(self.inertia["p_value"]), scale=name,
            )
        one, two = self.with_scale, self.with_tension
        agreed = one.low > 0 and self.inertia["agreement_p"] < CHANCE
        verdict = say("order them as {scale} does", scale=name) if agreed else say(
            "cannot be said to order them as {scale} does", scale=name)
        return say(
            "Weights of {kinds} of acts learned from their counts alone {verdict}: correlation "
            "{one}, as strong by chance with {p}. The periods they give run with tension at {two}; "
            "the dimension explains {share} of how periods differ in their acts, against {chance} "
            "by chance.", kinds=counted(len(self.table), "kind"), verdict=verdict, one=one.text(),
            p=p_text(self.inertia["agreement_p"]), two=two.text(),
            share=share_text(self.inertia["share"]), chance=share_text(self.inertia["chance"]),
        )

    def summary(self) -> str:
        """Return the explained variance, the agreement with the scale, and every loading."""
        head = f"{self.series.dyad.title}, {self.series.dyad.spoken(self.direction)}"
        if self.reason:
            return f"{head}: no weights learned: {self.reason}."
        told = self.inertia
        lines = [
            f"{head}: weights of acts learned from {counted(self.table['events'].sum(), 'event')} "
            f"in {counted(len(self.scores), self.series.freq)}.",
            f"  {self.sentence()}",
            f"  explained inertia {100 * told['share']:.1f} % (95 % {100 * told['low']:.1f} to "
            f"{100 * told['high']:.1f}) of {told['total']:.2g}; by chance "
            f"{100 * told['chance']:.1f} %, {p_text(told['p_value'])}",
        ]
        lines += [f"  {_loading(row)}" for row in each_row(self.table)]
        if self.left_out:
            lines.append(f"  {counted(self.left_out, 'event')} without a code or of kinds too "
                         "rare left out")
        return "\n".join(lines)

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw each kind's learned weight against the scale's; return the Axes."""
        from tension.models.draw_measurement import draw_measurement_figure

        return draw_measurement_figure(self, ax)

    def __repr__(self) -> str:
        return self.summary()

    def _repr_html_(self) -> str:
        return f"<pre>{escape(self.summary())}</pre>" + str(
            self.table.round(2).to_html(index=False))


def named(kind: str, label: str) -> str:
    """Return a kind with what it is called, once where that is the same."""
    return kind if label == kind else f"{kind} {label}"


def _loading(row: object) -> str:
    found = {name: getattr(row, name) for name in schema.names(results.LOADINGS)}
    weight = "no score" if pd.isna(found["weight"]) else f"scale {signed(found['weight'])}"
    return (f"{named(found['kind'], found['label'])}: {signed(found['loading'], 2)} (95 % "
            f"{signed(found['loading_low'], 2)} to {signed(found['loading_high'], 2)}; "
            f"{weight}; {counted(found['events'], 'event')})")


def learn_weights(
    series: TensionSeries, direction: str = BOTH, *, by: str = "root",
    least: int = LEAST_EVENTS, draws: int = DRAWS, seed: int = 0,
) -> Measurement:
    """Return weights of kinds of acts learned from which of them occur in the same periods.

    Parameters
    ----------
    series : TensionSeries
        Any frequency; its scale serves for the sign and for comparison only.
    direction : str
        ``IRN>AZE``, ``AZE>IRN`` or ``both``.
    by : str
        What a kind of act is: the ``root`` of its code, or the ``code`` itself.
    least : int
        Events below which a kind is pooled with the other rare ones of its quad class, and those
        that are rare even so with one another; above 0.
    draws : int
        Bootstrap samples, and shuffled worlds.
    seed : int
        Same seed, same intervals.

    Returns
    -------
    Measurement
        `.table` of loadings, `.scores` of periods, `.inertia`, and the two correlations. With
        fewer than 3 kinds, fewer than 12 periods, or a scale that scores none of the kinds,
        nothing is learned and `.reason` says so.

    Raises
    ------
    UsageError
        If ``by`` is no such choice, a number is out of range, or the dyad has no such direction.

    Notes
    -----
    Model: the counts of periods × kinds are independent Poisson with means rᵢ cⱼ (1 + φ xᵢ yⱼ) up
    to dimensions left out; correspondence analysis estimates the first by singular values of the
    standardised residuals (n_ij/n − rᵢcⱼ)/√(rᵢcⱼ). Loadings yⱼ have mean 0 and variance 1 over the
    events, and a period's score is the mean loading of its events, as `net` is of their scores.
    Silent periods have no row. Explained variance is the squared first singular value as a share of
    the total inertia, most of which is counting noise where periods hold few events: it is set
    beside the share in worlds where the days are dealt out to the periods anew (acts of a day stay
    together).

    Intervals: percentiles over blocks of periods, about a year long, drawn with replacement; each
    sample's axis is turned to agree with the whole sample's loadings, never with the scale, so that
    the correlation with the scale is free to be of either sign. They contain the chance that a
    sample takes another dimension for the first. Correlations are weighted by events. A month that
    one rare act fills lies far out: rare kinds are pooled for that reason.

    The anchor is a sign only: loadings are turned so that they correlate positively with the
    scale's. Of few kinds, one axis of noise may correlate strongly with any weights, and the sign
    makes it look like agreement: `agreement_p` says how often the scale's weights, dealt out to the
    kinds anew, do as well, and the sentence claims agreement only below .05. Scores and tension are
    means over the same events: their correlation says what other weights would have changed, and is
    no test.

    statsmodels has neither correspondence analysis nor an item-response or Poisson factor model;
    its principal components can carry the singular values, and a test does so.

    References
    ----------
    Greenacre (2017), Correspondence Analysis in Practice, 3rd ed., Chapman & Hall/CRC,
    doi:10.1201/9781315369983.
    Goodman (1985), Annals of Statistics 13(1), 10–69, doi:10.1214/aos/1176346576.
    Schrodt (2007), Inductive Event Data Scaling using Item Response Theory, Summer Meeting of the
    Society of Political Methodology.
    Künsch (1989), Annals of Statistics 17(3), 1217–1241, doi:10.1214/aos/1176347265.

    Examples
    --------
    >>> from tension.sources.read import read_events
    >>> from tension.series.aggregate import build_series
    >>> found = learn_weights(build_series(read_events()), draws=49)
    >>> found.with_scale.value > 0
    True
    """
    if by not in ("root", "code"):
        raise UsageError(f"by: {by!r} is no kind of act; use root or code")
    if least < 1 or draws < 1:
        raise UsageError("least and draws must be above 0")
    series.direction(direction)
    kinds = kinds_of(series, direction, by, least)
    provenance = series.provenance.choose(
        measurement_by=by, measurement_least=least, measurement_draws=draws,
        measurement_seed=seed)
    if reason := _too_little(kinds, series.freq, least):
        return Measurement(
            schema.empty(results.LOADINGS), schema.empty(results.SCORES), {}, None, None, direction,
            reason, provenance, series, kinds.left_out)
    axis = first_axis(kinds.counts).towards(kinds.weight, kinds.counts.sum(axis=0))
    spread = intervals(kinds, axis, series, draws, seed)
    inertia = {"share": axis.share, "low": spread.share[0], "high": spread.share[1],
               "total": axis.total, **by_chance(kinds, axis, draws, seed)}
    return Measurement(
        _loadings(kinds, axis, spread.loadings), _scores(kinds, axis, series, direction), inertia,
        spread.with_scale, spread.with_tension, direction, "", provenance, series, kinds.left_out)


def _too_little(kinds: Kinds, unit: str, least: int) -> str:
    """Why no dimension can be learned, or "" when it can."""
    periods, count = kinds.counts.shape
    if not kinds.all_events:
        return "no event"
    if count < LEAST_KINDS:
        return (f"{counted(kinds.all_events, 'event')} of "
                f"{counted(kinds.all_kinds, 'kind')} in {counted(kinds.all_periods, unit)}: "
                f"{LEAST_KINDS} kinds with {counted(least, 'event')} each are needed")
    if periods < LEAST_PERIODS:
        return f"{counted(periods, unit)} with events, at least {LEAST_PERIODS} are needed"
    known = kinds.weight[~np.isnan(kinds.weight)]
    if len(known) < LEAST_KINDS or np.ptp(known) == 0:
        return "the scale does not tell the kinds of acts apart, so that nothing anchors the sign"
    return ""


def _loadings(kinds: Kinds, axis: Axis, band: np.ndarray) -> pd.DataFrame:
    table = pd.DataFrame({
        "kind": kinds.names, "label": kinds.labels,
        "events": kinds.counts.sum(axis=0).astype("int64"), "loading": axis.loadings,
        "loading_low": band[0], "loading_high": band[1], "weight": kinds.weight,
    })
    return table.sort_values(["loading", "kind"], ignore_index=True)


def _scores(
    kinds: Kinds, axis: Axis, series: TensionSeries, direction: str
) -> pd.DataFrame:
    """Each period's mean loading, with the standard error of a mean of its effective events."""
    events = kinds.counts.sum(axis=1)
    rows = series.direction(direction).iloc[kinds.periods]
    squares = kinds.counts @ axis.loadings**2 - events * axis.scores**2
    freedom = float((events - 1).sum())
    # Equal acts spread by nothing, and the arithmetic by a little less.
    variance = max(float(squares.sum()), 0.0) / freedom if freedom else np.nan
    effective = rows["effective_events"].to_numpy(dtype=float)
    # A period of unscored acts has no effective events of its own: its events stand in.
    effective = np.where(effective > 0, np.minimum(effective, events), events)
    labels = series.table.loc[series.table["direction"] == direction, "period"]
    return pd.DataFrame({
        "period": labels.to_numpy()[kinds.periods], "direction": direction,
        "origin": series.origin, "events": events.astype("int64"), "score": axis.scores,
        "score_se": np.sqrt(variance / effective), "tension": rows["tension"].to_numpy(),
    })
