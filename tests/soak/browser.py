"""A real Chromium without a screen, driven as WebDriver has it: JSON over HTTP, and no more of that
than a test of plain pages needs."""

from __future__ import annotations

import base64
import contextlib
import http.client
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.soak.site import free_port

WITHIN_S = 60.0
PHONE = (390, 844)
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # W3C WebDriver §12


class CannotRun(Exception):
    """Chromium cannot be run here."""


class Complaint(Exception):
    """The browser cannot do what it was told."""


class Browser:
    """A browser of a test's own, in the size of a phone; `languages` is its Accept-Language."""

    def __init__(self, folder: Path, languages: str, *, size: tuple[int, int] = PHONE) -> None:
        driver, chromium = shutil.which("chromedriver"), shutil.which("chromium")
        if driver is None or chromium is None:
            raise CannotRun("chromium or chromedriver is missing")
        self._port = free_port()
        profile = folder / "profile"
        profile.mkdir(parents=True)
        with (folder / "chromedriver.log").open("wb") as log:
            self._driver = subprocess.Popen(
                [driver, f"--port={self._port}", f"--log-path={folder / 'driver.log'}"],
                stdout=log,
                stderr=subprocess.STDOUT,
                # Nothing of whoever runs the tests: no settings, no caches.
                env={**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder)},
                start_new_session=True,
            )
        self._session = ""
        try:
            self._begin(chromium, profile, languages, size)
        except BaseException:
            self.close()
            raise

    def _begin(self, chromium: str, profile: Path, languages: str, size: tuple[int, int]) -> None:
        width, height = size
        options = {
            "binary": chromium,
            "args": [
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--no-first-run",
                f"--user-data-dir={profile}",
                f"--window-size={width},{height}",
            ],
            "prefs": {"intl.accept_languages": languages},
            "mobileEmulation": {
                "deviceMetrics": {"width": width, "height": height, "pixelRatio": 2.0}
            },
        }
        wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        capabilities = {"capabilities": {"alwaysMatch": {"browserName": "chrome", **wanted}}}
        deadline = time.monotonic() + WITHIN_S
        while True:
            try:
                self._session = self._ask("POST", "/session", capabilities)["sessionId"]
                return
            except ConnectionRefusedError:
                if self._driver.poll() is not None or time.monotonic() > deadline:
                    raise CannotRun("chromedriver does not answer") from None
                time.sleep(0.05)

    # -- what a person does

    def open(self, url: str) -> None:
        """Open a link, and wait for the page."""
        self._say("POST", "/url", {"url": url})

    def click(self, selector: str) -> None:
        """Click the one thing that a CSS selector names, and wait for the page that comes of it."""
        (one,), page = self.find(selector), self.find("html")
        self._say("POST", f"/element/{one}/click", {})
        deadline = time.monotonic() + WITHIN_S
        while self.find("html") == page or self.run("return document.readyState") != "complete":
            if time.monotonic() > deadline:
                raise TimeoutError(f"no page came of a click on {selector}")
            time.sleep(0.05)

    def reload(self) -> None:
        """Ask for the page again."""
        self._say("POST", "/refresh", {})

    def read(self, selector: str = "main") -> str:
        """Return the text of the one thing that a CSS selector names, as it is seen."""
        (one,) = self.find(selector)
        return str(self._say("GET", f"/element/{one}/text"))

    # -- what a person cannot see

    def find(self, selector: str) -> list[str]:
        """Return what a CSS selector names, perhaps nothing."""
        body = {"using": "css selector", "value": selector}
        return [each[_ELEMENT] for each in self._say("POST", "/elements", body)]

    def style(self, selector: str, name: str) -> str:
        """Return a property as it is computed."""
        (one,) = self.find(selector)
        return str(self._say("GET", f"/element/{one}/css/{name}"))

    def box(self, selector: str) -> Mapping[str, float]:
        """Return where a thing is: x, y, width, height, in CSS pixels."""
        (one,) = self.find(selector)
        found: dict[str, float] = self._say("GET", f"/element/{one}/rect")
        return found

    def run(self, script: str) -> Any:
        """Run a script of the test's in the page."""
        return self._say("POST", "/execute/sync", {"script": script, "args": []})

    def title(self) -> str:
        """Return what the window is called."""
        return str(self._say("GET", "/title"))

    def cookies(self) -> Sequence[Any]:
        """Return the cookies that the page has set."""
        found: list[Any] = self._say("GET", "/cookie")
        return found

    def complaints(self) -> list[str]:
        """Return what the browser's console says since it was last asked: refused styles and all."""
        return [each["message"] for each in self._say("POST", "/se/log", {"type": "browser"})]

    def picture(self) -> bytes:
        """Return what is seen, as PNG."""
        return base64.b64decode(self._say("GET", "/screenshot"))

    def close(self) -> None:
        """End the browser and its driver."""
        try:
            if self._session:
                self._say("DELETE", "")
        finally:
            # The browser is of the driver's group, and might outlive it.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._driver.pid, signal.SIGKILL)
            self._driver.wait()

    def _say(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        return self._ask(method, f"/session/{self._session}{path}", body)

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        client = http.client.HTTPConnection("127.0.0.1", self._port, timeout=WITHIN_S)
        try:
            given = None if body is None else json.dumps(body)
            client.request(method, path, given, {"Content-Type": "application/json"})
            value = json.loads(client.getresponse().read())["value"]
        finally:
            client.close()
        if isinstance(value, dict) and "error" in value:
            raise Complaint(f"{value['error']}: {value.get('message', '')[:300]}")
        return value
