"""Write scoringrules.json: CRPS of mixtures of normals and of samples.

Run from the repository's root, with scoringrules 0.10.0 installed:

    python tests/golden/make_scoringrules.py
"""

import json
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent


def mixture(seed: int, parts: int) -> dict[str, object]:
    import scoringrules  # only where the golden is made: it is no dependency

    rng = np.random.default_rng(seed)
    mean, spread = rng.normal(45, 10, parts).round(3), rng.uniform(0.5, 20, parts).round(3)
    weight = rng.dirichlet(np.ones(parts))
    values = rng.normal(45, 25, 4).round(3)
    return {
        "mean": mean.tolist(), "spread": spread.tolist(), "weight": weight.tolist(),
        "values": values.tolist(),
        "crps": [float(scoringrules.crps_mixnorm(y, mean, spread, weight)) for y in values],
    }


def sample(seed: int, count: int) -> dict[str, object]:
    import scoringrules

    rng = np.random.default_rng(seed)
    points, values = rng.normal(45, 15, count).round(1), rng.normal(45, 25, 4).round(3)
    return {
        "points": points.tolist(), "values": values.tolist(),
        "crps": [float(scoringrules.crps_ensemble(y, points, estimator="nrg")) for y in values],
    }


if __name__ == "__main__":
    told = {
        "mixtures": [mixture(seed, parts) for seed, parts in enumerate((1, 2, 7, 40))],
        "samples": [sample(seed, count) for seed, count in enumerate((1, 2, 9, 60))],
    }
    (HERE / "scoringrules.json").write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
