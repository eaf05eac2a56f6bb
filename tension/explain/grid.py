"""The defensible choices behind an answer, and which of them these data leave open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tension.core.dyad import BOTH
from tension.core.errors import UsageError
from tension.core.event_table import Events
from tension.core.language import say
from tension.core.ontology import ontology
from tension.core.period import Frequency, as_frequency
from tension.events.dedupe import RUNGS, as_rung, dedupe
from tension.explain.refit import MEASURES
from tension.models.breaks.criteria import NUMBERS
from tension.models.breaks.result import Breaks
from tension.scales.scale import ANY, BUILT_IN, Scale
from tension.series.frame import TensionSeries

DIMENSIONS = ("scale", "dedupe", "freq", "disputed", "multilateral", "direction", "measure",
              "criterion")
"""Choices that vary, those that change the series first."""

CRITERIA = ("bic", "mbic", "lwz", "sequential")

NEIGHBOURS: Mapping[Frequency, tuple[Frequency, ...]] = {
    "day": ("day", "week", "month"),
    "week": ("week", "month", "quarter"),
    "month": ("week", "month", "quarter"),
    "quarter": ("month", "quarter", "year"),
    "year": ("quarter", "year"),
}

SCORED_SHARE = 0.5
"""Share of the events that must carry a score of their own for those scores to be a choice."""

OWN_BOUNDS = (10, 100, 1000)
"""Bounds tried for the file's own scores, the least that holds them all."""


@dataclass(frozen=True)
class Grid:
    """The choices that vary, and why others do not.

    Parameters
    ----------
    options : mapping
        Dimension → values, in the order of `DIMENSIONS`.
    scales : mapping
        Name → scale.
    main : mapping
        Dimension → value of the main answer.
    fixed : mapping
        Dimension → why it has one value only.
    """

    options: Mapping[str, tuple[str, ...]]
    scales: Mapping[str, Scale]
    main: Mapping[str, str]
    fixed: Mapping[str, str]

    @property
    def size(self) -> int:
        """Number of cells."""
        size = 1
        for values in self.options.values():
            size *= len(values)
        return size

    def told(self) -> list[str]:
        """Return what was varied and what was not, a line each."""
        varied = [f"{name} ({', '.join(values)})" for name, values in self.options.items()
                  if len(values) > 1]
        held = [f"{name} {self.options[name][0]}" + (f" ({reason})" if reason else "")
                for name, reason in self.fixed.items()]
        return [say("varied: {choices}", choices="; ".join(varied) or say("nothing")),
                *([say("not varied: {choices}", choices="; ".join(held))] if held else [])]


def grid_of(
    events: Events, breaks: Breaks, choices: Mapping[str, Sequence[str]] | None = None
) -> Grid:
    """Return the choices that these events leave open.

    Parameters
    ----------
    events : Events
        As read and filtered for the main answer.
    breaks : Breaks
        The main answer.
    choices : mapping, optional
        Dimension → values to vary it over, instead of all that make sense.

    Raises
    ------
    UsageError
        If there is no such dimension or value.
    """
    series = breaks.series
    scales = _scales(events, series)
    main = _main(breaks)
    open_values, fixed = {}, {}
    for name, values, reason in (
        ("scale", tuple(scales), say("no other scale fits the codes")),
        ("dedupe", _rungs(events, main["dedupe"]), say("the rungs drop the same events")),
        ("freq", NEIGHBOURS[series.freq], ""),
        ("disputed", *_flag(events, "disputed", main)),
        ("multilateral", *_flag(events, "multilateral", main)),
        ("direction", *_directions(series, main["direction"])),
        ("measure", MEASURES, ""),
        ("criterion", tuple(dict.fromkeys([*CRITERIA, main["criterion"]])), ""),
    ):
        open_values[name] = values
        if len(values) == 1:
            fixed[name] = reason
    for name, given in (choices or {}).items():
        open_values[name] = _asked(name, given, series, scales)
        fixed.pop(name, None)
        if len(open_values[name]) == 1:
            fixed[name] = say("as asked")
    return Grid(open_values, scales, main, fixed)


