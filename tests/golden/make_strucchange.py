"""Write strucchange.json: partitions, criteria, intervals and tests, from the oracle files.

The oracle files hold facts computed with R 4.2.2 and strucchange 1.5-3. For each data set here, the
formula being y ~ 1 or y ~ t:

    found <- breakpoints(formula, h = h, breaks = 5)  # RSS, BIC and breakpoints for every number
    confint(found)                                    # intervals of the number of least BIC
    confint(found, het.reg = FALSE, het.err = FALSE)  # homogeneous
    confint(found, vcov. = vcovHC)                    # hc, of package sandwich
    sctest(Fstats(formula, from = h), type = "supF")  # and aveF, expF
    sctest(efp(formula, type = "OLS-CUSUM"))

Run from the repository's root, with the oracle files in ../shared/oracles/strucchange:

    python tests/golden/make_strucchange.py
"""

import csv
import json
from pathlib import Path

HERE = Path(__file__).parent
ORACLES = HERE.parents[2] / "shared" / "oracles" / "strucchange"
CHOSEN = ("nile", "sim07_mean_ar_n120", "sim17_trend_n120")
KINDS = {"default": "default", "homogeneous": "homogeneous", "hc": "vcovHC"}


def starts(found: object) -> list[int]:
    """A single break is written as a plain number."""
    return found if isinstance(found, list) else [found]


def fact(name: str) -> dict[str, object]:
    told = json.loads((ORACLES / f"{name}.json").read_text(encoding="utf-8"))
    with (ORACLES / told["data_file"]).open(encoding="utf-8") as lines:
        values = [float(row["y"]) for row in csv.DictReader(lines)]
    partitions = told["partitions_1based_last_of_segment"]
    found = told["confint_selected"]
    intervals = {
        kind: [starts(found[theirs][end]) for end in ("lower", "upper")]
        for kind, theirs in KINDS.items()
    }
    cusum = told["efp"]["OLS_CUSUM"]
    return {
        "formula": told["formula"], "bic": told["BIC"], "selected": starts(told["selected"]),
        "intervals": intervals,
        "tests": {**told["Fstats"], "OLS-CUSUM": {k: cusum[k] for k in ("statistic", "p_value")}},
        "h": told["h"], "min_segment": told["min_segment_obs"], "y": values, "rss": told["RSS"],
        # The last observation of a segment, from 1, is the first of the next, from 0.
        "starts": [[], *(starts(partitions[f"m{m}"]) for m in range(1, len(told["RSS"])))],
    }


if __name__ == "__main__":
    text = json.dumps({name: fact(name) for name in CHOSEN}, indent=1)
    (HERE / "strucchange.json").write_text(text + "\n", encoding="utf-8")
