"""The palette for readers who see colours otherwise, or none."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_rgb

from tension.core import style

# Severity 1.0 of Machado, Oliveira & Fernandes (2009), IEEE TVCG 15, 1291-1298,
# doi:10.1109/TVCG.2009.113, applied to linear RGB.
VISION = {
    "protanopia": [[0.152286, 1.052583, -0.204868],
                   [0.114503, 0.786281, 0.099216],
                   [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968],
                     [0.280085, 0.672501, 0.047413],
                     [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779],
                   [-0.078411, 0.930809, 0.147602],
                   [0.004733, 0.691367, 0.303900]],
    "usual": np.eye(3).tolist(),
}
APART = 20.0
"""Least CIEDE2000 between two colours that mean opposite things; 2.3 can just be told apart."""


def _linear(colour):
    part = np.array(to_rgb(colour))
    return np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)


def _lab(linear):
    """CIE L*a*b* of linear sRGB under D65."""
    xyz = np.array([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
                    [0.0193339, 0.1191920, 0.9503041]]) @ np.clip(linear, 0, 1)
    ratio = xyz / [0.95047, 1.0, 1.08883]
    x, y, z = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def _ciede2000(one, other):
    """Sharma, Wu & Dalal (2005), Color Research & Application 30, 21-30, doi:10.1002/col.20070."""
    (light1, a1, b1), (light2, a2, b2) = one, other
    mean = ((np.hypot(a1, b1) + np.hypot(a2, b2)) / 2) ** 7
    stretch = 1 + 0.5 * (1 - np.sqrt(mean / (mean + 25.0**7)))
    chroma1, chroma2 = np.hypot(stretch * a1, b1), np.hypot(stretch * a2, b2)
    hue1 = np.degrees(np.arctan2(b1, stretch * a1)) % 360
    hue2 = np.degrees(np.arctan2(b2, stretch * a2)) % 360
    turn = (hue2 - hue1 + 180) % 360 - 180 if chroma1 * chroma2 else 0.0
    far = 2 * np.sqrt(chroma1 * chroma2) * np.sin(np.radians(turn / 2))
    light, chroma = (light1 + light2) / 2, (chroma1 + chroma2) / 2
    hue = (hue1 + turn / 2) % 360 if chroma1 * chroma2 else hue1 + hue2
    weight = (1 - 0.17 * np.cos(np.radians(hue - 30)) + 0.24 * np.cos(np.radians(2 * hue))
              + 0.32 * np.cos(np.radians(3 * hue + 6)) - 0.20 * np.cos(np.radians(4 * hue - 63)))
    of_light = 1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2)
    of_chroma, of_hue = 1 + 0.045 * chroma, 1 + 0.015 * chroma * weight
    spin = (-2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7))
            * np.sin(np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2)))))
    steps = np.array([(light2 - light1) / of_light, (chroma2 - chroma1) / of_chroma, far / of_hue])
    return float(np.sqrt((steps**2).sum() + spin * steps[1] * steps[2]))


@pytest.mark.parametrize(("one", "other", "distance"), [
    ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
    ((50, -1.3802, -84.2814), (50, 0, -82.7485), 1.0000),
    ((50, 2.5, 0), (61, -5, 29), 22.8977),
    ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
    ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
])
def test_the_distance_is_that_of_the_published_test_data(one, other, distance):
    assert _ciede2000(one, other) == pytest.approx(distance, abs=1e-4)


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize(("conflict", "cooperation"), [
    (style.CONFLICT, style.COOPERATION),
    (style.QUAD_COLOURS["verbal_conflict"], style.QUAD_COLOURS["verbal_cooperation"]),
])
def test_conflict_and_cooperation_are_told_apart_by_every_eye(vision, conflict, cooperation):
    seen = [_lab(np.array(VISION[vision]) @ _linear(one)) for one in (conflict, cooperation)]
    assert _ciede2000(*seen) > APART


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("side", ["conflict", "cooperation"])
def test_words_and_deeds_of_a_side_are_told_apart_by_every_eye(vision, side):
    seen = [_lab(np.array(VISION[vision]) @ _linear(style.QUAD_COLOURS[f"{kind}_{side}"]))
            for kind in ("verbal", "material")]
    assert _ciede2000(*seen) > APART


def _contrast(one, other):
    light, dark = sorted((style.luminance(to_rgb(one)), style.luminance(to_rgb(other))))[::-1]
    return (light + 0.05) / (dark + 0.05)


def test_classes_are_told_apart_in_grey_by_lightness_or_hatching_on_either_side_of_the_line():
    """Words and deeds lie on one another; conflict and cooperation on two sides of the line."""
    for side in ("conflict", "cooperation"):
        verbal, material = f"verbal_{side}", f"material_{side}"
        assert _contrast(style.QUAD_COLOURS[verbal], style.QUAD_COLOURS[material]) > 1.5
        assert style.QUAD_HATCHES[verbal] != style.QUAD_HATCHES[material]


@pytest.mark.parametrize("colour", [style.INK, style.MUTED])
def test_text_stands_out_from_the_paper(colour):
    assert _contrast(colour, style.PAPER) >= 4.5


@pytest.mark.parametrize("colour", [style.CONFLICT, style.COOPERATION, style.BAND])
def test_lines_and_markers_stand_out_from_the_paper(colour):
    assert _contrast(colour, style.PAPER) >= 3.0


@given(st.tuples(*[st.floats(0, 1)] * 3))
def test_black_or_white_can_be_read_on_any_colour(colour):
    assert _contrast(style.readable_on(colour), colour) >= 4.5


@pytest.mark.parametrize("vision", VISION)
def test_colours_of_months_grow_darker_from_neutral_to_either_end(vision):
    lights = [_lab(np.array(VISION[vision]) @ _linear(style.diverging()(at)[:3]))[0]
              for at in np.linspace(0, 1, 21)]
    assert all(after > before for before, after in itertools.pairwise(lights[:11]))
    assert all(after < before for before, after in itertools.pairwise(lights[10:]))
