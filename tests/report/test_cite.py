from tension.core.version import METHODOLOGY, VERSION
from tension.report.cite import bibtex, citations
from tension.scales.scale import Scale


def test_program_scale_and_data_are_cited_with_their_versions():
    program, scale, data = citations(Scale.named("goldstein_cameo"), chronology=True)
    assert f"version {VERSION}, methodology {METHODOLOGY}" in program
    assert "doi:10.1177/0022002792036002007" in scale
    assert "CC BY 4.0" in data


def test_bibtex_entries_are_balanced():
    text = bibtex()
    assert text.count("@") == 3
    assert text.count("{") == text.count("}")
