"""The two directions' levels as a statsmodels state-space model, for diagnostics and for doubters.

`estimate_directions` filters many parameters at once with a filter of its own (`pair_level`); this
is the same model, one set of parameters at a time. The tests hold the two to each other.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from statsmodels.tsa.statespace.mlemodel import MLEModel


class PairLevel(MLEModel):  # type: ignore[misc]
    """Two local levels whose movements, and whose noise, are correlated.

    Parameters
    ----------
    tension : float array, (n, 2)
        0…100, missing where a direction is silent.
    sampling : float array, (n, 2)
        σ²/effective events, in squared points of tension; any number where silent.
    """

    def __init__(self, tension: np.ndarray, sampling: np.ndarray) -> None:
        super().__init__(tension, k_states=2, initialization="diffuse")
        self.sampling = np.asarray(sampling, dtype=float)
        for name in ("design", "transition", "selection"):
            self[name] = np.eye(2)
        self.ssm["obs_cov"] = np.zeros((2, 2, self.nobs))

    def clone(
        self, endog: np.ndarray, exog: None = None,  # noqa: ARG002 - statsmodels passes it
        *, sampling: np.ndarray, **kwargs: Any,
    ) -> PairLevel:
        """Return the model of other periods, as forecasts, `append` and `extend` ask for."""
        model = type(self)(endog, sampling)
        if "initialization" in kwargs:
            model.ssm.initialization = kwargs["initialization"]
        return model

    @property
    def param_names(self) -> list[str]:
        """Standard deviations in points of tension, and the two correlations."""
        return ["tau_1", "tau_2", "step_1", "step_2", "moves", "noise"]

    @property
    def start_params(self) -> np.ndarray:
        """A start for an optimiser: a third of the observed spread each, no correlation."""
        spread = np.nanstd(self.endog, axis=0) / 3 + 0.1
        return np.concatenate([spread, spread, [0.0, 0.0]])

    def transform_params(self, unconstrained: np.ndarray) -> np.ndarray:
        """Return parameters for an optimiser's unconstrained numbers."""
        free = np.asarray(unconstrained)
        return np.concatenate([np.abs(free[:4]), np.tanh(free[4:])])

    def untransform_params(self, constrained: np.ndarray) -> np.ndarray:
        """Return an optimiser's numbers for parameters."""
        held = np.asarray(constrained)
        return np.concatenate([held[:4], np.arctanh(np.clip(held[4:], -1 + 1e-9, 1 - 1e-9))])

    def update(self, params: np.ndarray, **kwargs: Any) -> None:
        """Set the covariances for these parameters."""
        tau_1, tau_2, step_1, step_2, moves, noise = super().update(params, **kwargs)
        variance = np.array([tau_1, tau_2]) ** 2 + self.sampling
        shared = noise * np.sqrt(variance.prod(axis=1))
        self.ssm["obs_cov", 0, 0], self.ssm["obs_cov", 1, 1] = variance.T
        self.ssm["obs_cov", 0, 1] = self.ssm["obs_cov", 1, 0] = shared
        self.ssm["state_cov"] = np.array([
            [step_1**2, moves * step_1 * step_2], [moves * step_1 * step_2, step_2**2],
        ])
