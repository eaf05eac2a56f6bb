import tomllib

import pytest

from tension.core.errors import InputError
from tension.report.findings import Findings
from tension.report.run_file import read_run, run_text


def test_a_run_file_is_toml_and_states_inputs_versions_and_every_constant(chronology):
    found = tomllib.loads(run_text([Findings.of(chronology)], {"column": ["a=\"b\\"]}))
    assert found["options"]["column"] == ['a="b\\']
    assert found["options"]["dyad"] == "IRN-AZE"
    assert found["inputs"][0]["sha256"].startswith("76ff982a")
    assert set(found["versions"]) >= {"tension", "methodology", "pandas", "numpy", "statsmodels"}
    assert found["method"]["prior_weight_events"] == 5.0
    assert found["result"]["as_of"] == "2026-03-18"


@pytest.mark.parametrize(("text", "message"), [
    ("[options]\nfrequency = 'month'\n", "run.toml: unknown option 'frequency'; use "),
    ("[options\n", "run.toml: not TOML: "),
])
def test_a_broken_run_file_is_one_line(tmp_path, text, message):
    file = tmp_path / "run.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_run(file)
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)


def test_a_missing_run_file_says_where_one_is():
    with pytest.raises(InputError, match=r"gone\.toml: no such file; a report's folder holds one"):
        read_run("gone.toml")
