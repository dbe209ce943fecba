from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from markupsafe import escape
from PIL import Image

from tests.evaluation.conftest import TRANSFERS
from tests.render.browser import chromium, open_page, requests_of
from vae_music.evaluation.baselines import ANOTHER, COPY, TRUTH
from vae_music.evaluation.evaluate import Evaluation
from vae_music.evaluation.judged import OWN, Failed, by_target, confusion, rows
from vae_music.evaluation.report.glossary import COLUMNS, DIAGNOSTICS, EXPLAINED, FOLLOW, MUSICALITY
from vae_music.evaluation.report.html import evaluation_page
from vae_music.evaluation.report.plot import plot_evaluation

EVIL = '<script>alert("$x^2")</script>'


@pytest.fixture(scope="module")
def html(found) -> str:
    return evaluation_page(
        found, {"corpora": ["songs/"], "seed": None, "transfers": TRANSFERS, "style_map": {"a": "b"}}
    )


def section(html: str, title: str) -> str:
    return next(part for part in html.split("<section") if f"<h2>{title}</h2>" in part)


def test_every_system_has_a_row_with_its_figures_and_their_intervals(html, found):
    table = section(html, "Transfers")
    for name, row in rows(found.judged).items():
        cells = re.search(f">{re.escape(name)}</td>(.*?)</tr>", table).group(1)
        for figure in ("chroma", "harmonic"):
            value, low, high = (f"{number:.2f}" for number in row.figures[figure])
            assert f"<td>{value}<small>{low}–{high}</small></td>" in cells
        assert f'<td class="">{TRANSFERS}</td>' in cells


def test_each_style_has_its_figure(html, found):
    table = section(html, "Into each style")
    for target, figure in by_target(found.judged)[ANOTHER].items():
        assert f">{target}</th>" in table
        assert f"<td>{figure.value:.2f}<small>" in table


def test_what_each_style_is_taken_for_is_counted(found, html):
    truth = confusion((one for one in found.judged if one.system == TRUTH), found.styles)
    assert truth.sum() == truth.trace() == TRANSFERS
    copies = confusion((one for one in found.judged if one.system == COPY), found.styles)
    assert (copies.sum(), copies.trace()) == (TRANSFERS, 0)
    assert f"the shares of its {TRANSFERS} versions" in section(html, "Which style is heard")


def test_it_begins_with_the_result_in_words(html, found):
    told = section(html, "In short")
    assert html.index("In short") < html.index("<table")
    figures = rows(found.judged)[found.model].figures
    assert f"asked for in {100 * figures['right_notes'].value:.0f} of 100 versions" in told
    assert f"{100 * figures['chroma'].value:.0f} of 100 parts of its harmony" in told
    assert "of the songs left as they were: 0" in told
    assert not re.search(r"chroma|F1|\bz\b|latent|nats|classifier|system", told)


def test_both_plots_are_there_with_words_for_those_who_do_not_see_them(html):
    pictures = re.findall(r'<img src="data:image/png;base64,[^"]+" alt="([^"]+)"', html)
    assert len(pictures) == 2
    assert "at strength 0 the harmony kept is" in pictures[0]


def test_every_column_is_explained_and_every_figure_of_the_inside_is_shown(html, found):
    heads = set(re.findall(r"<th[^>]*>([^<]+)</th>", section(html, "Transfers"))) - {"version by", "versions"}
    assert heads == {column.heading for column in COLUMNS.values()}
    assert all(f">{says}</td>" in html for says in DIAGNOSTICS.values())
    assert f">{found.latents.active_units:,}</td>" in section(html, f"What {found.model} holds")


def test_the_form_has_a_table_whose_columns_for_sections_are_shown_where_these_are_known(html, found):
    heads = re.findall(r"<th[^>]*>([^<]+)</th>", section(html, "Form"))[2:]
    assert heads == [column.heading for column in (FOLLOW | EXPLAINED).values()]
    assert all(f"<dt>{head}</dt>" in html for head in heads)
    unseen = tuple(song._replace(entry=song.entry._replace(sections=())) for song in found.held_out.all)
    without = replace(found, held_out=found.held_out._replace(unseen=unseen, known_groove=()))
    assert "explained: notes" not in evaluation_page(without, {})


