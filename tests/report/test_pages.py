"""The page as PDF and Markdown: the same content, from the same HTML."""

import html
import http.server
import io
import re
import subprocess
import sys
import threading

import pypdf
import pytest

from tension.core.errors import UsageError
from tension.report.markdown import markdown_text
from tension.report.pdf import pdf_bytes
from tension.report.write import write_report


@pytest.fixture(scope="module")
def written(chronology, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages") / "report"
    return write_report(chronology, folder, pdf=True, md=True, title="A <b>title</b> & more",
                        author="An *analyst*").folder


def test_title_and_author_stand_at_the_head_as_text(written):
    page = (written / "report.html").read_text(encoding="utf-8")
    assert "<h1>A &lt;b&gt;title&lt;/b&gt; &amp; more</h1>" in page
    assert '<p class="author">An *analyst*</p>' in page
    text = (written / "report.md").read_text(encoding="utf-8")
    assert text.startswith("# A \\<b\\>title\\</b\\> & more\n\nAn \\*analyst\\*\n")


def test_the_pdf_is_tagged_names_its_title_and_author_and_is_the_same_each_time(written):
    content = (written / "report.pdf").read_bytes()
    assert content.startswith(b"%PDF-")
    read = pypdf.PdfReader(io.BytesIO(content))
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert read.metadata.author == "An *analyst*"
    assert read.metadata.title.startswith("Iran–Azerbaijan")
    page = (written / "report.html").read_text(encoding="utf-8")
    assert pdf_bytes(page) == content


def test_a_pdf_fetches_nothing():
    asked = []

    class Server(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

    with http.server.HTTPServer(("127.0.0.1", 0), Server) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        made = pdf_bytes(f'<main><p>x</p><img src="{address}/a.png" alt="a">'
                         f'<link rel="stylesheet" href="{address}/b.css"></main>')
        server.shutdown()
    assert made.startswith(b"%PDF-")
    assert asked == []


def test_markdown_says_what_the_page_says(written):
    """Every sentence of the page's paragraphs, headings and cells stands in the Markdown."""
    page = (written / "report.html").read_text(encoding="utf-8")
    page = re.sub(r"<(script|style|nav|svg)\b.*?</\1>", "", page, flags=re.DOTALL)
    page = re.sub(r'<div class="reading".*?</div>', "", page, flags=re.DOTALL)
    text = re.sub(r"\\(.)", r"\1", (written / "report.md").read_text(encoding="utf-8"))
    flat = re.sub(r"[\s*`|—]+", " ", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text))
    for tag in ("h2", "h3", "th"):
        for cell in re.findall(rf"<{tag}\b[^>]*>(.*?)</{tag}>", page, re.DOTALL):
            plain = re.sub(r"<[^>]+>", "", cell)
            words = re.sub(r"[\s*`|—]+", " ", html.unescape(plain)).strip()
            assert words in flat, words


def test_markdowns_figures_are_the_files_beside_it(written):
    text = (written / "report.md").read_text(encoding="utf-8")
    named = re.findall(r"!\[[^\]]+\]\((figures/[^)]+)\)", text)
    assert len(named) >= 4
    assert all((written / name).is_file() for name in named)


def test_what_a_source_wrote_is_no_markdown_and_no_html():
    text = markdown_text("<main><p>&lt;script&gt; [a](b) _c_ `d` | # e</p></main>")
    assert text == "\\<script\\> \\[a\\](b) \\_c\\_ \\`d\\` \\| \\# e\n"


@pytest.mark.parametrize(("module", "make", "extra"), [
    ("weasyprint", pdf_bytes, "pdf"), ("markdownify", markdown_text, "md"),
])
def test_a_missing_extra_is_one_line_with_the_command(monkeypatch, module, make, extra):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(UsageError, match=rf"needs the extra {extra}: .*'\.\[{extra}\]'"):
        make("<main></main>")


def test_a_run_file_repeats_title_and_forms(written, tmp_path):
    made = subprocess.run(
        [sys.executable, "-m", "tension", "report", "--config", str(written / "run.toml"),
         "--out", "again", "--quiet"], cwd=tmp_path, capture_output=True, text=True, check=False,
    )
    assert made.returncode == 0, made.stderr
    for name in ("report.html", "report.pdf", "report.md"):
        assert (tmp_path / "again" / name).read_bytes() == (written / name).read_bytes()
