"""Write pymannkendall.json: Mann–Kendall tests of series drawn here.

Run from the repository's root, with pymannkendall 1.4.3 installed:

    python tests/golden/make_pymannkendall.py
"""

import json
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent
TESTS = {"plain": "original_test", "hamed_rao": "hamed_rao_modification_test"}


def series(seed: int, count: int, memory: float, tilt: float, decimals: int) -> list[float]:
    """An AR(1) about a line, rounded so that few decimals make ties."""
    rng = np.random.default_rng(seed)
    noise = rng.normal(size=count)
    for at in range(1, count):
        noise[at] += memory * noise[at - 1]
    return np.round(50 + 8 * noise + tilt * np.arange(count), decimals).tolist()


CASES = {
    "independent": series(1, 60, 0.0, 0.0, 6),
    "ties": series(2, 90, 0.3, 0.05, 0),
    "memory": series(3, 120, 0.6, 0.0, 6),
    "memory and trend": series(4, 200, 0.7, 0.1, 6),
    "alternating": series(5, 80, -0.6, 0.0, 6),
}


def fact(values: list[float]) -> dict[str, object]:
    import pymannkendall  # only where the golden is made: it is no dependency

    found = {}
    for name, test in TESTS.items():
        told = getattr(pymannkendall, test)(np.array(values))
        found[name] = {
            "score": float(told.s), "variance": float(told.var_s), "p_value": float(told.p),
            "slope": float(told.slope),
        }
    return {"y": values, **found}


if __name__ == "__main__":
    text = json.dumps({name: fact(values) for name, values in CASES.items()}, indent=1)
    (HERE / "pymannkendall.json").write_text(text + "\n", encoding="utf-8")
