"""The page of a transfer as a reader has it, in a real browser."""

from __future__ import annotations

import pytest

from tests.render.browser import chromium, click, keys, open_page, requests_of, text, waited
from tests.songs import band
from vae_music.render.page import Take, player_page
from vae_music.render.transfer_page import STATIONS, transfer_takes
from vae_music.song import Song, Track


@pytest.fixture(scope="module")
def html() -> str:
    """Strength is how many octaves lower the band plays, times four."""

    def change(strength: float) -> Song:
        return band(bars=8).transpose(-round(12 * strength))

    def classify(song: Song) -> dict[str, float]:
        lower = float(72 - song.tracks[1].pitch.min()) / 12
        return {"jazz": lower, "pop": 1 - lower}

    takes, chosen = transfer_takes(band(bars=8), change, classify, stations=STATIONS)
    return player_page("A <b>band</b>", takes, "jazz", chosen)


@pytest.fixture(scope="module")
def browser():
    with chromium() as driver:
        yield driver


@pytest.fixture
def page(browser, html, tmp_path):
    """The page, just opened; afterwards, that it said nothing on the console and asked for nothing."""
    requests_of(browser)
    open_page(browser, html, tmp_path)
    assert waited(browser, "audio.every((sound) => sound.readyState >= 1)")
    yield browser
    assert browser.get_log("browser") == []
    asked = [address for address in requests_of(browser) if not address.startswith("data:")]
    assert asked == [(tmp_path / "page.html").as_uri()]


def test_it_plays_and_the_cursor_moves(page):
    click(page, "#play")
    assert waited(page, "now() > 0.5 && playing()")
    assert waited(page, "document.getElementById('played').getBoundingClientRect().width > 5")
    assert page.find_element("id", "play").get_attribute("aria-label") == "Pause"
    click(page, "#play")
    assert waited(page, "!playing()")


def test_the_slider_switches_the_sound_where_it_is(page):
    from selenium.webdriver.common.keys import Keys

    click(page, "#play")
    assert waited(page, "now() > 0.5")
    page.find_element("id", "strength").send_keys(Keys.ARROW_LEFT * 2)
    assert page.execute_script("return [heard, takes[heard].strength]") == [3, "0.5"]
    assert waited(page, "playing() && now() > 0.6")
    assert page.execute_script("return audio.map((sound) => !sound.paused)") == [
        False,
        False,
        False,
        True,
        False,
        False,
    ]
    assert page.execute_script("return audio[2].src !== audio[3].src")
    assert text(page, "#strength-value") == "0.5"
    assert page.find_element("id", "strength").get_attribute("aria-valuetext") == "strength 0.5"


def test_before_and_after_are_one_press_away_and_go_on_at_the_same_place(page):
    page.execute_script("seek(6)")
    click(page, "#before .listen")
    assert page.execute_script("return [heard, Math.round(now())]") == [0, 6]
    assert page.find_element("css selector", "#before .listen").get_attribute("aria-pressed") == "true"
    assert page.find_element("css selector", "#after .listen").get_attribute("aria-pressed") == "false"


def test_styles_and_notes_follow_the_strength(page):
    assert text(page, "#after-style-0-text") == "100%"
    kept = text(page, "#count-kept")
    page.find_element("id", "strength").send_keys("\ue011")  # Home
    assert text(page, "#after-style-0-text") == "0%"
    assert text(page, "#before-style-0-text") == "0%"
    assert text(page, "#count-kept") == f"{band(bars=8).note_count}" != kept
    assert text(page, "#count-gone") == "0"


def test_it_is_played_by_keyboard_alone(page):
    keys(page, " ")
    assert waited(page, "playing()")
    keys(page, "b")
    assert page.execute_script("return heard") == 0
    keys(page, "-")
    assert page.execute_script("return takes[heard].strength") == "0.75"
    before = page.execute_script("return now()")
    keys(page, "\ue014")  # right
    assert page.execute_script("return now()") - before > 4
    keys(page, " ")
    assert waited(page, "!playing()")


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 844)])
def test_it_opens_on_the_roll_of_what_sounds(width, height, html, tmp_path):
    with chromium(width, height) as driver:
        open_page(driver, html, tmp_path)
        assert driver.execute_script("return heard === data.start && heard === chosen")
        bottom = driver.execute_script("return $('after').querySelector('canvas').getBoundingClientRect().bottom")
        free = driver.execute_script("return document.querySelector('.bar').getBoundingClientRect().top")
        assert 0 < bottom <= free <= height


def test_it_opens_at_the_bar_in_which_the_music_begins(browser, tmp_path):
    late = Song((Track.of([(13, 1, 60, 90), (15, 1, 62, 90)]),))
    open_page(browser, player_page("Late", [Take("song", late)]), tmp_path)
    assert waited(browser, "Math.abs(now() - 6) < 0.01")  # at 120 qpm, bar 4


# What comes out of the mixer: the loudest frame of half a second.
LISTEN = """
    if (!window.ear) {
        window.ear = mixer.context.createAnalyser();
        ear.fftSize = 16384;
        mixer.output.connect(ear);
    }
    const frames = new Float32Array(ear.fftSize);
    ear.getFloatTimeDomainData(frames);
    return Math.max(...frames.map(Math.abs));
"""


