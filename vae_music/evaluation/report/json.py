"""An evaluation as JSON: settings, figures, intervals, and the figures of every song."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from vae_music.evaluation.evaluate import Evaluation
from vae_music.evaluation.judged import by_target, rows, targets, within_ranges


def record(found: Evaluation, about: Mapping[str, Any]) -> dict[str, Any]:
    """The whole evaluation as values that `json.dumps` takes; NaN becomes null.

    Args:
        about: settings to store with the figures.
    """
    seen = {"unseen": True, "known_groove": False}
    groups = {"all": found.judged} | {
        group: [one for one in found.judged if one.unseen == unseen] for group, unseen in seen.items()
    }
    return _plain(
        {
            "about": {
                **about,
                "model": found.model,
                "styles": found.styles,
                "split_seed": found.split_seed,
                "split_seed_told_by_the_model": found.split_known,
                "songs_listed_as_trained_on": len(found.trained_on.songs),
                "tasks": found.tasks,
            },
            "judges": {
                "accuracy": found.judge.accuracy,
                "learnt_from_songs": len(found.held_out.others),
                "tested_on_songs": len(found.held_out.all),
            },
            "systems": {name: {s: r._asdict() for s, r in rows(group).items()} for name, group in groups.items()},
            "notes_by_target": by_target(found.judged),
            "musicality": _musicality(found),
            "reconstruction": found.reconstruction,
            "latents": found.latents._asdict(),
            "dial": found.dial._asdict(),
            "transfers": [{**one._asdict(), "scores": one.scores._asdict()} for one in found.judged],
            "failed": [one._asdict() for one in found.failed],
            "reconstructed": [{**one._asdict(), "figures": one.figures._asdict()} for one in found.reconstructed],
        }
    )


def _musicality(found: Evaluation) -> dict[str, Any]:
    """The usual ranges of the styles, a bound being -1 where songs have no figure, and the shares within them."""
    ranges = {style: found.judge.ranges.of(index) for index, style in enumerate(found.styles)}
    into = {style: within_ranges(found.judged, found.judge, style) for style in targets(found.judged)}
    return {"ranges": ranges, "within_ranges": within_ranges(found.judged, found.judge), "within_ranges_into": into}


def _plain(value: Any) -> Any:
    """Convert a value to one that JSON can hold."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if hasattr(value, "_asdict"):
        return _plain(value._asdict())
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
