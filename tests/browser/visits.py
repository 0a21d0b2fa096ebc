"""Visiting a page and saying what is wrong with it, in sentences."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Literal, Self, TypeVar
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, Response, sync_playwright
from tests.browser import ecoindex

T = TypeVar("T")
Theme = Literal["light", "dark"]
OPEN_DETAILS = "document.querySelectorAll('details').forEach(one => one.open = true)"
WIDE, PHONE = 1280, 390
MAX_REQUESTS, MAX_BYTES = 5, 40_000
PUBLIC_SCORE, STAFF_SCORE = 81, 75
# EcoIndex counts elements of the page, an image drawn inside it being one.
COUNT_ELEMENTS = "document.querySelectorAll('*').length - document.querySelectorAll('svg *').length"


@dataclass
class Visit:
    """A page as loaded for the first time, and what the network and the console said meanwhile."""

    page: Page
    requests: list[str] = field(default_factory=list)
    transferred: int = 0
    complaints: list[str] = field(default_factory=list)
    status: int = 0


class Chromium:
    """A browser living in a thread of its own: its event loop must not be seen by Django in the tests' thread."""

    def __init__(self, path: str, arguments: list[str]) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._path, self._arguments = path, arguments

    def __enter__(self) -> Self:
        self._thread.submit(self._start).result()
        return self

    def __exit__(self, *_raised: object) -> None:
        self._thread.submit(self._stop).result()
        self._thread.shutdown()

    def _start(self) -> None:
        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(executable_path=self._path, args=self._arguments)

    def _stop(self) -> None:
        self._browser.close()
        self._playwright.stop()

    def run(self, job: Callable[[Browser], T]) -> T:
        return self._thread.submit(job, self._browser).result()


@dataclass(frozen=True)
class Site:
    """A running site. `session` is the cookie of a signed-in agent."""

    url: str
    session: str
    chromium: Chromium

    def look(
        self, path: str, job: Callable[[Visit], T], *, signed_in: bool = False, theme: Theme = "light", **options: Any
    ) -> T:
        """Open `path` for the first time and do `job` with it, in the browser's thread."""
        options.setdefault("viewport", {"width": WIDE, "height": 900})

        def inside(browser: Browser) -> T:
            context = browser.new_context(color_scheme=theme, **options)
            if signed_in:
                context.add_cookies([{"name": "sessionid", "value": self.session, "url": self.url}])
            try:
                return job(_visit(context, self.url + path))
            finally:
                context.close()

        return self.chromium.run(inside)


def _visit(context: BrowserContext, url: str) -> Visit:
    seen = Visit(context.new_page())
    network = context.new_cdp_session(seen.page)
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda event: _add(seen, event["encodedDataLength"]))
    seen.page.on("request", lambda request: seen.requests.append(request.url))
    seen.page.on("console", lambda said: _complain(seen, said.type, said.text))
    seen.page.on("pageerror", lambda error: seen.complaints.append(str(error)))
    response = seen.page.goto(url, wait_until="load")
    seen.status = response.status if response else 0
    _hold(seen.page, response)
    return seen


def _hold(page: Page, response: Response | None) -> None:
    """A page that reloads itself after some seconds does its own work: what is looked at is the page as it came."""
    if response and "refresh" in response.headers:
        page.route(page.url, lambda route: route.abort("aborted"))


def _add(seen: Visit, size: float) -> None:
    seen.transferred += int(size)


def _complain(seen: Visit, kind: str, text: str) -> None:
    # Chromium also logs the status of a page meant to be an error page.
    if kind in {"error", "warning"} and "Failed to load resource" not in text:
        seen.complaints.append(text)


def weight_faults(seen: Visit, *, is_public: bool) -> list[str]:
    """Network, size and EcoIndex on a first view."""
    hosts = {urlsplit(url).netloc for url in seen.requests} - {urlsplit(seen.page.url).netloc}
    elements = int(seen.page.evaluate(COUNT_ELEMENTS))
    score = ecoindex.score(elements=elements, requests=len(seen.requests), size_kb=seen.transferred / 1000)
    wanted = PUBLIC_SCORE if is_public else STAFF_SCORE
    found = list(seen.complaints)
    if hosts:
        found.append(f"asks other hosts: {sorted(hosts)}")
    if len(seen.requests) > MAX_REQUESTS:
        found.append(f"{len(seen.requests)} requests: {seen.requests}")
    if seen.transferred > MAX_BYTES:
        found.append(f"{seen.transferred} bytes transferred")
    if score < wanted:
        found.append(f"EcoIndex {score:.1f} < {wanted}: {elements} elements, {seen.transferred} bytes")
    return found


