import itertools

from tension.report.marked import marked_events, text_of, weighed


def test_weightier_acts_come_first(chronology):
    weights = weighed(chronology)["weight"].tolist()
    assert weights == sorted(weights, reverse=True)


def test_a_figure_names_at_most_six_events_a_side_and_none_close_together(chronology):
    named = marked_events(chronology)
    for side, sign in (("conflict", -1), ("cooperation", 1)):
        mine = named[named["side"] == side]
        assert 0 < len(mine) <= 6
        assert (mine["score"] * sign > 0).all()
        gaps = [b - a for a, b in itertools.pairwise(sorted(mine["at"]))]
        assert min(gaps) >= 0.035 * 414


def test_an_act_without_a_summary_is_told_by_who_did_what_to_whom(chronology):
    event = next(chronology.events.itertuples())._replace(
        summary=None, code="190", source="AZE", target="IRN"
    )
    assert text_of(event) == "Azerbaijan → Iran: Use conventional military force"
    assert text_of(event._replace(code="225", ontology="weis")) == "Azerbaijan → Iran: code 225"
    assert text_of(event._replace(code=None, score=-2.5)) == "Azerbaijan → Iran: an act scored -2.5"


def test_acts_of_no_weight_are_not_named(shifted):
    named = marked_events(shifted)
    assert named["weight"].min() >= 2.0