def _main(breaks: Breaks) -> dict[str, str]:
    """The choices behind the main answer."""
    asked = breaks.provenance.parameters
    number = str(asked.get("number", "bic"))
    return {
        "scale": _name(breaks.series.scale), "dedupe": str(asked["dedupe"]),
        "freq": breaks.series.freq, "direction": breaks.direction, "measure": "mean",
        "criterion": "mbic" if number == "few_false_alarms" else number,
        "disputed": "out" if asked.get("without_disputed") else "in",
        "multilateral": "out" if asked.get("without_multilateral") else "in",
    }


def _name(scale: Scale) -> str:
    return f"native:{scale.bound:g}" if scale.basis == "native" else scale.name


def _scales(events: Events, series: TensionSeries) -> dict[str, Scale]:
    """The answer's scale, the built-in ones of the codes' scheme, and the file's own scores."""
    table = events.table
    schemes = set(table["ontology"].dropna())
    found = {_name(series.scale): series.scale}
    if len(schemes) == 1:
        scheme = next(iter(schemes))
        classes = set(ontology(scheme).quad.values()) - {""}
        for name, (_, of, *_) in BUILT_IN.items():
            if of == scheme or (of == ANY and classes):
                found.setdefault(name, Scale.named(name))
    own = table["native_score"].dropna()
    if len(own) >= SCORED_SHARE * max(len(table), 1) and len(own):
        largest = float(own.abs().max())
        bound = next((b for b in OWN_BOUNDS if largest <= b), None)
        if bound and series.scale.basis != "native":
            found[f"native:{bound}"] = Scale.named(f"native:{bound}")
    return found


def _rungs(events: Events, main: str) -> tuple[str, ...]:
    """The rungs that drop different events; of those that drop the same, the main answer's."""
    by_size: dict[int, str] = {}
    for rung in RUNGS:
        left = len(dedupe(events, rung))
        if left not in by_size or rung == main:
            by_size[left] = rung
    return tuple(by_size.values())


def _flag(events: Events, name: str, main: Mapping[str, str]) -> tuple[tuple[str, ...], str]:
    if main[name] == "out":
        return ("out",), say("{kind} events were left out before", kind=name)
    if not events.table[name].fillna(False).any():
        return ("in",), say("no event is said to be {kind}", kind=name)
    return ("in", "out"), ""


def _directions(series: TensionSeries, main: str) -> tuple[tuple[str, ...], str]:
    known = [way for way in series.dyad.directed if (series.direction(way)["scored"] > 0).any()]
    if not known:
        return (main,), say("the source does not say who acted")
    return tuple(dict.fromkeys([BOTH, *known, main])), ""


def _asked(
    name: str, given: Sequence[str], series: TensionSeries, scales: dict[str, Scale]
) -> tuple[str, ...]:
    """The values asked for, each checked."""
    if name not in DIMENSIONS:
        raise UsageError(f"there is no choice {name!r}; use one of {', '.join(DIMENSIONS)}")
    values = (given,) if isinstance(given, str) else tuple(given)
    if not values:
        raise UsageError(f"no value is given for {name}; give one or more")
    for value in values:
        if name == "scale":
            if value not in scales:
                scales[value] = Scale.of(value)
        elif name == "dedupe":
            as_rung(value)
        elif name == "freq":
            as_frequency(value)
        elif name == "direction":
            series.direction(value)
        else:
            known = {"measure": MEASURES, "criterion": NUMBERS}.get(name, ("in", "out"))
            if value not in known and not (name == "criterion" and value.isdecimal()):
                raise UsageError(f"{name} is {value!r}; use one of {', '.join(known)}")
    return tuple(dict.fromkeys(values))

