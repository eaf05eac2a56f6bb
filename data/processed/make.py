"""Make the committed series of the bundled chronology and its dictionary again."""

from pathlib import Path

from tension.core.exported import dictionary
from tension.report.export import csv_text, write_whole
from tension.series.aggregate import build_series
from tension.sources.read import read_events

HERE = Path(__file__).parent
SERIES, DICTIONARY = "iran_azerbaijan_monthly.csv", "iran_azerbaijan_monthly_dictionary.csv"


def files() -> dict[str, str]:
    """Return the text of both files by name."""
    columns = dictionary()
    columns = columns[columns["table"] == "series.csv"].assign(table=SERIES)
    return {
        SERIES: csv_text(build_series(read_events()).table),
        DICTIONARY: csv_text(columns),
    }


if __name__ == "__main__":
    for name, text in files().items():
        write_whole(HERE / name, text.encode())
