"""Speed of the page of the app, in a real headless Chromium.

    python -m benchmarks.app_speed [SONG.mid ...]

Starts `vae-music app`, and drops each song on its page (by default five songs that come along), warm: the page has its
soundfont, and one song has been opened before. Measures the seconds from the drop to the first sound, and, while the
song plays, those from the click on another style to the moment at which the first note of the new version sounds. Also
tells how many of these pass before the version is made, its notes are there, and it is handed to the synthesizer.
"""

from __future__ import annotations

import argparse
import base64
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.app_soak import address_of
from benchmarks.process_monitor import watching
from vae_music.demo.arranger import arrange
from vae_music.midi.write import song_to_bytes

EMBEDDED = ("ode_to_joy", "greensleeves", "auld_lang_syne", "silent_night", "scarborough_fair")
STYLES = ("jazz", "rock")
LIMIT_SECONDS = 60

_STEPS = ("made", "handed", "sound")

_SWITCHES = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--mute-audio", "--disable-dev-shm-usage"),
    "--autoplay-policy=no-user-gesture-required",
)
_HELPERS = """
    const done = arguments[arguments.length - 1], { work, player, synth } = vaeMusic, began = performance.now();
    const seconds = () => (performance.now() - began) / 1000;
    const until = async (true_) => { while (!true_()) await new Promise((r) => setTimeout(r, 2)); return seconds(); };
"""
_DROP = """
    const [bytes, name] = arguments, data = new DataTransfer(), before = work.song;
    data.items.add(new File([Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))], name));
    for (const kind of ["dragover", "drop"])
        document.body.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }));
    (async () => {
        const opened = await until(() => work.song !== before && player.take === work.before);
        await player.play();
        done({ opened, sound: await until(() => synth.level() > 0.001) });
    })();
"""
_CHANGE = """
    const [style] = arguments, version = work.slot.version, on = synth.on;
    let sounds = 0;
    synth.on = (key, pitch, velocity, time) => {
        if (player.take.id === work.slot.version && work.isMade() && !sounds)
            sounds = seconds() + Math.max(0, time - synth.context.currentTime) + (synth.context.outputLatency || 0);
        on.call(synth, key, pitch, velocity, time);
    };
    [...document.querySelectorAll("#whole button")].find((button) => button.textContent === style).click();
    (async () => {
        const made = await until(() => work.slot.version !== version && work.isMade());
        const handed = await until(() => player.take.id === work.slot.version);
        await until(() => sounds);
        synth.on = on;
        done({ made, handed, sound: sounds });
    })();
"""


@contextmanager
def page(address: str) -> Iterator[Any]:
    """A browser with the page of the app, when it is ready."""
    from selenium import webdriver
    from selenium.webdriver.support.wait import WebDriverWait

    options = webdriver.ChromeOptions()
    options.binary_location = next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), ""
    )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        for switch in (*_SWITCHES, f"--user-data-dir={profile}"):
            options.add_argument(switch)
        driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(shutil.which("chromedriver")))
        try:
            driver.set_script_timeout(LIMIT_SECONDS)
            driver.set_window_size(1280, 1600)
            driver.get(address)
            ready = "return document.body.classList.contains('ready')"
            WebDriverWait(driver, LIMIT_SECONDS).until(lambda one: one.execute_script(ready))
            yield driver
        finally:
            driver.quit()


def measure(songs: dict[str, bytes]) -> dict[str, tuple[dict[str, float], list[dict[str, float]]]]:
    """The seconds of a drop and of two changes of style, for each song."""
    figures = {}
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "vae_music", "app", "--no-browser", "--port", "0", "--folder", folder]
        with watching(command, lambda: 0) as running, page(address_of(running)) as driver:
            for name, data in [next(iter(songs.items())), *songs.items()]:
                dropped = driver.execute_async_script(_HELPERS + _DROP, base64.b64encode(data).decode(), f"{name}.mid")
                changed = []
                for style in STYLES:
                    time.sleep(1)
                    changed.append(driver.execute_async_script(_HELPERS + _CHANGE, style))
                driver.execute_script("vaeMusic.player.pause()")
                time.sleep(1)
                figures[name] = dropped, changed  # the first song twice: what it takes cold is forgotten
    return figures


def main() -> None:
    """Measure and print a table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("songs", nargs="*", type=Path)
    asked = options.parse_args().songs
    songs = {path.stem: path.read_bytes() for path in asked}
    songs = songs or {name: song_to_bytes(arrange(name, "pop")) for name in EMBEDDED}
    figures = measure(songs)
    print("| song | opened, s | first sound, s | version made, s | handed to the player, s | changed style heard, s |")
    print("|---|---|---|---|---|---|")
    rows = [
        (
            name,
            [
                dropped["opened"],
                dropped["sound"],
                *np.mean([[one[step] for step in _STEPS] for one in changed], axis=0),
            ],
        )
        for name, (dropped, changed) in figures.items()
    ]
    for name, row in [*rows, ("**median**", np.median([row for _, row in rows], axis=0))]:
        print(f"| {name} | {' | '.join(f'{seconds:.2f}' for seconds in row)} |")


if __name__ == "__main__":
    main()
