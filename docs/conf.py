"""The configuration of the documentation, which `make docs` builds with Sphinx."""

from __future__ import annotations

import logging
import os
import re
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from tempfile import mkdtemp
from typing import get_type_hints

from sphinx.util.inspect import signature, stringify_signature

import vae_music.model  # noqa: F401  TensorFlow without its notices
from vae_music.version import __version__

logging.disable(logging.WARNING)
with suppress(ImportError):  # an extra, which logs what of clouds is not installed
    import_module("apache_beam")
logging.disable(logging.NOTSET)

project = "vae-music"
author = "The vae-music authors"
project_copyright = "2026, the vae-music authors"
version = release = __version__

extensions = [
    "myst_nb",
    "sphinx.ext.apidoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_click",
]

# Pages are Markdown.
myst_heading_anchors = 3

# The notebooks of the repository, to which a link leads, hold no outputs: one that has changed is run.
exclude_patterns = ["**/.ipynb_checkpoints", "api/modules.rst"]
nb_execution_mode = "auto"
nb_execution_timeout = 600
nb_execution_raise_on_error = True
nb_merge_streams = True
nb_output_stderr = "remove"
nb_render_image_options = {"alt": "The picture that this cell draws."}

# A kernel has the settings of nobody, and is silent but for what it shows: neither it nor TensorFlow writes to stderr.
profile = Path(mkdtemp(), "profile_default")
profile.mkdir()
(profile / "ipython_kernel_config.py").write_text("import os\nos.dup2(os.open(os.devnull, os.O_WRONLY), 2)\n")
os.environ["IPYTHONDIR"] = str(profile.parent)
logging.getLogger("traitlets").setLevel(logging.WARNING)

# A page for each package of the library, from its docstrings. Commands have a page of their own.
apidoc_modules = [
    {
        "path": "../vae_music",
        "destination": "api",
        "exclude_patterns": ["../vae_music/__main__.py"],
        "module_first": True,
        "automodule_options": ["members", "show-inheritance"],
    }
]
autodoc_default_options = {
    "ignore-module-all": True,  # a name stands where it is defined, and nowhere else
    "exclude-members": "set",  # by matplotlib, for each class of figures
}
autodoc_member_order = "bysource"
autodoc_mock_imports = ["apache_beam"]  # an extra of its own
default_role = "code"  # docstrings have code between single backticks
add_module_names = False
smartquotes = False  # would make one dash of the two before an option

# Nothing is fetched from elsewhere: the theme brings its styles and scripts, and the fonts are the reader's own.
html_theme = "furo"
html_title = f"vae-music {version}"
html_show_sourcelink = False
html_copy_source = False

_NAME = r"[a-z*_][\w*]*"
_FIELD = re.compile(rf"{_NAME}(?:, {_NAME})*(?=: )")


def fields_as_a_list(app, what, name, obj, options, lines):
    """Make field lists of the paragraphs of a class that say what its fields are, as `name: what it is`."""
    if what in ("data", "attribute"):
        lines.insert(0, "")  # else napoleon takes what stands before a colon for a type
    inside = False
    for number, line in enumerate(lines):
        begins = number == 0 or not lines[number - 1]
        field = _FIELD.match(line)
        inside = what == "class" and bool(line) and (inside or (begins and field is not None))
        if inside:
            names = ":" + field[0].replace("*", r"\*") if field else "    "
            lines[number] = names + (line[field.end() :] if field else line.strip())


def fields_in_full(app, what, name, obj, options, arguments, returns):
    """Look up the types of a NamedTuple's fields in its module; autodoc asks its constructor, which has none."""
    if what == "class" and hasattr(obj, "_fields"):
        with suppress(NameError):  # a type that only type checkers import
            obj.__new__.__annotations__ = get_type_hints(obj)
            return stringify_signature(signature(obj.__new__, bound_method=True), unqualified_typehints=True), None
    return arguments, returns


def examples_as_code(app, context, lines):
    """Make literal blocks of the examples in the help of commands."""
    text = "\n".join(line.removeprefix("| ") for line in lines)
    lines[:] = re.sub(r"^(Examples?):\s+", r"\1::\n\n  ", text, flags=re.MULTILINE).split("\n")


def setup(app):
    """Connect what is done to the library, docstrings before napoleon reads them, and to the help of commands."""
    app.connect("autodoc-process-signature", fields_in_full)
    app.connect("autodoc-process-docstring", fields_as_a_list, priority=400)
    app.connect("sphinx-click-process-description", examples_as_code)
    app.connect("sphinx-click-process-epilog", examples_as_code)
