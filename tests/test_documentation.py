"""What the documentation tells a reader to type can be typed, and no command and no module is without a page."""

from __future__ import annotations

import ast
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import vae_music
from tests.test_readme import code, commands, unknown
from vae_music.cli import COMMANDS
from vae_music.inference.model import Model
from vae_music.song import Song

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))
OUTSIDE = re.compile(r"""<(?:script|link|img|audio|iframe)\b[^>]*\b(?:src|href)=["']?(?:https?:)?//[^>]*>""")


def typed() -> list[list[str]]:
    return [words for page in PAGES for words in commands(page.read_text("utf-8"))]


@pytest.mark.parametrize("words", typed(), ids=" ".join)
def test_a_command_of_the_documentation_is_known_with_its_options(words):
    assert unknown(words) == []


def test_every_command_is_shown_and_has_its_help_on_the_page_of_commands():
    assert {words[0] for words in commands((DOCS / "command_line.md").read_text("utf-8"))} == set(COMMANDS)
    assert ".. click:: vae_music.cli:group" in (DOCS / "commands.md").read_text("utf-8")


def settings(name: str):
    """A setting of docs/conf.py, read without running it."""
    statements = ast.parse((DOCS / "conf.py").read_text("utf-8")).body
    found = [one for one in statements if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == name]
    return ast.literal_eval(found[0].value)


def modules() -> set[str]:
    """The names of the public modules of the library."""
    library = Path(vae_music.__file__).parent
    paths = (path.relative_to(library.parent).with_suffix("") for path in library.rglob("*.py"))
    names = {".".join(path.parts).removesuffix(".__init__") for path in paths}
    return {name for name in names if "._" not in name}


def test_no_public_module_is_left_out():
    (asked,) = settings("apidoc_modules")
    library = (DOCS / asked["path"]).resolve()
    left_out = [path for pattern in asked["exclude_patterns"] for path in DOCS.glob(pattern)]
    names = {".".join(path.resolve().relative_to(library.parent).with_suffix("").parts) for path in left_out}
    assert names == {"vae_music.__main__"}
    assert "vae_music.midi.read" in modules()


def test_every_page_and_every_notebook_is_in_the_table_of_contents():
    listed = set(re.findall(r"^[a-z]\w*(?:/\w+)?$", (DOCS / "index.md").read_text("utf-8"), re.MULTILINE))
    pages = {page.stem for page in PAGES} - {"index"}
    assert listed >= pages | {f"notebooks/{path.stem}" for path in (ROOT / "notebooks").glob("*.ipynb")}


def test_what_the_pages_link_to_is_there():
    # The pages of the library are written by the build.
    pages = [*PAGES, ROOT / "CONTRIBUTING.md"]
    links = [(page, link) for page in pages for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8"))]
    assert links
    assert [link for page, link in links if not link.startswith("api/") and not (page.parent / link).exists()] == []


def calls() -> Iterator[tuple[str, str, list[str]]]:
    """The variable, the attribute and the keywords of each call or look-up in the Python of the pages."""
    for page in PAGES:
        for block in re.findall(r"^```python\n(.*?)^```", page.read_text("utf-8"), re.MULTILINE | re.DOTALL):
            for node in ast.walk(ast.parse(block)):
                called = node.func if isinstance(node, ast.Call) else node
                if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
                    keywords = [str(one.arg) for one in node.keywords] if isinstance(node, ast.Call) else []
                    yield called.value.id, called.attr, keywords


def test_python_of_the_pages_names_what_there_is():
    known = {"vae_music": vae_music, "model": Model, "song": Song}
    found = [(known[name], name, attribute, keywords) for name, attribute, keywords in calls() if name in known]
    assert {name for _, name, _, _ in found} == set(known)
    fields = set(Song.__dataclass_fields__)
    for owner, name, attribute, keywords in found:
        assert hasattr(owner, attribute) or attribute in fields, f"{name}.{attribute}"
        if keywords:
            assert set(keywords) <= set(inspect.signature(getattr(owner, attribute)).parameters), attribute


def test_targets_of_make_are_in_the_makefile():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for page in (*PAGES, ROOT / "CONTRIBUTING.md"):
        named = {name for part in code(page.read_text("utf-8")) for name in re.findall(r"\bmake ([a-z][a-z-]*)", part)}
        assert named <= targets, page.name


def test_the_citation_has_the_version_and_the_licence_of_the_package():
    citation = dict(re.findall(r"^([a-z-]+): (.+)$", (ROOT / "CITATION.cff").read_text("utf-8"), re.MULTILINE))
    assert citation["version"] == vae_music.__version__
    assert citation["title"] == "vae-music"
    assert citation["license"] in (ROOT / "LICENSE").read_text("utf-8").splitlines()[0]


@pytest.mark.slow
def test_the_documentation_is_built_without_a_warning_and_fetches_nothing(tmp_path):
    """All but the outputs of the notebooks, which `make docs` runs."""
    pytest.importorskip("sphinx", reason="the extra docs is not installed")
    command = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--quiet", "-D", "nb_execution_mode=off"]
    built = subprocess.run(
        [*command, "-d", tmp_path / "trees", DOCS, tmp_path / "site"], capture_output=True, text=True
    )
    assert (built.returncode, built.stderr) == (0, "")
    pages = {
        page.relative_to(tmp_path / "site").as_posix(): page.read_text("utf-8") for page in tmp_path.rglob("*.html")
    }
    assert [(name, found) for name, text in pages.items() for found in OUTSIDE.findall(text)] == []
    assert [name for name in COMMANDS if f'id="vae-music-{name}"' not in pages["commands.html"]] == []
    library = "".join(text for name, text in pages.items() if name.startswith("api/"))
    assert [name for name in modules() if f'id="module-{name}"' not in library] == []
