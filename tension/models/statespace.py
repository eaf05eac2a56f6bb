"""The latent level as a statsmodels state-space model, for diagnostics and for doubters.

`estimate_tension` filters many parameters at once with a filter of its own (`local_level`); this is
the same model, one pair of parameters at a time, with all that statsmodels has for it: residuals,
news, forecasts. The tests hold the two to each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from statsmodels.tsa.statespace.mlemodel import MLEModel


class LocalLevel(MLEModel):  # type: ignore[misc]
    """Local level whose measurement variance differs from period to period.

    Parameters
    ----------
    tension : float array, n
        0…100, missing where silent.
    sampling : float array, n
        σ²/effective events, in squared points of tension; any number where silent.
    factor : float array, n
        What the noise is multiplied by; any number where silent.
    steps : sequence of int
        Places where the level steps. Each is a state of its own that is wholly unknown, added to
        the level from there on: the same as a level that starts anew.

    Notes
    -----
    The variances are set inside `update`, since statsmodels overwrites a time-varying ``obs_cov``
    set once on a model at the next update; `measurement_variance` lets a test see that it took.
    """

    def __init__(
        self, tension: np.ndarray, sampling: np.ndarray, factor: np.ndarray,
        steps: Sequence[int] = (),
    ) -> None:
        states = 1 + len(steps)
        super().__init__(tension, k_states=states, k_posdef=1, initialization="diffuse")
        self.sampling, self.factor = np.asarray(sampling, float), np.asarray(factor, float)
        self["transition"] = np.eye(states)
        self["selection"] = np.eye(states)[:, :1]
        design = np.arange(self.nobs) >= np.array([0, *steps])[:, None]
        self["design"] = design[None].astype(float)
        self.ssm["obs_cov"] = np.zeros((1, 1, self.nobs))

    def clone(
        self, endog: np.ndarray, exog: None = None,  # noqa: ARG002 - statsmodels passes it
        *, sampling: np.ndarray, factor: np.ndarray | float = 1.0,
        steps: Sequence[int] | None = None, **kwargs: Any,
    ) -> LocalLevel:
        """Return the model of other periods: what forecasts, `append` and `extend` ask for.

        Parameters
        ----------
        endog : float array, n
            Tension of the periods; statsmodels gives missing ones for a forecast.
        exog : None
            There is none.
        sampling : float array, n
            σ²/effective events of the same periods, which nothing but the caller knows:
            ``results.get_forecast(12, extend_kwargs={"sampling": …})``.
        factor : float array, n, or float
            What multiplies their noise; 1 where no period is known to be far out.
        steps : sequence of int, optional
            Places of the steps among them; behind the last step, where forecasts lie, when not
            given. `append`, whose periods begin with those there are, must say.
        """
        behind = [0] * (self.k_states - 1) if steps is None else steps
        model = type(self)(endog, sampling, np.broadcast_to(factor, len(endog)), behind)
        if "initialization" in kwargs:
            model.ssm.initialization = kwargs["initialization"]
        return model

    def level(self, results: Any) -> tuple[np.ndarray, np.ndarray]:
        """Return the smoothed level and its variance, the steps taken in."""
        design = self["design"][0]
        level = np.einsum("st,st->t", design, results.smoothed_state)
        variance = np.einsum("st,srt,rt->t", design, results.smoothed_state_cov, design)
        return level, variance

    @property
    def param_names(self) -> list[str]:
        """Names of the two parameters, both variances in squared points of tension."""
        return ["tau2", "q"]

    @property
    def start_params(self) -> np.ndarray:
        """A start for an optimiser: a tenth of the observed variance each."""
        return np.full(2, (float(np.nanvar(self.endog)) or 1.0) / 10)

    def transform_params(self, unconstrained: np.ndarray) -> np.ndarray:
        """Return variances for an optimiser's unconstrained numbers."""
        variances: np.ndarray = np.asarray(unconstrained) ** 2
        return variances

    def untransform_params(self, constrained: np.ndarray) -> np.ndarray:
        """Return an optimiser's numbers for variances."""
        numbers: np.ndarray = np.sqrt(np.asarray(constrained))
        return numbers

    def update(self, params: np.ndarray, **kwargs: Any) -> None:
        """Set the variances for these parameters."""
        tau2, q = super().update(params, **kwargs)
        self.ssm["obs_cov", 0, 0] = (tau2 + self.sampling) * self.factor
        self.ssm["state_cov", 0, 0] = q

    def measurement_variance(self) -> np.ndarray:
        """Return the variances the filter will really use, one a period."""
        variances: np.ndarray = np.asarray(self.ssm["obs_cov"])[0, 0]
        return variances
