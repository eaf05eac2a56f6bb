"""Settings of the manual: `python -m sphinx -W -b html docs docs/_build` makes it."""

import sys
from pathlib import Path

from tension.core.version import METHODOLOGY, VERSION

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

project = "tension"
author = "The tension contributors"
copyright = "The tension contributors"
version = VERSION
release = f"{VERSION}, methodology {METHODOLOGY}"

extensions = [
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "numpydoc",
    "myst_parser",
    "sphinx_click",
    "matplotlib.sphinxext.plot_directive",
    "tables",
]
exclude_patterns = ["_build", "_templates"]
templates_path = ["_templates"]
default_role = "code"  # a name in single backticks is a name

html_theme = "furo"
html_title = "tension"
html_copy_source = False
html_show_sphinx = False
html_last_updated_fmt = None  # the same source gives the same pages

autosummary_generate = True
autodoc_typehints = "none"  # numpydoc's own sections name the types
autodoc_member_order = "bysource"
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

plot_html_show_source_link = False
plot_html_show_formats = False
plot_formats = [("png", 110)]
plot_rcparams = {}
