"""Make a run the model that the package ships: `python -m benchmarks.ship RUN [TRANSLATED]`.

A run of an earlier version first gets the recognizer of styles that `classify` uses. The export is written to
vae_music/pretrained/1, with the hashes of the songs trained on. card.json beside it gets the hashes of its files, the
data of its training, and its figures on the embedded corpus, which a test measures again. The README.md there is
written by hand. TRANSLATED is a run of `train --translator`, begun from RUN, whose translators are shipped as well.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import vae_music
from vae_music.evaluation.compared_models import open_compared
from vae_music.evaluation.evaluate import evaluate
from vae_music.evaluation.report.json import record
from vae_music.evaluation.request import EvaluationRequest
from vae_music.export.card import CARD_FOLDER
from vae_music.export.saved_model import export_run
from vae_music.export.trained_on import LIST
from vae_music.export.versions import find_export
from vae_music.run_folder import RunFolder
from vae_music.storage import write_atomically
from vae_music.training.recognition import recognize_run
from vae_music.translators.stored import translator_path

PRETRAINED = Path(vae_music.__file__).parent / "pretrained"
TRANSFERS = 60


def main() -> None:
    """Export the run, and write and print card.json."""
    run = RunFolder(Path(sys.argv[1]))
    shutil.rmtree(PRETRAINED / "1", ignore_errors=True)
    if not run.recognition.exists():
        recognize_run(run)
    export = export_run(run.path, PRETRAINED)
    for written in PRETRAINED.iterdir():  # the configuration of a server belongs to exports that users make
        if written.is_file() and written.name not in ("README.md", "card.json"):
            written.unlink()
    for translated in sys.argv[2:]:
        for path in translator_path(find_export(translated), "any").parent.iterdir():
            write_atomically(translator_path(export, path.stem), path.read_bytes())
    write_trained_on(run, export)
    card = {"files": hashes(export), "training": training(run), "embedded": embedded_figures(export)}
    write_atomically(PRETRAINED / "card.json", (json.dumps(card, indent=1) + "\n").encode())
    print(json.dumps(card, indent=1))


def write_trained_on(run: RunFolder, export: Path) -> None:
    """Write the hash, work and side of every song of the run; the paths are private."""
    rows = [{name: row[name] for name in ("hash", "work", "side")} for row in run.read_songs()]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, ["hash", "work", "side"], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_atomically(export / CARD_FOLDER / LIST, text.getvalue().encode("utf-8", "surrogateescape"))


def hashes(export: Path) -> dict[str, str]:
    """The SHA-256 of each file, by its path in the export."""
    files = sorted(path for path in export.rglob("*") if path.is_file())
    return {path.relative_to(export).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def training(run: RunFolder) -> dict[str, Any]:
    """The length of the run's training and its best figures on songs held out, from its history."""
    rows = run.read_history()
    best = min(rows, key=lambda row: row["val_loss"])
    terms = ("val_loss", "val_pitch_accuracy", "val_kl", "val_active_units", "val_style_accuracy", "val_probe_accuracy")
    minutes = sum(row["seconds"] for row in rows) / 60
    begun = run.begun_with()
    return {
        "steps": int(rows[-1]["step"]),
        "best_step": int(best["step"]),
        "batch_size": begun.config.train.batch_size,
        "minutes": round(minutes, 1),
        "seed": begun.seed,
        **{term: best[term] for term in terms},
    }


def embedded_figures(export: Path) -> dict[str, float]:
    """The mean figures over TRANSFERS transfers of held-out songs of the embedded corpus."""
    found = evaluate([open_compared(export)], EvaluationRequest(transfers=TRANSFERS))
    figures = record(found, {})["systems"]["all"][found.model]["figures"]
    names = ("right_notes", "right_all", "chroma", "top_line", "harmonic")
    return {name: round(figures[name]["value"], 4) for name in names}


if __name__ == "__main__":
    main()
