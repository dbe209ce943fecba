"""The page of the app as a musician has it: the real server and the shipped model, in a real browser."""

from __future__ import annotations

import base64
import subprocess
import sys

import pytest

from tests.render.browser import chromium, click, keys, requests_of, text, waited
from tests.songs import band
from vae_music.midi.write import song_to_bytes

pytest.importorskip("starlette", reason="needs the extra app")

pytestmark = pytest.mark.slow

NAME = "A <b>band & more.mid"

DROP = """
    const [bytes, name] = arguments, data = new DataTransfer();
    data.items.add(new File([Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))], name));
    for (const kind of ['dragover', 'drop'])
        document.body.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }));
"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Where the page is, of an app that works in a folder of its own."""
    folder = str(tmp_path_factory.mktemp("work"))
    command = [sys.executable, "-m", "vae_music", "app", "--port", "0", "--no-browser", "--folder", folder]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as app:
        try:
            yield app.stdout.readline().split()[0]
        finally:
            app.terminate()


@pytest.fixture(scope="module")
def browser():
    with chromium() as driver:
        yield driver


@pytest.fixture
def page(browser, address):
    """The page with a song that was dropped; afterwards, that nothing was said on the console or asked elsewhere."""
    requests_of(browser)
    opened(browser, address)
    browser.execute_script("vaeMusic.work.song = null")  # that of the test before
    drop(browser, song_to_bytes(band(bars=8)), NAME)
    assert waited(browser, "vaeMusic.work.song && vaeMusic.player.take === vaeMusic.work.before")
    yield browser
    assert browser.get_log("browser") == []
    assert [one for one in requests_of(browser) if not one.startswith((address, "data:", "blob:"))] == []


def opened(driver, address: str) -> None:
    driver.get(address)
    assert waited(driver, "document.body.classList.contains('ready')")


def drop(driver, data: bytes, name: str) -> None:
    driver.execute_script(DROP, base64.b64encode(data).decode(), name)


def whole(driver, style: str) -> None:
    """Give the whole song a style, and wait until it is heard."""
    driver.execute_script(
        "[...document.querySelectorAll('#whole button')].find((b) => b.textContent === arguments[0]).click()", style
    )
    assert waited(driver, "vaeMusic.work.isMade() && vaeMusic.player.take.id === vaeMusic.work.slot.version")


def test_a_song_that_is_dropped_is_heard(page):
    assert text(page, "h1") == "A <b>band & more"
    keys(page, " ")
    assert waited(page, "vaeMusic.synth.level() > 0.01 && vaeMusic.player.now > 0.3")
    assert page.execute_script("return vaeMusic.synth.context.state") == "running"
    assert text(page, "#before .sounding").startswith("At this place: ")
    assert "Flute" in text(page, "#before .sounding")


def test_another_style_is_heard_from_the_same_place_and_taken_back(page):
    keys(page, " ")
    assert waited(page, "vaeMusic.player.now > 0.3")
    whole(page, "jazz")
    assert page.execute_script("return vaeMusic.player.playing && vaeMusic.player.now > 0.3")
    assert waited(page, "vaeMusic.synth.level() > 0.01")
    assert "Flute" not in text(page, "#mixer")
    keys(page, "0")
    assert "Flute" in text(page, "#mixer")
    keys(page, "n")
    page.execute_script("document.activeElement.blur()")
    click(page, "#undo")
    assert waited(page, "vaeMusic.work.plan.sections.every((section) => section.style === null)")
    assert "Flute" in text(page, "#mixer")
    click(page, "#redo")
    assert waited(page, "vaeMusic.work.isMade() && vaeMusic.player.take.id === vaeMusic.work.slot.version")


def test_what_is_muted_is_silent_and_comes_back(page):
    keys(page, " ")
    for row in page.find_elements("css selector", "#mixer li"):
        page.execute_script("arguments[0].querySelector('button').click()", row)
    assert waited(page, "vaeMusic.player.now > 2 && vaeMusic.synth.level() < 0.001")
    page.execute_script("document.querySelector('#mixer li button').click()")
    assert waited(page, "vaeMusic.synth.level() > 0.01")


def test_more_instruments_than_midi_has_channels_are_heard(page):
    page.execute_script("""
        const names = Array.from({ length: 30 }, (_, program) => `Instrument ${program}`);
        names.forEach((name, program) => vaeMusic.synth.add(name, program, false));
        const track = { key: names.at(-1), drums: false, notes: [[0, 9, 60, 100]] };
        vaeMusic.player.change({ ...vaeMusic.player.take, tracks: [track] });
        vaeMusic.player.play();""")
    assert waited(page, "vaeMusic.synth.level() > 0.01")


