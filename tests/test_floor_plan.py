"""The floor plan: which packages import which, lazily or not, and what is kept small."""

from __future__ import annotations

import ast
import statistics
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "vae_music"

BACK_EDGES = {
    ("song", "Song.write", "midi"),
    ("song", "Song.to_pretty_midi", "midi"),
    ("song", "Song._repr_html_", "render"),
    ("rolls", "Rolls._repr_html_", "render"),
    ("audio", "Sound._repr_html_", "render"),
}
"""The methods by which a thing writes or shows itself: the only imports that run upwards."""

QUESTIONS = ("What", "How", "Which", "Where", "Whether", "Who", "When", "Why")
LONGEST_ARGUMENT_LIST = 8
BUILD_A_REQUEST = {"transfer", "Model.transfer", "train", "ServedModel.transfer"}
"""Public functions with an argument for each setting, and a serving signature."""


def sources() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted([*PACKAGE.rglob("*.py"), *(ROOT / "cli").glob("*.py")]):
        yield path, ast.parse(path.read_text("utf-8"))


def part(module: str) -> str:
    """The package, or the module of the root, in which a module of ours lies."""
    names = module.split(".")
    return names[1] if len(names) > 1 else names[0]


def home(path: Path) -> str:
    if path.parent.name == "cli":
        return "cli"
    inside = path.relative_to(PACKAGE)
    return inside.parts[0] if len(inside.parts) > 1 else inside.stem


def named(node: ast.AST, prefix: str = "") -> Iterator[tuple[str, ast.FunctionDef | ast.ClassDef]]:
    """All classes and functions, those inside others too, by their qualified names."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            yield prefix + child.name, child
            yield from named(child, f"{prefix}{child.name}.")
        else:
            yield from named(child, prefix)


def for_types_only(tree: ast.Module) -> set[ast.AST]:
    blocks = (node for node in ast.walk(tree) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test))
    return {inner for block in blocks for inner in ast.walk(block)}


def imports(tree: ast.AST, but: set[ast.AST]) -> set[str]:
    """The parts of the package that are imported anywhere below a node."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node not in but and (node.module or "").startswith("vae_music."):
            found.add(part(str(node.module)))
        elif isinstance(node, ast.ImportFrom) and node not in but and node.module == "vae_music":
            found.update(alias.name for alias in node.names)
    return found


def graph() -> tuple[dict[str, set[str]], set[tuple[str, str, str]]]:
    """What each part of the package imports, and the back-edges that are not in it."""
    edges: dict[str, set[str]] = {}
    back: set[tuple[str, str, str]] = set()
    for path, tree in sources():
        here, skipped = home(path), for_types_only(tree)
        for name, definition in named(tree):
            for target in imports(definition, skipped):
                if (here, name, target) in BACK_EDGES:
                    back.add((here, name, target))
                    skipped |= set(ast.walk(definition))
        edges.setdefault(here, set()).update(imports(tree, skipped) - {here})
    del edges["__init__"]  # the public names, each loaded when it is first used
    return edges, back


def test_packages_import_each_other_in_no_circle_lazily_neither():
    edges, _ = graph()
    try:
        order = list(TopologicalSorter(edges).static_order())
    except CycleError as error:
        pytest.fail(f"a circle: {' -> '.join(error.args[1])}")
    assert order.index("song") < order.index("rolls") < order.index("corpus") < order.index("training")
    assert order.index("model") < order.index("export") < order.index("inference") < order.index("evaluation")


def test_back_edges_are_those_by_which_a_thing_writes_or_shows_itself():
    assert graph()[1] == BACK_EDGES


def test_a_circle_would_be_found():
    tree = ast.parse("def f():\n    from vae_music.training.train import train\n")
    assert imports(tree, set()) == {"training"}
    with pytest.raises(CycleError):
        list(TopologicalSorter({"song": {"training"}, "training": {"song"}}).static_order())


def test_the_library_never_imports_the_command_line():
    assert [here for here, targets in graph()[0].items() if "cli" in targets and here != "__main__"] == []


def test_the_root_holds_few_modules_and_files_are_short():
    lines = [len(path.read_text("utf-8").splitlines()) for path, _ in sources()]
    assert len([path for path in PACKAGE.glob("*.py") if not path.name.startswith("__")]) <= 13
    assert statistics.median(lines) < 110
    assert max(lines) <= 300


def test_every_public_name_has_a_docstring():
    missing = [
        f"{path.relative_to(ROOT)}: {name}"
        for path, tree in sources()
        for name, definition in [("the module", tree), *named(tree)]
        if is_public(name, tree) and not ast.get_docstring(definition)
    ]
    assert missing == []


def is_public(name: str, tree: ast.Module) -> bool:
    """Whether a name is one that others may use: of no function's inside, and without an underscore."""
    functions = {name for name, definition in named(tree) if isinstance(definition, ast.FunctionDef)}
    inside = any(name.startswith(f"{function}.") for function in functions)
    return not inside and not any(word.startswith("_") for word in name.split("."))


def test_docstrings_begin_with_what_a_thing_is_not_with_a_question():
    begun = [
        f"{path.relative_to(ROOT)}: {name}"
        for path, tree in sources()
        for name, definition in [("the module", tree), *named(tree)]
        if (ast.get_docstring(definition) or "-").split()[0] in QUESTIONS
    ]
    assert begun == []


def test_argument_lists_are_short_and_typed_functions_take_no_options_unseen():
    long, unseen = [], []
    for path, tree in sources():
        for name, definition in named(tree):
            if not isinstance(definition, ast.FunctionDef) or name in BUILD_A_REQUEST or is_command(definition):
                continue
            arguments = [*definition.args.posonlyargs, *definition.args.args, *definition.args.kwonlyargs]
            if len([one for one in arguments if one.arg not in ("self", "cls")]) > LONGEST_ARGUMENT_LIST:
                long.append(f"{path.relative_to(ROOT)}: {name}")
            if definition.args.kwarg and definition.args.kwarg.arg == "options":
                unseen.append(f"{path.relative_to(ROOT)}: {name}")
    assert (long, unseen) == ([], [])


def is_command(function: ast.FunctionDef) -> bool:
    return any("click" in ast.dump(decorator) for decorator in function.decorator_list)