def statement_faults(seen: Visit) -> list[str]:
    """The weight a page states must be the one it has, headers apart: the network adds less than 1 kB a request."""
    footer = seen.page.locator("footer").inner_text()
    said = re.search(r"Cette page : ([\d,]+)\sko, (\d+) requêtes", footer)
    if said is None:
        return [f"the page does not state its weight in French: {footer}"]
    bodies, requests = 1000 * float(said[1].replace(",", ".")), int(said[2])
    found = []
    if not bodies - 600 <= seen.transferred <= bodies + 600 + 1000 * len(seen.requests):
        found.append(f"says {said[1]} ko, transfers {seen.transferred} bytes")
    # The icon is fetched by a window, not by a browser without one.
    if not len(seen.requests) <= requests <= len(seen.requests) + 1:
        found.append(f"says {requests} requests, makes {len(seen.requests)}")
    return found


FOUND_BY_AXE = """async options => (await axe.run(options)).violations.map(rule => ({
  id: rule.id, help: rule.help, where: rule.nodes.slice(0, 3).map(node => node.html.slice(0, 160)),
}))"""
# A theme changes colours and nothing else: what axe says of structure in light holds in dark.
AXE_RULES: dict[Theme, dict[str, list[str]]] = {
    "light": {"resultTypes": ["violations"]},
    "dark": {"resultTypes": ["violations"], "runOnly": ["color-contrast"]},
}


def axe_faults(page: Page) -> list[str]:
    """What axe finds in light, then of colours in dark, details open."""
    page.evaluate(OPEN_DETAILS)
    page.evaluate(AXE_SCRIPT)
    found = []
    for theme, options in AXE_RULES.items():
        page.emulate_media(color_scheme=theme)
        rules = page.evaluate(FOUND_BY_AXE, options)
        found += [f"axe, {theme}: {rule['id']}: {rule['help']}: {rule['where']}" for rule in rules]
    return found


PALE_TEXT = """() => {
  const faults = [];
  for (const one of document.querySelectorAll('body *')) {
    const own = [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    const seen = one.checkVisibility() && one.getClientRects().length;
    if (!own || !seen || one.closest('.skip')) continue;
    const style = getComputedStyle(one);
    const ink = one.closest('svg') ? style.fill : style.color;
    const [red, green, blue] = ink.match(/[\\d.]+/g).map(Number);
    if (0.299 * red + 0.587 * green + 0.114 * blue > 140) faults.push(one.outerHTML.slice(0, 120));
  }
  return faults;
}"""


def paper_faults(page: Page) -> list[str]:
    """Printed from a dark screen: dark words on white, no navigation, the demonstration still said."""
    page.emulate_media(media="print", color_scheme="dark")
    found = [f"too pale for paper: {html}" for html in page.evaluate(PALE_TEXT)]
    if page.locator("header nav").first.is_visible():
        found.append("the navigation is printed")
    paper = str(page.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
    if paper != "rgb(255, 255, 255)":
        found.append(f"the paper is {paper}")
    if page.pdf()[:5] != b"%PDF-":
        found.append("no PDF comes out")
    page.emulate_media(media="screen", color_scheme="light")
    return found


def phone_faults(page: Page) -> list[str]:
    """Loaded again by a phone that runs no script. The page stays so: it is the last thing to look at."""
    phone = page.context.new_cdp_session(page)
    phone.send("Emulation.setScriptExecutionDisabled", {"value": True})
    page.set_viewport_size({"width": PHONE, "height": 844})
    page.unroute_all()
    _hold(page, page.reload())
    return [f"without JavaScript, on a phone: {fault}" for fault in shape_faults(page)]


def shape_faults(page: Page) -> list[str]:
    """What every page owes its reader: one title, one main part, its weight, nothing wider than the screen."""
    found = []
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} h1")
    if not page.locator("main").inner_text().strip():
        found.append("the main part is empty")
    width = int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
    if width > 0:
        found.append(f"overflows by {width} px")
    return found
