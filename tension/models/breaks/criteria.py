"""How many breaks: five ways to choose, each explained in words, and what any break must prove.

A break costs two parameters in BIC, its date and its level. Where the memory of the noise is
estimated, breaks and memory imitate one another, so that an answer with breaks must besides have
strong evidence over both answers without: one level, and a level that wanders slowly.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from tension.core.errors import UsageError
from tension.core.language import say, say_n
from tension.core.rounding import counted
from tension.models.breaks.fit import STRONG, Fit
from tension.models.breaks.guard import LIMIT
from tension.models.breaks.number import Candidate, bic
from tension.models.breaks.supf import further_break
from tension.models.breaks.walk import TERMS, walk_fit

WANDERING = 8.0
"""BIC by which it must beat a level that wanders, which breaks imitate best: so much that a walk of
.05 SD a month is taken for breaks in fewer than a quarter of all series."""

Number = str | int


@dataclass(frozen=True)
class Verdict:
    """The number chosen, and why.

    Parameters
    ----------
    fit : Fit
        With the chosen candidate.
    number : str or int
        How it was chosen.
    scores : dict of int to float
        Criterion by number of breaks, lower is better; empty for ``sequential`` and a fixed number.
    walk : float
        BIC of a level that wanders and does not break; missing where it was not needed.
    refused : int
        Breaks that the criterion found and that lacked strong evidence, or 0.
    """

    fit: Fit
    number: Number
    scores: dict[int, float]
    walk: float
    refused: int

    @property
    def words(self) -> str:
        """The penalty, what a further break would have to do, and what spoke against any."""
        parts = [_by(self.number, self.fit.model.width)]
        if self.scores:
            parts.append(self._further())
        elif self.number == "sequential":
            parts.append(self._next_test())
        if self.refused:
            parts.append(self._refusal())
        return "; ".join(part for part in parts if part)

    @property
    def remarks(self) -> list[str]:
        """What was done to the series before its dates were searched."""
        fit, told = self.fit, []
        if fit.chosen.noise.exponent < 0:
            told.append(say("periods with more events spread more about their level, not less, and "
                            "weigh less"))
        if fit.cycle.any():
            reach = float(np.abs(fit.cycle).max())
            told.append(say("a yearly cycle of up to ±{reach:.3g} was taken out", reach=reach))
        far = int(np.count_nonzero(fit.excess))
        if far:
            told.append(say_n(
                "{number} period far out of its regime counted as {limit:g} standard deviations "
                "out when dates were searched",
                "{number} periods far out of their regime counted as {limit:g} standard deviations "
                "out when dates were searched", far, number=far, limit=LIMIT))
        return told

    def _further(self) -> str:
        chosen, by_count = self.fit.chosen, self.fit.by_count
        more = by_count.get(chosen.count + 1)
        if more is None or self.refused:
            return ""
        gained = chosen.fit - more.fit
        needed = gained + self.scores[more.count] - self.scores[chosen.count]
        if not chosen.count and self.fit.model.phi is None:
            needed += STRONG
        return say("a further break would have to improve −2 log likelihood by {needed:.1f}, and "
                   "the best one improves it by {gained:.1f}", needed=needed, gained=gained)

    def _next_test(self) -> str:
        """What the test said that ended the sequence."""
        test = further_break(self.fit)
        if test is None or self.refused:
            return ""
        return say("a further break would have to be significant, and the best one has {test} = "
                   "{value:.1f}, p = {p:.2g}", test=test.name, value=test.statistic,
                   p=test.p_value)

    def _refusal(self) -> str:
        none, found = self.fit.by_count[0], self.fit.by_count[self.refused]
        breaks = counted(self.refused, "break")
        rival, against, asked = none.bic, say("one level throughout"), STRONG
        if self.walk - WANDERING < none.bic - STRONG:
            rival, against, asked = self.walk, say("a level that wanders slowly"), WANDERING
        lead = rival - found.bic
        blanks = {"breaks": breaks, "lead": abs(lead), "rival": against, "asked": asked}
        if lead > 0:
            return say("{breaks} would have a BIC only {lead:.1f} lower than {rival}, and "
                       "{asked:.0f} lower is asked for", **blanks)
        return say("{breaks} would have a BIC {lead:.1f} higher than {rival}, and {asked:.0f} "
                   "lower is asked for", **blanks)


def check_number(number: Number) -> None:
    """Raise UsageError unless this is a criterion or a whole number from 0."""
    if isinstance(number, bool) or not isinstance(number, str | int | np.integer):
        raise UsageError(f"number is {number!r}; use {', '.join(NUMBERS)}, or a whole number")
    if isinstance(number, str) and number not in NUMBERS:
        raise UsageError(f"there is no criterion {number!r}; use {', '.join(NUMBERS)}, or a number")
    if not isinstance(number, str) and number < 0:
        raise UsageError("breaks are counted from 0")


def decide(fit: Fit, number: Number, level: float = 0.95) -> Verdict:
    """Choose the number of breaks.

    Parameters
    ----------
    fit : Fit
        Candidates by number.
    number : str or int
        ``bic``: Bayesian information criterion, a break costing its date and what changes there.
        ``mbic``, also called ``few_false_alarms``: modified BIC, one parameter a break more, less
        what short regimes save.
        ``lwz``: Liu, Wu and Zidek's. ``sequential``: supF(l+1|l) tests at 1 − ``level``. An
        integer: so many.
    level : float
        Of the sequential tests.

    Raises
    ------
    UsageError
        If the criterion is unknown, or no partition has so many breaks.

    References
    ----------
    Yao (1988), Statistics & Probability Letters 6, 181–189, doi:10.1016/0167-7152(88)90118-6.
    Zhang & Siegmund (2007), Biometrics 63, 22–32, doi:10.1111/j.1541-0420.2006.00662.x.
    Liu, Wu & Zidek (1997), Statistica Sinica 7, 497–525.
    Bai & Perron (1998), Econometrica 66, 47–78, doi:10.2307/2998540.
    """
    check_number(number)
    if not isinstance(number, str):
        return _fixed(fit, int(number))
    scores: dict[int, float] = {}
    if number == "sequential":
        count = _sequential(fit, level)
    else:
        scores = {k: SCORES[number](one, fit) for k, one in fit.by_count.items()}
        count = min(scores, key=lambda k: (scores[k], k))
    if not count or fit.model.phi is not None:
        return Verdict(replace(fit, chosen=fit.by_count[count]), number, scores, math.nan, 0)
    return _prove(fit, number, scores, count)


def _prove(fit: Fit, number: Number, scores: dict[int, float], count: int) -> Verdict:
    """Ask strong evidence of breaks found while the memory of the noise was estimated."""
    none, found, walk = fit.by_count[0], fit.by_count[count], math.nan
    refused = found.bic + STRONG >= none.bic
    if not refused:
        like = walk_fit(fit.seen, fit.regressors, fit.exponents)
        walk = bic(like, 0, fit.observed, fit.model.width, TERMS)
        refused = found.bic + WANDERING >= walk
    chosen = none if refused else found
    return Verdict(replace(fit, chosen=chosen), number, scores, walk, count if refused else 0)


def _fixed(fit: Fit, number: int) -> Verdict:
    if number not in fit.by_count:
        raise UsageError(f"no partition with {number} breaks fits: at most {max(fit.by_count)}")
    return Verdict(replace(fit, chosen=fit.by_count[number]), number, {}, math.nan, 0)


def _sequential(fit: Fit, level: float) -> int:
    """The first number at which no regime shows a further break at this level."""
    for count in sorted(fit.by_count):
        test = further_break(replace(fit, chosen=fit.by_count[count]))
        if test is None or test.p_value > 1 - level:
            return count
    return max(fit.by_count)


def _modified(one: Candidate, fit: Fit) -> float:
    """−2 log likelihood with Zhang & Siegmund's penalty."""
    lengths = np.diff([0, *one.starts, fit.observed])
    short = float(np.log(lengths / fit.observed).sum())
    return one.fit + (2 + fit.model.width) * one.count * math.log(fit.observed) + short


def _liu_wu_zidek(one: Candidate, fit: Fit) -> float:
    """Liu, Wu & Zidek's criterion, with their c₀ = .299 and δ₀ = .1."""
    used = (one.count + 1) * fit.model.width + one.count
    free = math.log((fit.observed - used) / fit.observed)
    asked = 0.299 * used * float(math.log(fit.observed) ** 2.1)
    return one.fit - fit.observed * free + asked


SCORES: dict[str, Callable[[Candidate, Fit], float]] = {
    "bic": lambda one, _: one.bic,
    "mbic": _modified,
    "few_false_alarms": _modified,
    "lwz": _liu_wu_zidek,
}

NUMBERS = (*SCORES, "sequential")


def _by(number: Number, width: int) -> str:
    if isinstance(number, int):
        return say("number of breaks given: {number}", number=number)
    modified = say("number of breaks by modified BIC, which asks more of short regimes")
    bic = (say("number of breaks by BIC, two parameters a break"),
           say("number of breaks by BIC, three parameters a break"))
    return {
        "bic": bic[width - 1], "mbic": modified, "few_false_alarms": modified,
        "lwz": say("number of breaks by the criterion of Liu, Wu and Zidek"),
        "sequential": say("number of breaks by sequential supF tests"),
    }[number]
