"""The directive `exported-tables`: every column of every exported table, from its declaration."""

from __future__ import annotations

from docutils import nodes
from docutils.parsers.rst import Directive
from sphinx.application import Sphinx

from tension.core import exported, schema
from tension.report.datapackage import TITLES

HEADS = ("Column", "Type", "Unit", "Meaning", "How a missing cell arises")
KINDS = {schema.TEXT: "text", schema.REAL: "number", schema.WHOLE: "whole number",
         schema.FLAG: "true/false", schema.DATE: "date"}


class ExportedTables(Directive):
    """One section a table, one row a column."""

    def run(self) -> list[nodes.Node]:
        return [self._section(name, columns) for name, columns in exported.TABLES.items()]

    def _section(self, name: str, columns: tuple[schema.Column, ...]) -> nodes.section:
        section = nodes.section(ids=[nodes.make_id(name)], names=[name])
        section += nodes.title(name, name)
        section += nodes.paragraph(TITLES[name], f"{TITLES[name]}.")
        section += _table([
            (nodes.literal(c.name, c.name), KINDS[c.dtype], c.unit, c.meaning, c.missing)
            for c in columns
        ])
        return section


def _table(rows: list[tuple[object, ...]]) -> nodes.table:
    table, group = nodes.table(classes=["columns"]), nodes.tgroup(cols=len(HEADS))
    table += group
    for width in (18, 10, 16, 36, 20):
        group += nodes.colspec(colwidth=width)
    group += nodes.thead("", _row(HEADS))
    group += nodes.tbody("", *(_row(row) for row in rows))
    return table


def _row(cells: tuple[object, ...]) -> nodes.row:
    made = nodes.row()
    for cell in cells:
        body = [cell] if isinstance(cell, nodes.Node) else _spoken(str(cell))
        made += nodes.entry("", nodes.paragraph("", "", *body))
    return made


def _spoken(text: str) -> list[nodes.Node]:
    """Text whose names in backticks are set as names."""
    parts = text.split("`")
    return [nodes.literal(part, part) if at % 2 else nodes.Text(part)
            for at, part in enumerate(parts) if part]


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the directive known."""
    app.add_directive("exported-tables", ExportedTables)
    return {"parallel_read_safe": True}
