"""Write strucchange.json: the least sums of squares and their partitions, from the oracle files.

The oracle files hold facts computed with R 4.2.2 and strucchange 1.5-3. For each data set here:

    breakpoints(y ~ 1, h = h, breaks = 5)   # RSS and breakpoints for every number of breaks

Run from the repository's root, with the oracle files in ../shared/oracles/strucchange:

    python tests/golden/make_strucchange.py
"""

import csv
import json
from pathlib import Path

HERE = Path(__file__).parent
ORACLES = HERE.parents[2] / "shared" / "oracles" / "strucchange"
CHOSEN = ("nile", "sim07_mean_ar_n120")


def starts(found: object) -> list[int]:
    """A single break is written as a plain number."""
    return found if isinstance(found, list) else [found]


def fact(name: str) -> dict[str, object]:
    told = json.loads((ORACLES / f"{name}.json").read_text(encoding="utf-8"))
    with (ORACLES / told["data_file"]).open(encoding="utf-8") as lines:
        values = [float(row["y"]) for row in csv.DictReader(lines)]
    partitions = told["partitions_1based_last_of_segment"]
    return {
        "h": told["h"], "min_segment": told["min_segment_obs"], "y": values, "rss": told["RSS"],
        # The last observation of a segment, from 1, is the first of the next, from 0.
        "starts": [[], *(starts(partitions[f"m{m}"]) for m in range(1, len(told["RSS"])))],
    }


if __name__ == "__main__":
    text = json.dumps({name: fact(name) for name in CHOSEN}, indent=1)
    (HERE / "strucchange.json").write_text(text + "\n", encoding="utf-8")
