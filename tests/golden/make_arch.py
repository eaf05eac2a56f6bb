"""Write arch.json: block lengths and stationary bootstraps of series drawn here.

Run from the repository's root, with arch 8.0.0 installed:

    python tests/golden/make_arch.py
"""

import json
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
BLOCK, DRAWS = 5, 20_000


def series(seed: int, count: int, memory: float) -> list[float]:
    """An AR(1), rounded so that the file holds what was used."""
    rng = np.random.default_rng(seed)
    noise = rng.normal(size=count)
    for at in range(1, count):
        noise[at] += memory * noise[at - 1]
    return np.round(noise, 6).tolist()


CASES = {
    "independent": series(1, 60, 0.0),
    "some memory": series(2, 120, 0.5),
    "long memory": series(3, 300, 0.9),
    "alternating": series(4, 150, -0.6),
    "many": series(5, 2000, 0.7),
    "few": series(6, 20, 0.3),
}


def lengths() -> dict[str, object]:
    from arch.bootstrap import optimal_block_length  # no dependency: only where the golden is made

    return {
        name: {"y": values,
               "block": float(optimal_block_length(np.array(values))["stationary"].iloc[0])}
        for name, values in CASES.items()
    }


def bootstrap() -> dict[str, object]:
    from arch.bootstrap import StationaryBootstrap

    x = np.array(CASES["some memory"])
    y = np.round(0.6 * x + np.array(series(7, 120, 0.5)), 6)
    made = StationaryBootstrap(BLOCK, np.column_stack([x, y]), seed=1).apply(
        lambda pair: np.array([np.corrcoef(pair.T)[0, 1], pair[:, 0].mean()]), DRAWS)
    return {
        "x": x.tolist(), "y": y.tolist(), "block": BLOCK, "draws": DRAWS,
        "correlation_error": float(np.arctanh(made[:, 0]).std(ddof=1)),
        "correlation_quantiles": np.quantile(made[:, 0], [0.025, 0.975]).tolist(),
        "mean_error": float(made[:, 1].std(ddof=1)),
    }


if __name__ == "__main__":
    text = json.dumps({"lengths": lengths(), "bootstrap": bootstrap()})
    (HERE / "arch.json").write_text(text + "\n", encoding="utf-8")
