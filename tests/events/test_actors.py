"""Roles read from CAMEO actor strings."""

import pandas as pd
import pytest

from tension.events.actors import ROLES, STATE_ROLES, roles_of


@pytest.mark.parametrize(
    ("actor", "role"),
    [
        ("IRNGOV", "GOV"),
        ("IRNGOVMIL", "GOV"),
        ("IRNMIL", "MIL"),
        ("IRN", ""),
        ("", ""),
        (None, ""),
        ("IRNXYZ", ""),
        ("AZEGOV", ""),
        ("IGOEUREEC", ""),
        ("COP", ""),
        ("GOV", ""),
        ("irngov", ""),
        ("IRNGO", ""),
    ],
)
def test_the_role_is_the_block_after_the_country(actor, role):
    assert roles_of(pd.Series([actor], dtype="str"), pd.Series(["IRN"])).tolist() == [role]


def test_each_actor_is_read_against_its_own_country_whatever_the_index():
    actors = pd.Series(["IRNGOV", "AZEMIL", "AZEMED"], index=[7, 3, 5])
    countries = pd.Series(["IRN", "AZE", "IRN"], index=[7, 3, 5])
    roles = roles_of(actors, countries)
    assert roles.tolist() == ["GOV", "MIL", ""]
    assert roles.index.tolist() == [7, 3, 5]


def test_the_roles_of_the_state_have_names():
    assert set(ROLES) >= STATE_ROLES
    assert all(ROLES.values())
