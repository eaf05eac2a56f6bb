"""The bundled chronology is what its descriptor and its codebook say it is.

Only the standard library is used: the promise must hold without the package and without any data
tool installed.
"""

import csv
import hashlib
import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest

ROOT = Path(__file__).parents[2]
RAW = ROOT / "data" / "raw"
CSV = RAW / "iran_azerbaijan_events.csv"
COVERAGE = ("1991-10-18", "2026-03-18")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@pytest.fixture(scope="module")
def package() -> dict:
    return json.loads((RAW / "datapackage.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def resource(package) -> dict:
    return package["resources"][0]


@pytest.fixture(scope="module")
def fields(resource) -> list[dict]:
    return resource["schema"]["fields"]


@pytest.fixture(scope="module")
def readme() -> str:
    return (RAW / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    with CSV.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


# --- helpers -----------------------------------------------------------------


def value_faults(value: str, field: dict) -> list[str]:
    """Say what is wrong with one cell under its field's type and constraints."""
    constraints = field.get("constraints", {})
    if value == "":
        return ["missing"] if constraints.get("required") else []
    faults = []
    if "enum" in constraints and value not in constraints["enum"]:
        faults.append(f"{value!r} is not one of {constraints['enum']}")
    if "pattern" in constraints and not re.fullmatch(constraints["pattern"], value):
        faults.append(f"{value!r} does not match {constraints['pattern']}")
    if field["type"] == "boolean" and value not in field["trueValues"] + field["falseValues"]:
        faults.append(f"{value!r} is not a boolean")
    if field["type"] == "date":
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
            return [*faults, f"{value!r} is not a date"]
        try:
            date.fromisoformat(value)
        except ValueError:
            return [*faults, f"{value!r} is not a date"]
        # ISO dates order as text.
        if value < constraints.get("minimum", value) or value > constraints.get("maximum", value):
            faults.append(f"{value!r} is out of range")
    if field.get("format") == "uri" and not re.match(r"https?://[^/\s]+\.[^/\s]", value):
        faults.append(f"{value!r} is not a web address")
    if value != value.strip():
        faults.append(f"{value!r} has space around it")
    return faults


def section(text: str, heading: str) -> str:
    """Return the text under one heading, up to the next heading of the same or a higher level."""
    level = len(heading) - len(heading.lstrip("#"))
    found = re.search(rf"^{re.escape(heading)}$\n(.*?)(?=^#{{1,{level}}} |\Z)", text, re.M | re.S)
    assert found, f"README has no heading {heading!r}"
    return found.group(1)


def table(text: str, *header: str) -> list[list[str]]:
    """Return the body cells of the Markdown table that has this header."""
    lines = text.splitlines()
    start = lines.index("| " + " | ".join(header) + " |") + 2
    body = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        body.append([cell.strip() for cell in line.strip("|").split("|")])
    assert body
    assert all(len(cells) == len(header) for cells in body)
    return body


def number(text: str) -> int:
    return int(text.replace(",", ""))


def is_conflict(row: dict[str, str]) -> bool:
    return int(row["cameo_code"][:2]) >= 10


def coverage_months() -> list[str]:
    first, last = (bound[:7] for bound in COVERAGE)
    months = [f"{year}-{month:02d}" for year in range(1991, 2027) for month in range(1, 13)]
    return [month for month in months if first <= month <= last]


def serial(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """Return the rows that enter a monthly series: covered, and dated at least to the month."""
    first, last = COVERAGE
    return [r for r in rows if r["date_precision"] != "year" and first <= r["date"] <= last]


def directed(rows: list[dict[str, str]]) -> int:
    return len(rows) + sum(row["reciprocal"] == "true" for row in rows)


def measured(rows: list[dict[str, str]]) -> dict[str, int]:
    """Count in the file everything that the README's table of numbers states."""

    def count(column: str, value: str) -> int:
        return sum(row[column] == value for row in rows)

    def different(column: str) -> int:
        return len({row[column] for row in rows})

    hosts = {urlsplit(row["url"]).netloc for row in rows}
    bare_hosts = {host.removeprefix("www.") for host in hosts}
    months = coverage_months()
    covered = {row["date"][:7] for row in serial(rows)}
    return {
        "Rows": len(rows),
        "Columns": len(rows[0]),
        "Rows with day precision": count("date_precision", "day"),
        "Rows with month precision": count("date_precision", "month"),
        "Rows with year precision": count("date_precision", "year"),
        "Rows with Iran as source": count("source", "IRN"),
        "Rows with Azerbaijan as source": count("source", "AZE"),
        "Reciprocal rows": count("reciprocal", "true"),
        "Directed events once reciprocal rows count twice": directed(rows),
        "Derived rows": count("derived", "true"),
        "Disputed rows": count("disputed", "true"),
        "Multilateral rows": count("multilateral", "true"),
        "Rows on contemporary evidence": count("evidence", "contemporary"),
        "Rows on retrospective evidence": count("evidence", "retrospective"),
        "Rows without a publication date": count("published", ""),
        "Different CAMEO codes": different("cameo_code"),
        "Rows with a four-digit code": sum(len(row["cameo_code"]) == 4 for row in rows),
        "Rows with a conflict code (roots 10 to 20)": sum(map(is_conflict, rows)),
        "Different host names in the addresses": len(hosts),
        "Different host names, leading `www.` ignored": len(bare_hosts),
        "Different page addresses": different("url"),
        "Different entries in `outlet`": different("outlet"),
        "Rows before 2020-01-01 (the seam)": sum(row["date"] < "2020-01-01" for row in rows),
        "Rows from 2020-01-01": sum(row["date"] >= "2020-01-01" for row in rows),
        "Rows before the coverage begins": sum(row["date"] < COVERAGE[0] for row in rows),
        "Calendar months in the coverage": len(months),
        "Months in the coverage with an event of day or month precision": len(covered),
        "Months in the coverage without one": len(set(months) - covered),
        "Rows that enter a monthly series": len(serial(rows)),
        "Directed events that enter a monthly series": directed(serial(rows)),
    }


# --- the file and its descriptor ---------------------------------------------


def test_descriptor_points_at_the_file(resource):
    assert RAW / resource["path"] == CSV
    assert resource["encoding"] == "utf-8"
    assert resource["schema"]["missingValues"] == [""]


def test_bytes_and_hash(resource):
    content = CSV.read_bytes()
    assert resource["bytes"] == len(content)
    assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()


def test_byte_form_is_as_documented():
    content = CSV.read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.endswith(b"\n")
    content.decode("utf-8")


def test_schema_fields_are_the_header_in_order(fields):
    with CSV.open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    assert [field["name"] for field in fields] == header


def test_every_field_is_described(fields):
    assert all(field["type"] and field["description"] for field in fields)


def test_every_line_has_as_many_cells_as_the_header():
    with CSV.open(encoding="utf-8", newline="") as file:
        widths = {len(line) for line in csv.reader(file, strict=True)}
    assert widths == {15}


def test_every_cell_meets_its_constraints(rows, fields):
    faults = [
        f"{row['event_id']} {field['name']}: {fault}"
        for row in rows
        for field in fields
        for fault in value_faults(row[field["name"]], field)
    ]
    assert faults == []


@pytest.mark.parametrize(
    ("name", "bad"),
    [
        ("event_id", "1991-08-01-1"),
        ("date", "1991-02-30"),
        ("date", "19910801"),
        ("date", "2027-01-01"),
        ("date_precision", "week"),
        ("source", "IR"),
        ("target", ""),
        ("reciprocal", "True"),
        ("cameo_code", "4"),
        ("cameo_code", "42.0"),
        ("evidence", "Contemporary"),
        ("summary", " padded"),
        ("url", "example"),
        ("published", "2001"),
    ],
)
def test_the_checks_can_fail(fields, name, bad):
    field = next(field for field in fields if field["name"] == name)
    assert value_faults(bad, field)


def test_primary_key_is_unique(rows, resource):
    key = resource["schema"]["primaryKey"]
    assert [value for value, times in Counter(row[key] for row in rows).items() if times > 1] == []


def test_rules_across_columns(rows):
    for row in rows:
        name = row["event_id"]
        assert row["source"] != row["target"], name
        assert name.startswith(f"IRAZ-{row['date']}-"), name
        assert 1 <= int(row["cameo_code"][:2]) <= 20, name
        assert row["published"] == "" or row["published"] >= row["date"], name
        assert row["derived"] == "false" or row["cameo_code"] in {"042", "043"}, name
        assert row["date_precision"] != "month" or row["date"].endswith("-01"), name
        assert row["date_precision"] != "year" or row["date"].endswith("-01-01"), name


def test_rows_are_in_order_of_date(rows):
    dates = [row["date"] for row in rows]
    assert dates == sorted(dates)


def test_temporal_coverage(package, rows):
    assert (package["temporal"]["start"], package["temporal"]["end"]) == COVERAGE
    assert package["version"] == COVERAGE[1] == rows[-1]["date"]


def test_descriptor_names_licence_and_contributors(package):
    assert [licence["name"] for licence in package["licenses"]] == ["CC-BY-4.0"]
    assert [person["title"] for person in package["contributors"]] == ["The tension contributors"]


def test_descriptor_states_the_number_of_rows(package, rows):
    assert f"{len(rows):,} rows" in package["description"]


# --- the codebook ------------------------------------------------------------


COLUMN_HEADER = (
    "Column",
    "Type",
    "Allowed values",
    "Meaning",
    "How it comes to be missing",
    "Missing",
)


def test_readme_describes_every_column_in_order(readme, fields):
    body = table(readme, *COLUMN_HEADER)
    assert [cells[0].strip("`") for cells in body] == [field["name"] for field in fields]


def test_readme_types_and_values_agree_with_the_schema(readme, fields):
    words = {"string": "text", "date": "date", "boolean": "boolean"}
    for cells, field in zip(table(readme, *COLUMN_HEADER), fields, strict=True):
        assert cells[1] == words[field["type"]], field["name"]
        for value in field.get("constraints", {}).get("enum", field.get("trueValues", [])):
            assert f"`{value}`" in cells[2], field["name"]


def test_readme_shares_of_missing_are_true(readme, rows):
    for cells in table(readme, *COLUMN_HEADER):
        column = cells[0].strip("`")
        share = 100 * sum(row[column] == "" for row in rows) / len(rows)
        assert cells[5] == f"{share:.1f} %", column


def test_readme_numbers_are_true(readme, rows):
    stated = {label: number(value) for label, value in table(readme, "Quantity", "Count")}
    assert stated == measured(rows)


def test_readme_roots_are_true(readme, rows):
    body = table(readme, "Root", "Kind of act", "Rows")
    stated = {root: number(value) for root, _, value in body}
    assert stated == Counter(row["cameo_code"][:2] for row in rows)


def test_readme_counts_of_single_codes_are_true(readme, rows):
    stated = re.findall(r"`(\d{2,4})` \((\d+)\s+rows?\b", readme)
    counts = Counter(row["cameo_code"] for row in rows)
    assert len(stated) > 30
    for code, value in stated:
        assert int(value) == counts[code], code


def test_readme_years_are_true(readme, rows):
    covered = {row["date"][:7] for row in serial(rows)}
    expected = []
    for year in map(str, range(1991, 2027)):
        own = [row for row in rows if row["date"].startswith(year)]
        months = [month for month in coverage_months() if month.startswith(year)]
        empty = [MONTHS[int(month[5:]) - 1] for month in months if month not in covered]
        expected.append(
            [
                year,
                str(len(own)),
                str(sum(map(is_conflict, own))),
                str(len(months) - len(empty)),
                ", ".join(empty) or "none",
            ]
        )
    header = (
        "Year",
        "Rows",
        "Conflict rows",
        "Months with a row",
        "Months of the coverage without a row",
    )
    assert table(readme, *header) == expected


def test_readme_sentences_with_numbers_are_true(readme, rows):
    text = " ".join(readme.split())
    months = len(coverage_months())
    derived = Counter(row["cameo_code"] for row in rows if row["derived"] == "true")
    covered = {row["date"][:7] for row in serial(rows)}
    touched = {row["date"][:7] for row in rows if row["date_precision"] != "year"}
    days = Counter(row["date"] for row in rows if row["date_precision"] == "day")
    keys = Counter((row["date"], row["source"], row["target"], row["cameo_code"]) for row in rows)
    via = sum(" via " in row["outlet"] or "(via " in row["outlet"] for row in rows)
    library = sum("aliyev-heritage" in row["url"] or "aliyevheritage" in row["url"] for row in rows)
    cables = sum(row["outlet"].startswith("US embassy") for row in rows)
    for sentence in (
        f"({derived['043']} host rows, {derived['042']} visitor rows)",
        f"all {sum(row['date_precision'] == 'year' for row in rows)} are dated 1 January",
        f"Of the {months} calendar months from October 1991 to March 2026, {len(covered)} have",
        f"and {months - len(covered)} have none",
        f"Counting August 1991 too, the file touches {len(touched)} months",
        f'"via" in {via} rows',
        f"{library} rows come from the library",
        f"**US diplomatic cables** ({cables} rows)",
        "ten each on 2007-08-21 and 2026-03-05, seven each on 1995-12-12 and 1997-04-22",
        "occur together twice on five days",
        "complete the 1,017",
    ):
        assert sentence in text
    assert days["2007-08-21"] == days["2026-03-05"] == 10
    assert days["1995-12-12"] == days["1997-04-22"] == 7
    assert sorted(times for times in keys.values() if times > 1) == [2] * 5
    assert 661 + 319 + derived.total() == len(rows)


def test_readme_years_without_conflict_are_true(readme, rows):
    conflict = Counter(row["date"][:4] for row in rows if is_conflict(row))
    none = [year for year in map(str, range(1991, 2027)) if conflict[year] == 0]
    text = " ".join(readme.split())
    assert f"{', '.join(none[:-1])} and {none[-1]} have no conflict row and 2019 has one" in text
    assert conflict["2019"] == 1


def test_readme_names_exactly_the_disputed_rows(readme, rows):
    named = re.findall(r"IRAZ-\d{4}-\d{2}-\d{2}-\d+", section(readme, "### Disputed rows"))
    assert sorted(named) == sorted(row["event_id"] for row in rows if row["disputed"] == "true")


def test_readme_names_only_rows_that_exist(readme, rows):
    named = set(re.findall(r"IRAZ-\d{4}-\d{2}-\d{2}-\d+", readme))
    assert named <= {row["event_id"] for row in rows}


def test_readme_inferred_dates_are_dates_of_rows(readme, rows):
    text = section(readme, "### Dates that were inferred")
    named = set(re.findall(r"\b\d{4}-\d{2}-\d{2}\b", text))
    assert len(named) > 50
    assert named - {row["date"] for row in rows} == set()


def test_readme_does_not_promise_more_than_the_coverage(readme):
    assert f"**From {COVERAGE[0]}**" in readme
    assert "uncovered, not" in readme
    assert "Year-precision rows do not enter a monthly series" in readme


def test_readme_states_citation_and_licence(readme):
    citation = section(readme, "## Citation and licence")
    for words in (
        "The tension contributors",
        "Iran-Azerbaijan event chronology, 1991-2026",
        "file as of 2026-03-18",
        "CC BY 4.0",
    ):
        assert words in citation


# --- licences and citation ---------------------------------------------------


def test_code_licence():
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("MIT License\n")
    assert "Copyright (c) 2026 The tension contributors" in text


def test_data_licence():
    text = (ROOT / "data" / "LICENSE").read_text(encoding="utf-8")
    assert "Creative Commons Attribution 4.0 International Public License" in text
    assert "https://creativecommons.org/licenses/by/4.0/" in text
    assert "data/raw" in text
    assert "data/processed" in text


def citation_keys(text: str) -> dict[str, str]:
    """Return the top-level keys of a CITATION.cff with what stands on their own line."""
    found = re.findall(r"^([a-z-]+):[ \t]*(.*)$", text, re.M)
    assert len(found) == len(dict(found)), "a key is given twice"
    return {key: value.strip().strip("\"'") for key, value in found}


def test_citation_has_the_required_keys():
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    keys = citation_keys(text)
    assert {"cff-version", "message", "title", "authors"} <= set(keys)
    assert keys["cff-version"] == "1.2.0"
    assert keys["title"] == "tension"
    assert keys["message"]
    assert keys["type"] == "software"
    assert keys["license"] == "MIT"
    assert "\t" not in text
    assert re.search(r"^authors:\n  - name: \"The tension contributors\"$", text, re.M)


def test_citation_invents_nothing():
    keys = citation_keys((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    invented = {"doi", "identifiers", "url", "repository", "repository-code", "date-released"}
    assert invented.isdisjoint(keys)


def test_citation_references_are_complete():
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8").split("\nreferences:\n", 1)[1]
    references = re.split(r"^  - (?=type:)", text, flags=re.M)[1:]
    assert len(references) == 2
    for reference in references:
        for key in ("type", "title", "authors"):
            assert re.search(rf"^(?:    )?{key}:", reference, re.M), key
    goldstein, chronology = references
    assert "doi: 10.1177/0022002792036002007" in goldstein
    assert "license: CC-BY-4.0" in chronology
    assert "doi" not in chronology
