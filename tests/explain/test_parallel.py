"""Work in processes: order, sharing, and tables that must travel."""

import pickle

import pytest

from tension.explain.parallel import in_processes


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_results_come_in_the_order_of_the_jobs(workers):
    assert list(in_processes(pow, [5, 1, 3], 2, workers)) == [32, 2, 8]


def test_an_error_of_a_job_reaches_the_caller():
    with pytest.raises(ZeroDivisionError):
        list(in_processes(divmod, [1, 0, 2], 7, 2))


def test_results_travel_whole(no_breaks):
    again = pickle.loads(pickle.dumps(no_breaks))
    assert again.summary() == no_breaks.summary()
    assert again.series.table.equals(no_breaks.series.table)
    assert dict(again.series.notes) == dict(no_breaks.series.notes)
