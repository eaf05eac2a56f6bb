"""The verdict on each break, by its rule, and the words for it."""

import pytest

from tension.core import schema
from tension.explain.solidity import RULE, Solidity, solidity, verdict


@pytest.mark.parametrize(("survival", "simulated", "resampled", "expected"), [
    (0.67, 0.05, 0.05, "solid"),
    (0.66, 0.01, 0.01, "depends"),
    (0.34, 0.01, 0.01, "depends"),
    (0.33, 0.001, 0.001, "artefact of a choice"),
    (0.9, 0.051, 0.01, "may be chance"),
    (0.9, 0.01, 0.051, "may be chance"),
    (0.1, 0.9, 0.9, "artefact of a choice"),
])
def test_the_rule(survival, simulated, resampled, expected):
    assert verdict(survival, simulated, resampled) == expected


QUICK = {"choices": {"freq": ["month"], "scale": ["goldstein_cameo", "quad"],
                     "direction": ["both"], "disputed": ["in"], "multilateral": ["in"],
                     "measure": ["mean", "share"]},
         "worlds": 40, "repetitions": 3, "workers": 1}


def test_each_break_has_its_numbers_and_its_verdict(shifted_events, shifted_breaks):
    found = solidity(shifted_events, shifted_breaks, **QUICK)
    assert list(found.table) == schema.names(schema.SOLIDITY)
    assert found.table["verdict"].tolist() == ["solid", "solid"]
    survival = found.multiverse.survival
    assert found.table["survival"].tolist() == survival["survival"].head(2).tolist()
    assert found.table["worlds"].tolist() == [40, 40]
    assert found.table["removals"].isna().all()
    assert found.sentences[0].startswith("January 2004: solid. ")
    assert "and of 40 quiet worlds 0 simulated and 0 shuffled show one as strong" in (
        found.sentences[0])
    assert RULE in found.summary()


def test_without_a_break_it_says_how_many_choices_agree(no_breaks):
    from tension.sources.read import read_events

    found = solidity(read_events(), no_breaks, **QUICK)
    assert isinstance(found, Solidity)
    assert len(found.table) == 0
    assert found.sentences[0].endswith(" of the combinations of choices agree that there is no "
                                       "break.")
    assert "was rejected: of 40 quiet worlds" in found.summary()
    assert RULE not in found.summary()
