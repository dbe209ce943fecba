"""A real Chromium without a screen, for tests of pages; they are skipped where there is none."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_SWITCHES = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--mute-audio"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
    "--autoplay-policy=no-user-gesture-required",
)


def find_chromium() -> tuple[str, str] | None:
    """The paths of Chromium and of its driver."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    driver = shutil.which("chromedriver")
    return (browser, driver) if browser and driver else None


@contextmanager
def chromium(width: int = 1200, height: int = 900, dark: bool = False, still: bool = False) -> Iterator:
    """A driver of a fresh browser. Args: dark, still: what its user prefers in colours and in motion."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="needs selenium")
    found = find_chromium()
    if found is None:
        pytest.skip("needs chromium and chromedriver")
    options = webdriver.ChromeOptions()
    options.binary_location = found[0]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        for switch in (*_SWITCHES, f"--user-data-dir={profile}"):
            options.add_argument(switch)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(found[1]))
        try:
            wanted = {"prefers-color-scheme": "dark" if dark else "light"}
            wanted |= {"prefers-reduced-motion": "reduce" if still else "no-preference"}
            features = [{"name": name, "value": value} for name, value in wanted.items()]
            driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
            screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
            driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
            yield driver
        finally:
            driver.quit()


def requests_of(driver) -> list[str]:
    """The addresses that a page has asked for since this was last called."""
    events = [json.loads(row["message"])["message"] for row in driver.get_log("performance")]
    return [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]


def open_page(driver, html: str, folder: Path) -> None:
    (folder / "page.html").write_text(html, encoding="utf-8")
    driver.get((folder / "page.html").as_uri())


def keys(driver, *texts: str) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    ActionChains(driver).send_keys(*texts).perform()


def click(driver, selector: str) -> None:
    element = driver.find_element("css selector", selector)
    driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)  # not behind the bar
    element.click()


def text(driver, selector: str) -> str:
    return driver.find_element("css selector", selector).text


def waited(driver, script: str, seconds: float = 30) -> bool:
    """Whether what a script returns comes true."""
    from selenium.common.exceptions import TimeoutException
    from selenium.webdriver.support.wait import WebDriverWait

    try:
        return bool(WebDriverWait(driver, seconds, 0.05).until(lambda d: d.execute_script(f"return {script}")))
    except TimeoutException:
        return False
