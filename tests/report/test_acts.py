"""What a page says of drivers is the decomposition's own, rounded."""

import re

from tension.core.rounding import MINUS
from tension.explain.drivers import drivers_of_break, drivers_of_level
from tension.models.breaks.find import find_breaks
from tension.report.acts import act_of, drivers_told


def number(text):
    return float(text.replace(MINUS, "-").replace(" %", ""))


def test_kinds_of_acts_and_the_rest_make_up_the_change(shifted):
    found = drivers_of_break(find_breaks(shifted), 1)
    told = drivers_told(found)
    total = sum(number(kind["points"]) for kind in told["kinds"]) + number(told["rest"])
    assert abs(total - found.value) <= 0.05 * (len(told["kinds"]) + 1)
    assert told["others"] == len(found.by("code")) - len(told["kinds"])
    assert not any(kind[side].startswith("-") for kind in told["kinds"]
                   for side in ("before", "after"))


def test_lists_name_acts_of_both_sides_with_their_points_and_addresses(level):
    told = drivers_told(drivers_of_level(level, "2023-02", "2022-06"))
    headings = [heading for heading, _ in told["lists"]]
    assert headings[0] == "Towards conflict: acts of conflict that weigh more than before"
    for heading, acts in told["lists"]:
        assert all((number(act["adds"]) > 0) == heading.startswith("Towards conflict")
                   for act in acts)
        assert all(act["url"] for act in acts)


def test_a_list_of_nothing_worth_naming_is_left_out(level):
    lists = drivers_told(drivers_of_level(level, "2026-03", "2026-02"))["lists"]
    assert len(lists) < 4
    assert all(abs(number(act["adds"])) >= 0.05 for _, acts in lists for act in acts)


def test_volume_is_told_of_either_side(level):
    told = drivers_told(drivers_of_level(level, "2016", "2012"))["volume"]
    assert re.fullmatch(
        r"Points of the scale a month: cooperation 4\.5 → 15\.1 \(\+6\.7 by the number of events, "
        r"\+3\.8 by how strong they are\); conflict 7\.3 → 2\.4 \(−5\.4 .+\)\.", told)


def test_an_act_that_is_only_named_adds_nothing_in_words(chronology):
    act = act_of(next(chronology.events.itertuples()), chronology)
    assert act["adds"] == ""
