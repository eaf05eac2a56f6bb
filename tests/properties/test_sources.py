"""Properties of events of several sources: apart they are the whole, in whatever order read."""

import datetime as dt
from functools import reduce

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tension.core.coverage import Coverage
from tension.core.dyad import Dyad
from tension.core.event_table import Events
from tension.core.ledger import Ledger
from tension.core.provenance import InputFile, Provenance

DYAD, START = Dyad("IRN", "AZE"), dt.date(2010, 1, 1)
ORIGINS = ("gdelt1", "gdelt2", "icews", "keds", "tabular")


def _source(origin, number, days, codes):
    name = f"{origin}-{number}.csv"
    ids = [f"{name}:{k}" for k in range(len(days))]
    table = pd.DataFrame({
        "event_id": ids, "date": [pd.Timestamp(START) + pd.Timedelta(days=day) for day in days],
        "date_precision": "day", "source": "IRN", "target": "AZE", "code": codes[: len(days)],
        "ontology": "cameo", "directed": True, "origin": origin, "origin_id": ids, "file": name,
        "line": range(1, len(days) + 1),
    })
    first = min(days, default=0)
    span = Coverage.of([(START + dt.timedelta(first),
                         START + dt.timedelta(max(days, default=0)))], "drawn")
    return Events(table, DYAD, span, Ledger().read(name, len(days)).expand(0),
                  Provenance((InputFile.of(name, name.encode(), origin),)))


@st.composite
def sources(draw):
    """One to five tables, some of one source, some empty."""
    origins = draw(st.lists(st.sampled_from(ORIGINS), min_size=1, max_size=5))
    return [
        _source(origin, number, draw(st.lists(st.integers(0, 40), max_size=6)),
                draw(st.lists(st.sampled_from(["042", "112", "190"]), min_size=6, max_size=6)))
        for number, origin in enumerate(origins)
    ]


def _sums(ledger):
    table = ledger.table
    return table.groupby(["origin", "stage", "rule", "unit"])["change"].sum().to_dict()


@settings(max_examples=60, deadline=None)
@given(sources(), st.sampled_from(["042", "112", "190"]))
def test_the_parts_add_up_to_the_whole_before_and_after_a_filter(read, code):
    whole = reduce(Events.join, read)
    for events in (whole, whole.keep(whole.table["code"] == code, "filter", "only one")):
        parts = events.apart()
        rows = sorted(name for part in parts for name in part.table["event_id"])
        assert rows == sorted(events.table["event_id"])
        assert all(set(part.table["origin"]) <= set(part.origins) for part in parts)
        added: dict = {}
        for part in parts:
            assert len(part.origins) == 1
            added |= _sums(part.ledger)
        assert added == _sums(events.ledger)
        spans = [span for part in parts for span in part.coverage.spans]
        assert Coverage.of(spans, "").spans == events.coverage.spans
        names = {one.name for part in parts for one in part.provenance.inputs}
        assert names == {one.name for one in events.provenance.inputs}


@settings(max_examples=60, deadline=None)
@given(sources(), st.randoms())
def test_the_order_of_reading_changes_no_part(read, random):
    mixed = list(read)
    random.shuffle(mixed)
    one, other = reduce(Events.join, read), reduce(Events.join, mixed)
    assert one.origins == other.origins
    for here, there in zip(one.apart(), other.apart(), strict=True):
        pd.testing.assert_frame_equal(here.table, there.table)
        assert here.coverage.spans == there.coverage.spans
        assert _sums(here.ledger) == _sums(there.ledger)
