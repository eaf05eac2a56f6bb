"""A scale as a table that travels: every code with its score and its quad class."""

from __future__ import annotations

import pandas as pd

from tension.core.ontology import ONTOLOGIES, OWN, ontology
from tension.scales.scale import ANY, Scale


def weights_of(scale: Scale) -> pd.DataFrame:
    """Return the score and the quad class of every code there is.

    Parameters
    ----------
    scale : Scale
        Built in, read from a file, or native; a code that it gives its parent's score has it here.

    Returns
    -------
    DataFrame
        `ontology`, `code`, `score` (missing where the scale does not know the code), `quad_class`
        (missing where the code has none), a row for each code of each scheme.

    Examples
    --------
    >>> table = weights_of(Scale.named("goldstein_cameo"))
    >>> table.set_index(["ontology", "code"]).loc[("cameo", "042"), "score"]
    np.float64(1.9)
    """
    rows = []
    for scheme in (*ONTOLOGIES, OWN):
        known = ontology(scheme)
        ours = scale.ontology in (ANY, scheme)
        codes = {**known.labels, **(scale.scores if scale.ontology == scheme else {})}
        for code in codes:
            quad = known.quad.get(code)
            rows.append((scheme, code, _score(scale, code, quad) if ours else None, quad))
    table = pd.DataFrame(rows, columns=["ontology", "code", "score", "quad_class"])
    return table.astype({"ontology": "str", "code": "str", "score": "float64"})


def _score(scale: Scale, code: str, quad: str | None) -> float | None:
    """Score of a code as `scales.scoring` finds it, or None."""
    key = quad if scale.basis == "quad_class" else code
    found = None if key is None or scale.basis == "native" else scale.resolve(key)
    return None if found is None else scale.scores[found]