def test_musicality_has_tables_of_its_figures_of_shares_and_of_ranges_whose_columns_are_explained(html, found):
    heads = [column.heading for column in MUSICALITY.values()]
    for title, more in (("Musicality", ["bass"]), ("Within the usual range of the style", ["within the range"])):
        shown = re.findall(r"<th[^>]*>([^<]+)</th>", section(html, title))
        assert [head for head in shown if head in heads + more] == heads + more
        assert all(f"<dt>{head}</dt>" in html for head in heads + more)
    each = section(html, "Within the usual range, style by style")
    low, high = found.judge.ranges.of(found.styles.index(found.judged[0].target))["density"]
    assert f">{low:.2f} to {high:.2f}</td>" in each
    assert f"<dt>{escape(OWN)}</dt>" in html


def test_the_settings_are_those_that_were_given(html):
    told = section(html, "How it was measured")
    for name, said in (("asked: corpora", "songs/"), ("asked: style map", "a=b"), ("asked: transfers", str(TRANSFERS))):
        assert f"<dt>{name}</dt><dd>{said}</dd>" in told
    assert "seed</dt>" not in told
    assert "does not list what it was trained on" in told


def evil(found: Evaluation) -> Evaluation:
    """The same of a model with the name of a script."""
    judged = [one._replace(system=one.system.replace(found.model, EVIL)) for one in found.judged]
    return replace(found, model=EVIL, judged=judged, failed=[Failed(EVIL, EVIL, EVIL)])


def test_names_are_text_and_neither_markup_nor_mathematics(found, tmp_path):
    page = evaluation_page(evil(found), {"corpora": [EVIL]})
    assert "<script" not in page
    assert page.count("&lt;script&gt;alert(&#34;$x^2&#34;)") > 5
    assert "1 in all" in section(page, "Could not be made")
    plot_evaluation(evil(found), tmp_path / "plot.svg")  # an unpaired $ would end here


def test_grooves_are_told_apart_where_there_are_both(found, html):
    assert "Grooves trained on" not in html
    some = [one._replace(unseen=bool(index % 2)) for index, one in enumerate(found.judged)]
    assert "not in the training data" in section(evaluation_page(replace(found, judged=some), {}), "Grooves trained on")


def test_nothing_on_the_page_is_not_a_number_and_no_address_leads_out_of_it(html):
    assert not re.search(r">\s*nan\b", html)
    assert not re.search(r"https?://|url\(|@import", html)
    assert not re.search(r"(src|href|action)=[\"'](?!data:)", html)


@pytest.mark.parametrize(("width", "dark"), [(360, True), (1200, False)])
def test_in_a_browser_it_fits_is_silent_and_asks_for_nothing(found, width, dark, tmp_path):
    with chromium(width, 740, dark) as driver:
        requests_of(driver)
        open_page(driver, evaluation_page(evil(found), {}), tmp_path)
        assert driver.execute_script("return document.documentElement.scrollWidth") <= width
        shown = "return [...document.images].every((image) => image.complete && image.naturalWidth > 300)"
        assert driver.execute_script(shown)
        colours = """return ['body', '.table td', '.terms dd'].map((part) => {
            const style = getComputedStyle(document.querySelector(part));
            return style.color.match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0);
        })"""
        assert all((light > 380) == dark for light in driver.execute_script(colours))
        driver.execute_script("document.images[0].scrollIntoView({block: 'center'})")
        with Image.open(BytesIO(driver.find_element("css selector", "figure img").screenshot_as_png)) as plot:
            assert (np.median(np.asarray(plot.convert("L"))) < 60) == dark
        assert driver.get_log("browser") == []
        asked = [address for address in requests_of(driver) if not address.startswith("data:")]
        assert asked == [(tmp_path / "page.html").as_uri()]
