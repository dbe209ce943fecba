from __future__ import annotations

import base64
import hashlib
import json
import re

import pytest

from vae_music.render.html import Markup, data_uri, document, fill, json_in_html

EVIL = '</script><img src=x onerror="alert(1)">&'


def test_values_are_escaped_unless_they_are_markup():
    assert fill("remark.html", remark="<b>&\"'").strip() == "<li>&lt;b&gt;&amp;&quot;&#x27;</li>"
    assert fill("remark.html", remark=Markup("<b>x</b>")).strip() == "<li><b>x</b></li>"
    assert fill("remark.html", remark="$remark ${remark}").strip() == "<li>$remark ${remark}</li>"


def test_json_cannot_end_its_element_and_is_read_as_it_was():
    assert not set("<>&") & set(json_in_html([EVIL]))
    assert json.loads(json_in_html([EVIL])) == [EVIL]


def test_numbers_that_json_does_not_have_are_refused():
    with pytest.raises(ValueError, match="JSON"):
        json_in_html(float("nan"))


def test_the_policy_of_a_page_allows_its_own_style_and_script_alone():
    page = document(EVIL, "<p>body</p>", "player.js", {"a": 1})
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page).group(1)
    for element, directive in (("style", "style-src"), ("script", "script-src")):
        content = re.search(rf"<{element}>(.*?)</{element}>", page, re.S).group(1)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{directive} 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "<img" not in page


def test_a_page_without_a_script_allows_none():
    page = document("title", "body")
    assert "script-src 'none'" in page
    assert "<script" not in page


def test_a_file_becomes_an_address():
    assert data_uri("text/plain", b"abc") == "data:text/plain;base64,YWJj"