def test_sections_and_energy_are_changed_by_the_keyboard_alone(page):
    click(page, "#part-panel button[title^='Make two sections']")
    ends = "vaeMusic.work.plan.sections.map((section) => section.end)"
    before = page.execute_script(f"return {ends}")
    page.find_element("css selector", ".edge").send_keys("\ue014")  # right
    assert page.execute_script(f"return {ends}")[0] == before[0] + 1
    page.find_element("id", "energy").send_keys("\ue014", "\ue011", "\ue014", "\ue015")  # right, home, right, down
    energy = page.execute_script("return vaeMusic.work.plan.energy")
    assert [bar for bar, level in enumerate(energy, 1) if level is not None] == [2]
    page.execute_script("document.activeElement.blur()")
    keys(page, "l")
    loop = page.execute_script("return [vaeMusic.player.loop.start, vaeMusic.player.loop.end]")
    assert loop == [0, 2 * (before[0] + 1)]


def test_one_section_made_anew_leaves_the_others(page):
    click(page, "#part-panel button[title^='Make two sections']")
    whole(page, "jazz")
    notes = """const end = vaeMusic.work.before.bars[vaeMusic.work.plan.sections[0].end];
        return vaeMusic.player.take.tracks.map((t) => [t.key, t.notes.filter((note) => note[0] > end + 0.2)])"""
    before, version = page.execute_script(notes), page.execute_script("return vaeMusic.work.slot.version")
    click(page, "#part-panel button[title^='Another performance']")
    assert waited(page, f"vaeMusic.player.take.id !== '{version}' && vaeMusic.work.isMade()")
    assert dict(page.execute_script(notes)) == dict(before)


def test_versions_stand_side_by_side_and_their_midi_can_be_dragged_out(page):
    whole(page, "rock")
    click(page, "[aria-label='Copy here, to version B']")
    whole(page, "piano")
    assert [one.text.splitlines()[1] for one in page.find_elements("css selector", ".version")][:3] == [
        *("As it was.", "rock", "piano")
    ]
    carried = page.execute_script("""
        const link = document.querySelector("[aria-label='MIDI of version B']"), dataTransfer = new DataTransfer();
        link.dispatchEvent(new DragEvent('dragstart', { bubbles: true, dataTransfer }));
        return [dataTransfer.getData('DownloadURL'), link.href, link.download];""")
    assert carried[0] == f"audio/midi:{carried[2]}:{carried[1]}"
    head = "return fetch(arguments[0]).then((r) => r.arrayBuffer()).then((b) => [...new Uint8Array(b, 0, 4)])"
    assert bytes(page.execute_script(head, carried[1])) == b"MThd"


def test_the_work_is_there_after_a_reload(page, address):
    whole(page, "latin")
    made = page.execute_script("return vaeMusic.work.slot.version")
    assert waited(page, "performance.getEntriesByType('resource').at(-1).responseEnd < performance.now() - 900")
    opened(page, address)
    assert waited(page, f"vaeMusic.work.slot.version === '{made}' && vaeMusic.player.take.id === '{made}'")
    assert page.find_element("id", "undo").is_enabled()


def test_a_file_that_is_no_midi_is_refused_in_words(browser, address):
    opened(browser, address)
    drop(browser, b"not a song", "lyrics.mid")
    assert waited(browser, "!document.getElementById('error').hidden")
    assert "lyrics" in text(browser, "#error")
    [said] = browser.get_log("browser")
    assert "status of 400" in said["message"]  # the browser says so by itself


def test_every_control_has_a_name_and_a_sentence(page):
    whole(page, "jazz")
    unnamed = """const named = (e) => e.ariaLabel || e.textContent.trim() || e.labels?.length;
        const said = (e) => e.title || e.getAttribute('aria-describedby') || e.closest('[title]') || e.id === 'place';
        const all = document.querySelectorAll(':is(#studio, .bar) :is(button, a, input, select, [role=slider])');
        return [...all].filter((e) => !named(e) || !said(e)).map((e) => e.outerHTML)"""
    assert page.execute_script(unnamed) == []


@pytest.mark.parametrize("dark", [False, True])
def test_it_fits_a_phone(dark, address):
    with chromium(390, 844, dark, still=True) as driver:
        opened(driver, address)
        assert driver.execute_script("return document.documentElement.scrollWidth") <= 390
        ink, paper = driver.execute_script("""const style = getComputedStyle(document.body);
            return [style.color, style.backgroundColor].map((colour) => colour.match(/\\d+/g).map(Number));""")
        assert (sum(ink) > sum(paper)) == dark
        assert driver.get_log("browser") == []
