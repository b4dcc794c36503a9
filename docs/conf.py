"""How Sphinx makes a site of the documents: `make docs`.

The source folder is the whole checkout, so that links between documents hold in a checkout and on the site alike.
The navigation is made from the links of docs/index.md, section by section.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[1]

project = "alliance_sim"
author = copyright = "alliance_sim contributors"  # noqa: A001, Sphinx's name for it
default_role = "code"
smartquotes = False  # `--out` stays what one types
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_click"]
include_patterns = ["*.md", "docs/**", "experiments/*.md", "experiments/*/*.md", "alliance_sim/data/SOURCES.md"]
exclude_patterns = [".*", "**/.*", "runs", "build", "docs/site", "**/__pycache__", "**/*.egg-info"]
root_doc = "docs/index"

myst_heading_anchors = 4
nb_execution_mode = "off"  # `make docs` runs the notebooks
nb_execution_timeout = 120
nb_execution_raise_on_error = True
nb_ipywidgets_js: dict[str, object] = {}  # nothing is fetched from elsewhere

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True

html_theme = "furo"
html_title = "alliance_sim"
html_extra_path = ["site"]
html_copy_source = False
html_show_sphinx = False
html_theme_options = {"navigation_with_keys": True}

LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)\)")
FOLDER_LINK = re.compile(r"\[([^\]]*)\]\((\.\.?/[^)#\s]*)\)")


def targets(text: str, base: PurePosixPath) -> list[str]:
    """Documents that a text links to as a whole, each once, as paths from the checkout's root without suffix."""
    found: dict[str, None] = {}
    for link in LINK.findall(text):
        path = (ROOT / base / link).resolve()
        if path.suffix in {".md", ".ipynb"} and path.is_relative_to(ROOT) and path.is_file():
            found[path.relative_to(ROOT).with_suffix("").as_posix()] = None
    return list(found)


def toctree(caption: str, documents: list[str]) -> str:
    """A hidden list of contents: a part of the navigation."""
    return "\n".join(
        ["", "```{toctree}", ":hidden:", f":caption: {caption}", "", *(f"/{one}" for one in documents), "```", ""]
    )


def navigation(text: str, known: set[str]) -> str:
    """The parts of the navigation: one for each section of the index, and one for what it does not name."""
    _, *parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    listed: set[str] = {root_doc}
    made = ""
    for caption, body in zip(parts[::2], parts[1::2], strict=True):
        documents = [one for one in targets(body, PurePosixPath("docs")) if one in known - listed]
        listed.update(documents)
        made += toctree(caption, documents) if documents else ""
    others = sorted(known - listed)
    return made + (toctree("More", others) if others else "")


def prepare(app, name: str, content: list[str]) -> None:  # type: ignore[no-untyped-def]
    """Give the index its navigation, and let links to folders, which are no pages, be plain text."""
    if name == root_doc:
        content[0] += navigation(content[0], set(app.env.found_docs))

    def kept(link: re.Match[str]) -> str:
        folder = (ROOT / name).parent / link.group(2)
        return link.group(1) if folder.is_dir() else link.group(0)

    content[0] = FOLDER_LINK.sub(kept, content[0])


def setup(app) -> None:  # type: ignore[no-untyped-def]
    """What Sphinx calls first."""
    app.connect("source-read", prepare)
