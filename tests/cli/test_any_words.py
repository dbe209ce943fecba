"""Whatever stands on the command line, there is an exit code of the contract and no traceback."""

from __future__ import annotations

import os
import tempfile

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.songs import band
from vae_music.cli import COMMANDS, group
from vae_music.errors import CorpusError, VaeMusicError

OPTIONS = (
    "--style", "--strength", "--temperature", "--seed", "--model", "-o", "--out", "--json", "--force", "--epochs",
    "--skip-existing", "--styles", "--style-map", "--max-songs", "--workers", "--variations", "--resume", "--minutes",
    "--preset", "--batch-size", "--cache", "--runner", "--help", "--bars", "--report", "--", "-",
)  # fmt: skip
VALUES = (
    "song.mid", "songs", "nothing", "jazz", "all", "a=b", "=", "0", "1", "-1", "1-2", "nan", "1e400", "tiny", "", ".",
    "\udcff",
)  # fmt: skip
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)  # an argument has no NUL
words = st.lists(st.sampled_from(OPTIONS) | st.sampled_from(VALUES) | texts, max_size=8)


@pytest.fixture(scope="module", autouse=True)
def nothing_is_read_or_trained():
    """What is tried is the command line: the work behind it would take minutes."""

    def refuse(*_, **__):
        raise CorpusError("nothing is read in this test")

    with pytest.MonkeyPatch.context() as patch:
        for place in ("vae_music.corpus.corpus.lay_out", "vae_music.corpus.layouts.embedded_corpus_folder"):
            patch.setattr(place, refuse)
        for command in ("app", "prepare"):  # as if their extras were not installed
            patch.setattr(f"vae_music.cli.{command}.find_spec", lambda name: None)
        patch.setattr("vae_music.training.train.run_training", refuse)
        patch.setattr("vae_music.demo.write_embedded_corpus", refuse)
        yield


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(COMMANDS)), words)
def test_any_words_end_in_a_code_of_the_contract(command, words):
    with tempfile.TemporaryDirectory() as folder:
        here = os.getcwd()
        os.chdir(folder)
        try:
            band().write("song.mid")
            done = CliRunner().invoke(group, [command, *words])
        finally:
            os.chdir(here)
    assert done.exit_code in (0, 1, 2)
    assert done.exception is None or isinstance(done.exception, SystemExit | VaeMusicError), repr(done.exception)
