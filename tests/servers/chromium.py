"""A headless Chromium told what to do through a pipe (the DevTools protocol), for the tests and the docs."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import signal
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PHONE, DESKTOP = (390, 844), (1280, 900)
LONGEST_SECONDS = 600

# Least contrast of any text against what lies behind it (WCAG 2), with the text; and how wide the page is.
LOOK = """(() => {
  const number = c => { const m = c.match(/[\\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
  const over = (a, b) => [0, 1, 2].map(i => a[i] * a[3] + b[i] * (1 - a[3])).concat(1);
  const light = c => { const f = c.slice(0, 3).map(v => { v /= 255;
    return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * f[0] + 0.7152 * f[1] + 0.0722 * f[2]; };
  const behind = e => { let c = [0, 0, 0, 0]; for (; e; e = e.parentElement) {
    const b = number(getComputedStyle(e).backgroundColor);
    c = c[3] >= 1 ? c : over(c[3] ? c : [...b.slice(0, 3), 0], b).slice(0, 3).concat(Math.max(c[3], b[3]));
    if (c[3] >= 1) return c; } return getComputedStyle(document.documentElement).colorScheme.includes('dark')
      && matchMedia('(prefers-color-scheme: dark)').matches ? [18, 18, 18, 1] : [255, 255, 255, 1]; };
  let least = [99, ''];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n; (n = walk.nextNode());) {
    const e = n.parentElement, s = getComputedStyle(e), size = parseFloat(s.fontSize);
    if (!n.data.trim() || size < 8 || s.display === 'none' || !e.getClientRects().length) continue;
    if (e.closest('[aria-hidden]') || e.closest('title')) continue;
    const ink = number(e instanceof SVGElement ? s.fill : s.color), ground = behind(e);
    const [a, b] = [light(over(ink, ground)), light(ground)];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < least[0]) least = [ratio, n.data.trim().slice(0, 60)];
  }
  return { contrast: least[0], faintest: least[1],
    width: document.documentElement.scrollWidth, screen: innerWidth,
    text: document.body.innerText.length };
})()"""

# Everything in a page that could run, load or lead elsewhere.
HARM = """(() => {
  const all = [...document.querySelectorAll('*')], found = [];
  const bad = new Set(['SCRIPT','IFRAME','OBJECT','EMBED','LINK','FORM','BASE','IMG','VIDEO','AUDIO','SOURCE',
    'INPUT','FOREIGNOBJECT','USE','IMAGE','ANIMATE','SET','TEMPLATE','MATH','NOSCRIPT','PORTAL','FRAME']);
  const leads = new Set(['href','src','action','xlink:href','srcset','poster','formaction','background',
    'data','ping','cite','longdesc','manifest']);
  for (const e of all) {
    if (bad.has(e.tagName.toUpperCase())) found.push(e.outerHTML.slice(0, 120));
    for (const a of e.attributes) {
      if (a.name.startsWith('on')) found.push(a.name + '=' + a.value.slice(0, 80));
      if (leads.has(a.name) && !a.value.startsWith('mailto:')) found.push(a.name + '=' + a.value);
      if (a.name === 'style' && /url|expression|@import|behavior/i.test(a.value)) found.push(a.value);
    }
  }
  const metas = [...document.querySelectorAll('meta[http-equiv]')].filter(m => /refresh/i.test(m.httpEquiv));
  return { found: found.concat(metas.map(m => m.outerHTML)), title: document.title,
    styles: document.querySelectorAll('style').length, ran: window.owned === undefined ? 0 : window.owned };
})()"""


@dataclass
class Visit:
    """What happened while a page was open."""

    requests: list[str] = field(default_factory=list)  # every address that was asked for
    dialogs: list[str] = field(default_factory=list)
    messages: list[str] = field(
        default_factory=list
    )  # of the console: violations of the policy are told there


class Chromium:
    """A browser with one page."""

    def __init__(self, process: subprocess.Popen[bytes], to: int, back: int) -> None:
        self._process, self._to, self._back = process, to, back
        self._number, self._buffer, self._session = 0, b"", ""
        self.visit = Visit()
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self._call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self._call(f"{domain}.enable")

    def open(
        self, url: str, *, size: tuple[int, int] = DESKTOP, is_dark: bool = False, scale: float = 1
    ) -> Visit:
        """Open an address at that size of the screen; what happened until it was loaded."""
        self.visit = Visit()
        self._call(
            "Emulation.setDeviceMetricsOverride",
            width=size[0], height=size[1], deviceScaleFactor=scale, mobile=size[0] < 600,
        )  # fmt: skip
        scheme = {"name": "prefers-color-scheme", "value": "dark" if is_dark else "light"}
        self._call("Emulation.setEmulatedMedia", features=[scheme])
        self._call("Page.navigate", url=url)
        self._wait_for("Page.loadEventFired")
        return self.visit

    def ask(self, expression: str) -> Any:
        """The value of a JavaScript expression, asked from outside: the page's policy does not bind it."""
        told = self._call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    def picture(self, path: Path, *, is_whole: bool = True, most: int = 16_000) -> None:
        """A PNG of the page, the whole of it or what the screen shows."""
        options: dict[str, Any] = {"format": "png"}
        if is_whole:
            size = self._call("Page.getLayoutMetrics")["cssContentSize"]
            clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], most), "scale": 1}
            options |= {"captureBeyondViewport": True, "clip": clip}
        path.write_bytes(base64.b64decode(self._call("Page.captureScreenshot", **options)["data"]))

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        self._number += 1
        told: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            told["sessionId"] = self._session
        os.write(self._to, json.dumps(told).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result
            self._note(answer)

    def _wait_for(self, event: str) -> None:
        while True:
            answer = self._next()
            self._note(answer)
            if answer.get("method") == event:
                return

    def _note(self, event: dict[str, Any]) -> None:
        method, told = event.get("method"), event.get("params", {})
        if method == "Network.requestWillBeSent":
            self.visit.requests.append(told["request"]["url"])
        elif method == "Page.javascriptDialogOpening":
            self.visit.dialogs.append(told["message"])
        elif method in ("Log.entryAdded", "Runtime.consoleAPICalled"):
            self.visit.messages.append(json.dumps(told)[:500])

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            piece = os.read(self._back, 1 << 20)
            assert piece, "the browser is gone"
            self._buffer += piece
        one, _, self._buffer = self._buffer.partition(b"\0")
        found: dict[str, Any] = json.loads(one)
        return found


def program() -> str | None:
    """Where a Chromium is; None where none is installed."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@contextlib.contextmanager
def running() -> Iterator[Chromium]:
    """A browser with a profile of its own and no word to anybody."""
    found = program()
    assert found is not None
    to_child, to = os.pipe()
    back, from_child = os.pipe()
    profile = tempfile.mkdtemp(prefix="keepwarm-chromium-")
    options = [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-component-update",
        "--disable-background-networking", "--disable-sync", "--disable-quic", "--hide-scrollbars",
        "--disable-extensions", "--remote-debugging-pipe", f"--user-data-dir={profile}",
    ]  # fmt: skip

    def hand_over() -> None:
        # The protocol is spoken over the descriptors 3 and 4.
        one, other = os.dup(to_child), os.dup(from_child)
        os.dup2(one, 3)
        os.dup2(other, 4)

    process = subprocess.Popen(
        [found, *options], preexec_fn=hand_over, close_fds=False, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    os.close(to_child)
    os.close(from_child)
    alarm = threading.Timer(LONGEST_SECONDS, process.kill)  # one that hangs fails a test, and ends
    alarm.daemon = True
    alarm.start()
    try:
        yield Chromium(process, to, back)
    finally:
        alarm.cancel()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        os.close(to)
        os.close(back)
        shutil.rmtree(profile, ignore_errors=True)
