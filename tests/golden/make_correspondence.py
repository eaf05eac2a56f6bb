"""Write correspondence.json: correspondence analyses of tables of counts.

Run from the repository's root, with prince 0.20.2 installed:

    python tests/golden/make_correspondence.py
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd

HERE = Path(__file__).parent


def table(seed: int, rows: int, columns: int, mean: float, strength: float) -> np.ndarray:
    """Poisson counts with one dimension, no row and no column empty."""
    rng = np.random.default_rng(seed)
    rates = mean * np.exp(strength * np.outer(rng.normal(size=rows), rng.normal(size=columns)))
    counts = rng.poisson(rates)
    counts[counts.sum(axis=1) == 0, 0] = 1
    counts[0, counts.sum(axis=0) == 0] = 1
    return counts


# Hair and eye colour of 592 students (Snee 1974, The American Statistician 28, 9-12), both sexes.
SNEE = np.array([[68, 20, 15, 5], [119, 84, 54, 29], [26, 17, 14, 14], [7, 94, 10, 16]])

CASES = {
    "hair and eyes": SNEE,
    "one dimension": table(1, 60, 8, 4.0, 0.8),
    "sparse": table(2, 200, 12, 0.3, 0.6),
    "no dimension": table(3, 80, 6, 3.0, 0.0),
}


def fact(counts: np.ndarray) -> dict[str, object]:
    import prince  # only where the golden is made: it is no dependency

    frame = pd.DataFrame(counts)
    size = min(counts.shape) - 1
    found = prince.CA(n_components=size, engine="scipy", random_state=0).fit(frame)
    return {
        "counts": counts.tolist(), "total": float(found.total_inertia_),
        "inertia": float(found.eigenvalues_[0]),
        "rows": found.row_coordinates(frame)[0].tolist(),
        "columns": found.column_coordinates(frame)[0].tolist(),
    }


if __name__ == "__main__":
    lines = [f"{json.dumps(name)}: {json.dumps(fact(counts))}" for name, counts in CASES.items()]
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    (HERE / "correspondence.json").write_text(text, encoding="utf-8")
