import pytest

from tension.report import wording


@pytest.mark.parametrize(("low", "high", "told"), [
    (33.0, 48.9, "on the cooperative side of neutral"),
    (33.0, 49.1, "not clearly on either side of neutral"),
    (51.1, 60.0, "on the conflictual side of neutral"),
])
def test_a_side_of_neutral_is_claimed_only_when_the_whole_band_is_on_it(low, high, told):
    assert wording.side(low, high) == told


def test_singular_and_plural_follow_the_number():
    assert wording.moved(-1.2) == "−1 point"


def test_a_shortened_text_is_never_longer_than_asked():
    for length in range(5, 40):
        assert len(wording.shortened("The two presidents signed a declaration today", length)) <= (
            length
        )
