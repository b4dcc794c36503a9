"""How the documents become a site: `make docs`."""

from __future__ import annotations

project = "alliance_sim"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx_click", "sphinx.ext.napoleon"]
include_patterns = [
    "docs/**/*.md",
    "docs/*.md",
    "docs/**/*.ipynb",
    "*.md",
    "alliance_sim/data/SOURCES.md",
    "experiments/**/*.md",
]
root_doc = "docs/index"
myst_heading_anchors = 4
nb_execution_mode = "off"
html_theme = "furo"
