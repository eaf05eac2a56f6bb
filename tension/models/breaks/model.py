"""What is fitted: what a regime is, and what of the noise is given."""

from __future__ import annotations

from dataclasses import dataclass

from tension.models.breaks.noise import EXPONENTS
from tension.models.breaks.search import Limits
from tension.models.noise import Observations


@dataclass(frozen=True)
class Model:
    """What is fitted.

    Parameters
    ----------
    cost : str
        ``mean`` or ``trend``: what a regime is.
    phi, exponent : float or None
        The law of the noise; None is estimated.
    cycle : float or None
        Periods of a year, in which a cycle may be found while the memory is estimated.
    """

    cost: str = "mean"
    phi: float | None = None
    exponent: float | None = None
    cycle: float | None = None

    @property
    def width(self) -> int:
        """Coefficients of a regime."""
        return 2 if self.cost == "trend" else 1

    @property
    def terms(self) -> int:
        """Terms of the noise that count: its scale, and its memory unless given."""
        return 2 if self.phi is None else 1

    def needs(self, limits: Limits) -> Limits:
        """Return limits that leave a regime something to measure its noise by."""
        return Limits(limits.periods, max(limits.observed, self.width + 1))

    def exponents(self, seen: Observations) -> tuple[float, ...]:
        """Return the exponents tried; one where the periods weigh alike."""
        if self.exponent is not None:
            return (self.exponent,)
        return EXPONENTS if len(set(seen.sampling.tolist())) > 1 else (0.0,)
