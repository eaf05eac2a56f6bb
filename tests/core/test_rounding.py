from tension.core import rounding


def test_bands_are_rounded_outwards_and_clipped_to_the_scale():
    assert rounding.band(-4.0, 48.01) == "0 to 49"
    assert rounding.band(12.9, 130.0) == "12 to 100"


def test_a_change_interval_that_holds_0_still_holds_it_when_rounded():
    assert rounding.change_band(-0.2, 0.3) == "−1 to +1"


def test_points_are_whole_with_a_real_minus_sign_and_no_minus_zero():
    assert [rounding.points(value) for value in (-0.4, -1.6, 2.4)] == ["0", "−2", "2"]
    assert [rounding.points(value, signed=True) for value in (-0.4, 2.4)] == ["0", "+2"]