def test_an_instrument_is_muted_and_heard_alone_from_where_the_song_is(page):
    click(page, "#play")
    assert waited(page, "now() > 0.2")
    page.execute_script("seek(1)")
    click(page, "#after button.solo[aria-label='Solo Drums']")
    assert page.execute_script("return mixer.rules() && audio.every((sound) => sound.paused)")
    assert waited(page, "playing() && now() > 1.2")
    assert waited(page, f"(() => {{{LISTEN}}})() > 0.01")
    drums = "document.querySelector('#after [aria-label=\"{} Drums\"]').getAttribute('aria-pressed')"
    assert page.execute_script(f"return {drums.format('Solo')}") == "true"
    click(page, "#after button.mute[aria-label='Mute Drums']")
    click(page, "#after button.solo[aria-label='Solo Drums']")
    assert page.execute_script("return [mixer.sounds('Drums'), mixer.sounds('Flute')]") == [False, True]
    assert waited(page, "playing()")
    click(page, "#after button.mute[aria-label='Mute Drums']")
    assert page.execute_script("return mixer.rules()") is False
    assert waited(page, "!audio[heard].paused && now() > 1")


def test_an_instrument_alone_is_silent_where_it_has_no_notes(browser, tmp_path):
    piano = Track.of([(0, 16, 60, 90)], program=0)
    organ = Track.of([(14, 1, 72, 90)], program=19)
    open_page(browser, player_page("Two", [Take("song", Song((piano, organ)))]), tmp_path)
    click(browser, "button.solo[aria-label='Solo Church Organ']")
    click(browser, "#play")
    assert waited(browser, "now() > 1")
    assert browser.execute_script(LISTEN) == 0
    browser.execute_script("seek(7)")
    assert waited(browser, f"(() => {{{LISTEN}}})() > 0.01")


def test_a_loop_of_bars_comes_again(page):
    page.execute_script("$('loop-from').value = 2; $('loop-to').value = 2;")
    keys(page, "l")
    assert page.execute_script("return [loop.start, loop.end, now()]") == [2, 4, 2]
    page.execute_script("seek(3.7)")
    click(page, "#play")
    assert waited(page, "now() < 3")
    keys(page, "l")
    assert page.execute_script("return loop") is None
    assert page.find_element("id", "loop").get_attribute("aria-pressed") == "false"


def test_a_loop_stays_within_the_song(page):
    click(page, "#loop")
    field = page.find_element("id", "loop-to")
    field.clear()
    field.send_keys("99\ue007")  # enter
    assert page.execute_script("return [$('loop-from').value, $('loop-to').value]") == ["1", "8"]


def test_a_press_on_the_roll_goes_there(page):
    from selenium.webdriver.common.action_chains import ActionChains

    roll = page.find_element("css selector", "#before canvas")
    ActionChains(page).move_to_element(roll).click().perform()
    assert waited(page, "heard === 0 && now() > 2")


def test_an_address_may_name_the_second_to_begin_at(browser, html, tmp_path):
    (tmp_path / "page.html").write_text(html, encoding="utf-8")
    browser.get((tmp_path / "page.html").as_uri() + "#t=4.5")
    assert waited(browser, "audio[heard].readyState >= 1")
    assert browser.execute_script("return [now(), document.getElementById('time').textContent]") == [4.5, "0:04"]


def test_every_roll_is_drawn_and_said_in_words(page):
    painted = """return [...document.querySelectorAll('canvas')].map((canvas) => {
        const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        return new Set(new Uint32Array(pixels.data.buffer)).size;
    })"""
    assert all(colours > 5 for colours in page.execute_script(painted))
    spoken = page.find_element("css selector", "#after canvas").get_attribute("aria-label")
    assert spoken.startswith("Piano roll, after, strength 1: ")
    assert "Flute" in spoken
    assert text(page, "h1") == "A <b>band</b> as jazz"


def test_every_control_has_a_name(page):
    nameless = """const named = (e) => e.getAttribute('aria-label') || e.textContent.trim() || e.labels?.length;
        const controls = document.querySelectorAll('button, a, input, audio, canvas:not([aria-hidden])');
        return [...controls].filter((e) => !named(e)).map((e) => e.outerHTML);"""
    assert page.execute_script(nameless) == []


def test_midi_and_sound_can_be_saved(page):
    links = page.execute_script("return [...document.querySelectorAll('a[download]')].map((a) => a.href.slice(0, 15))")
    assert links == ["data:audio/midi", "data:audio/mpeg"] * 6


@pytest.mark.parametrize(("width", "dark"), [(360, False), (360, True), (1200, True)])
def test_it_fits_a_phone_and_keeps_its_contrast_in_the_dark(width, dark, html, tmp_path):
    with chromium(width, 740, dark, still=True) as driver:
        open_page(driver, html, tmp_path)
        assert driver.execute_script("return document.documentElement.scrollWidth") <= width
        colours = """const style = getComputedStyle(document.body);
            return [style.color, style.backgroundColor].map((colour) => colour.match(/\\d+/g).map(Number));"""
        ink, paper = driver.execute_script(colours)
        assert (sum(ink) > sum(paper)) == dark
        assert abs(sum(ink) - sum(paper)) > 500
        assert driver.get_log("browser") == []


def test_a_song_alone_and_two_side_by_side_are_pages_too(browser, tmp_path):
    for takes in ([Take("song", band())], [Take("one", band()), Take("other", band(bars=3))]):
        open_page(browser, player_page("Song", takes), tmp_path)
        click(browser, "#play")
        assert waited(browser, "now() > 0.3")
        assert browser.get_log("browser") == []
