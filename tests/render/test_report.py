from __future__ import annotations

import numpy as np

from vae_music.render.plots import draw_confusion
from vae_music.render.report import Interval, Shown, Table, Terms, report_page

ROWS = [{"system": "copy", "chroma": 1.0}, {"system": "<b>ours</b>", "chroma": np.float32(0.8149), "songs": 1234}]


def test_a_table_has_all_columns_and_numbers_to_two_decimals():
    page = report_page("Evaluation", "of <20> songs", [Table("Transfer", ROWS, "a note")])
    for name in ("system", "chroma", "songs"):
        assert f'<th class="">{name}</th>' in page
    for cell in (
        '<td class="">1.00</td>',
        '<td class="">0.81</td>',
        '<td class="">1,234</td>',
        '<td class="text"></td>',
    ):
        assert cell in page
    assert "of &lt;20&gt; songs" in page
    assert "<b>ours" not in page


def test_what_is_no_number_is_told_from_nothing():
    page = report_page("t", "l", [Table("T", [{"a": float("nan"), "b": True, "c": None}])])
    assert '<td class="">–</td>' in page
    assert '<td class="text">True</td>' in page


def test_a_picture_comes_with_its_words():
    picture = draw_confusion(np.eye(2), ["a", "b"])
    page = report_page("t", "l", [Shown("Confusion", picture, "all are told apart"), Shown("Bytes", b"png", "raw")])
    assert page.count('src="data:image/png;base64,') == 2
    assert 'alt="all are told apart"' in page


def test_an_interval_stands_beneath_its_figure():
    page = report_page("t", "l", [Table("T", [{"a": Interval(0.5, 0.25, 1.0), "b": Interval(0.5, *[np.nan] * 2)}])])
    assert "<td>0.50<small>0.25–1.00</small></td>" in page
    assert '<td class="">0.50</td>' in page


def test_no_text_becomes_markup():
    evil = '"><script>alert(1)</script>'
    parts = [Table(evil, [{evil: evil}], evil), Shown(evil, b"png", evil), Terms(evil, {evil: evil})]
    page = report_page(evil, evil, parts)
    assert "<script" not in page
    assert page.count("&#34;&gt;&lt;script&gt;alert(1)") == 14


def test_terms_are_told_in_words():
    page = report_page("t", "l", [Terms("Settings", {"<b>seed": 1234, "style": "a <script>"})])
    assert "<div><dt>&lt;b&gt;seed</dt><dd>1,234</dd></div>" in page
    assert "a &lt;script&gt;" in page
