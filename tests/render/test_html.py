from __future__ import annotations

import base64
import hashlib
import json
import re
import subprocess
import sys

import pytest
from jinja2 import UndefinedError

from vae_music.render.html import data_uri, document, json_in_html, render

EVIL = '</script><img src=x onerror="alert(1)">&'


def card(**values: object) -> str:
    return render("card.html", **{"lead": "lead", "roll": None, "tracks": [], "pairs": [], **values})


def test_values_are_escaped_and_not_read_as_templates():
    assert "<b>&lt;b&gt;&amp;&#34;&#39;</b>" in card(lead="<b>&\"'")
    assert "<b>{{ 7 * 7 }} {% raw %} {# $lead</b>" in card(lead="{{ 7 * 7 }} {% raw %} {# $lead")


def test_text_that_no_encoding_has_is_left_to_the_writer():
    assert "<b>caf\udce9</b>" in card(lead="caf\udce9")


def test_a_value_that_is_missing_is_an_error():
    with pytest.raises(UndefinedError, match="'lead' is undefined"):
        render("card.html", roll=None, tracks=[], pairs=[])


def test_sound_and_the_command_need_no_templates():
    code = "import sys, vae_music.cli, vae_music.audio.sound, vae_music.render.page; print('jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout == "False\n"


def test_json_cannot_end_its_element_and_is_read_as_it_was():
    assert not set("<>&") & set(json_in_html([EVIL]))
    assert json.loads(json_in_html([EVIL])) == [EVIL]


def test_numbers_that_json_does_not_have_are_refused():
    with pytest.raises(ValueError, match="JSON"):
        json_in_html(float("nan"))


def test_the_policy_of_a_page_allows_its_own_style_and_script_alone():
    page = document("base.html", EVIL, EVIL, ("player.js",), {"a": EVIL})
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page).group(1)
    for element, directive in (("style", "style-src"), ("script", "script-src")):
        content = re.search(rf"<{element}>(.*?)</{element}>", page, re.S).group(1)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "<img" not in page


def test_a_page_without_a_script_allows_none():
    page = document("base.html", "title", "lead")
    assert "script-src 'none'" in page
    assert "<script" not in page


def test_a_file_becomes_an_address():
    assert data_uri("text/plain", b"abc") == "data:text/plain;base64,YWJj"
