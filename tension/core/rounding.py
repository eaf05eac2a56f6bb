"""How numbers are read: points whole, intervals outwards, a real minus sign, the right plural."""

from __future__ import annotations

import math

from tension.core.language import numeral, say, say_n

MINUS = "−"


def points(value: float, signed: bool = False) -> str:
    """Return points of tension, whole, with a real minus sign.

    Examples
    --------
    >>> points(-3.4, signed=True), points(41.6)
    ('−3', '42')
    """
    rounded = round(value)
    sign = "+" if signed and rounded > 0 else MINUS if rounded < 0 else ""
    return f"{sign}{abs(rounded)}"


def signed(value: float, decimals: int = 1) -> str:
    """Return a number with its sign, which one that is shown as nothing has not.

    Examples
    --------
    >>> signed(1.26), signed(-0.3), signed(-0.01), signed(0.014, 2), signed(-1204.2, 0)
    ('+1.3', '−0.3', '0.0', '+0.01', '−1,204')
    """
    rounded = round(value, decimals)
    mark = "+" if rounded > 0 else MINUS if rounded < 0 else ""
    return mark + numeral(f"{abs(rounded):,.{decimals}f}")


def band(low: float, high: float) -> str:
    """Return an interval of tension, clipped to 0…100 for display and rounded outwards.

    Examples
    --------
    >>> band(-3.2, 48.2)
    '0 to 49'
    """
    ends = math.floor(max(low, 0.0)), math.ceil(min(high, 100.0))
    return say("{low} to {high}", low=ends[0], high=ends[1])


def change_band(low: float, high: float) -> str:
    """Return an interval of a difference, rounded outwards.

    Examples
    --------
    >>> change_band(-9.4, 11.2)
    '−10 to +12'
    """
    ends = [points(end, signed=True) for end in (math.floor(low), math.ceil(high))]
    return say("{low} to {high}", low=ends[0], high=ends[1])


def slope_text(value: float) -> str:
    """Return a slope, to a hundredth, with its sign.

    Examples
    --------
    >>> slope_text(-0.314), slope_text(1.2), slope_text(0.001)
    ('−0.31', '+1.20', '0.00')
    """
    return _hundredths(round(100 * value))


def slope_band(low: float, high: float) -> str:
    """Return an interval of a slope, rounded outwards.

    Examples
    --------
    >>> slope_band(-0.314, 0.201)
    '−0.32 to +0.21'
    """
    return say("{low} to {high}", low=_hundredths(math.floor(100 * low)),
               high=_hundredths(math.ceil(100 * high)))


def _hundredths(count: int) -> str:
    sign = "+" if count > 0 else MINUS if count < 0 else ""
    return sign + numeral(f"{abs(count) / 100:.2f}")


def p_text(value: float) -> str:
    """Return a p-value with its sign, to two figures and never as nothing.

    Examples
    --------
    >>> p_text(0.00002), p_text(0.0314), p_text(0.4)
    ('p < 0.001', 'p = 0.031', 'p = 0.40')
    """
    if value < 0.001:
        return f"p < {numeral('0.001')}"
    return f"p = {numeral(f'{value:.3f}' if value < 0.1 else f'{value:.2f}')}"


def share_text(value: float) -> str:
    """Return a probability in whole per cent, never as certain.

    Examples
    --------
    >>> share_text(0.9991), share_text(0.5), share_text(0.002)
    ('> 99 %', '50 %', '< 1 %')
    """
    if value > 0.99:
        return "> 99 %"
    return "< 1 %" if value < 0.01 else f"{100 * value:.0f} %"


def share_of_all(value: float) -> str:
    """Return a share of cases that were all counted, whose ends are certain.

    Examples
    --------
    >>> share_of_all(1.0), share_of_all(0.9991), share_of_all(0.0)
    ('100 %', '> 99 %', '0 %')
    """
    return f"{100 * value:.0f} %" if value in (0.0, 1.0) else share_text(value)


def counted(number: float, noun: str, plural: str | None = None) -> str:
    """Return a number with its noun in the right form.

    The nouns are collected as what is said of them: ``{count} event`` and ``{count} events``.

    Examples
    --------
    >>> counted(1, "event"), counted(1204, "event"), counted(2, "country", "countries")
    ('1 event', '1,204 events', '2 countries')
    >>> counted(1.3, "independent pair")
    '1 independent pair'
    """
    return say_n(f"{{count}} {noun}", f"{{count}} {plural or noun + 's'}", number)


def how_many(number: int, noun: str) -> str:
    """Return a number with its noun, ``no`` for none.

    Examples
    --------
    >>> how_many(0, "break"), how_many(1, "break"), how_many(2, "break")
    ('no breaks', '1 break', '2 breaks')
    """
    return counted(number, noun) if number else say(f"no {noun}s")
