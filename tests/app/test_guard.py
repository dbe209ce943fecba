from __future__ import annotations

import pytest

from tests.app.conftest import PORT

HERE = f"127.0.0.1:{PORT}"


@pytest.mark.parametrize("host", [HERE, f"localhost:{PORT}", f"LOCALHOST:{PORT}"])
def test_the_page_is_answered_by_either_name(page, host):
    page.ask("GET", "/api/work", headers={"Host": host})
    page.ask("GET", "/api/work", headers={"Host": host, "Origin": f"http://{host}"})


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        f"evil.example:{PORT}",
        "127.0.0.1",
        f"127.0.0.1:{PORT + 1}",
        f"127.0.0.1.evil.example:{PORT}",
        "",
    ],
)
@pytest.mark.parametrize("path", ["/", "/api/work", "/api/soundfont", "/nowhere"])
def test_another_host_is_refused_everywhere(page, host, path):
    assert "address" in page.ask("GET", path, 403, headers={"Host": host})["error"]


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", f"https://{HERE}", f"http://{HERE}.evil.example", ""]
)
def test_another_origin_is_refused_and_nothing_is_done(page, studio, origin):
    for method, path in (("POST", "/api/song?embedded=Ode to Joy"), ("PUT", "/api/work"), ("GET", "/api/work")):
        page.ask(method, path, 403, headers={"Origin": origin})
    assert studio.store.work is None


def test_what_another_site_embeds_is_refused_but_a_link_to_the_page_is_followed(page):
    embedded = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    page.ask("GET", "/api/soundfont", 403, headers=embedded)
    page.ask("GET", "/", headers={**embedded, "Sec-Fetch-Mode": "navigate"})


@pytest.mark.parametrize("path", ["/", "/web/main.js", "/api/work", "/nowhere"])
def test_the_browser_is_told_to_fetch_nothing_from_elsewhere_and_to_keep_nothing(page, path):
    headers = page.client.get(path).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "unsafe-inline" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cache-control"] in ("no-store", "no-cache")
    assert "server" not in headers
