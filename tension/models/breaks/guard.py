"""A guard against heavy tails: a period that lies far out of its regime counts as one less far out.

Under Gaussian likelihood one dreadful month weighs as its square, and makes a regime of itself or
hides one. What a period is out beyond a limit, given all the others, is taken off (Huber 1981,
Robust statistics, Wiley, doi:10.1002/0471725250: winsorised pseudo-values), once, before the search
is run again.
"""

from __future__ import annotations

import numpy as np

from tension.models.breaks.partition import Fitted
from tension.models.breaks.whiten import Rows

LIMIT = 3.5
"""Standard deviations beyond which a residual counts no further: 5 in 10,000 if they are normal."""

QUANTILE, NORMAL = 0.8, 1.2815515655446004
"""The spread is read off this quantile of the sizes of residuals, which is so for a normal one."""


def excess(rows: Rows, fitted: Fitted) -> np.ndarray:
    """Return what each observation has beyond the limit, in its own unit; mostly zeros.

    Parameters
    ----------
    rows : Rows
        The whitened series.
    fitted : Fitted
        Its best partition.
    """
    # Precision-weighted residuals over the precision: what is left given both neighbours, which
    # does not depend on the direction of time. The first regressor is a constant.
    own, before, left = rows.own[:, 0], np.append(rows.before[1:, 0], 0.0), fitted.left
    precision = own**2 + before**2
    out = (own * left + before * np.append(left[1:], 0.0)) / precision**0.5
    spread = float(np.quantile(np.abs(out), QUANTILE)) / NORMAL
    if spread == 0:  # most are equal: what differs is all there is
        return np.zeros(len(out))
    beyond = np.maximum(np.abs(out) - LIMIT * spread, 0.0) * np.sign(out)
    return np.asarray(beyond / precision**0.5)
