"""What holds for the package as a whole."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import vae_music

ROOT = Path(__file__).parents[1]


def run(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True, cwd=ROOT).stdout


def test_importing_the_package_imports_no_tensorflow_and_no_numpy():
    assert (
        run("import sys, vae_music; print([m for m in ('tensorflow', 'keras', 'numpy') if m in sys.modules])") == "[]\n"
    )


def test_help_imports_no_tensorflow():
    code = (
        "import sys, vae_music.cli as c; sys.argv = ['vae-music', '--help']\ntry: c.main()\nexcept SystemExit: pass\n"
    )
    assert "False" in run(code + "print('tensorflow' in sys.modules)").splitlines()[-1]


def test_songs_and_rolls_need_no_tensorflow():
    names = "song midi rolls info corpus demo measures.features inference.loading audio.sound render.page"
    names += " evaluation.evaluate evaluation.report.text evaluation.report.html"
    code = f"import sys\nfor name in {names.split()}: __import__('vae_music.' + name)\n"
    assert run(code + "print('tensorflow' in sys.modules)") == "False\n"


def test_every_public_name_can_be_had():
    for name in vae_music.__all__:
        assert getattr(vae_music, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        vae_music.nothing  # noqa: B018 - the access is what is tested


def test_the_package_runs_as_a_module():
    result = subprocess.run([sys.executable, "-m", "vae_music", "--version"], capture_output=True, text=True, cwd=ROOT)
    assert result.stdout == f"vae-music, version {vae_music.__version__}\n"


def sources(*folders: str) -> set[str]:
    found = (path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file())
    return {str(path.relative_to(ROOT)) for path in found if path.suffix != ".pyc" and "__pycache__" not in path.parts}


@pytest.mark.slow
def test_wheel_and_tree_agree(tmp_path):
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path, ROOT],
        check=True,
        capture_output=True,
    )
    names = set(zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist())
    installed = {name for name in names if ".dist-info/" not in name}
    in_tree = sources("vae_music") | {f"vae_music/{name}" for name in sources("cli")}
    assert installed == in_tree
