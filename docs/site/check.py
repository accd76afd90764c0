"""Are the built pages whole? Every link and source resolves, every anchor is there, nothing is loaded from outside.

usage: check.py SITE    prints what it found, and the links that lead outside, which it does not follow; exits with 1 where
something is wrong
"""
import re
import sys
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

# Attributes that make a browser load something as it shows the page.
LOADED = {"src", "srcset", "poster", "data"}
# What `<link rel=…>` loads; the other kinds only name a page.
LOADED_LINKS = {"icon", "stylesheet", "preload", "prefetch", "modulepreload", "preconnect", "dns-prefetch", "manifest"}
# What a stylesheet loads.
IN_CSS = re.compile(r"""(?:url\(\s*|@import\s+)["']?([^"')\s]+)""")


@dataclass
class Found(HTMLParser):
    """What a page has, and what it asks for."""

    page: Path
    anchors: set[str] = field(default_factory=set)
    loaded: list[str] = field(default_factory=list)
    """What the browser loads by itself."""
    linked: list[str] = field(default_factory=list)
    """Where the reader can go."""

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.page.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.anchors.update(values[name] for name in ("id", "name") if name in values)
        self.loaded += (values[name] for name in LOADED & values.keys())
        self.loaded += IN_CSS.findall(values.get("style", ""))
        if tag == "link":
            loads = LOADED_LINKS & set(values.get("rel", "").split())
            (self.loaded if loads else self.linked).append(values.get("href", ""))
        elif "href" in values:
            self.linked.append(values["href"])


def is_outside(url: str) -> bool:
    parts = urlsplit(url)
    return bool(parts.netloc) or parts.scheme not in ("", "data", "mailto", "javascript")


def wrong(site: Path, pages: dict[Path, Found], page: Found, url: str) -> str | None:
    """What is wrong with a link within the site."""
    parts = urlsplit(url)
    if parts.scheme:
        return None
    # A server shows this page for any address, so it alone begins at the root of the site.
    base, name = (site, parts.path.lstrip("/")) if page.page.name == "404.html" else (page.page.parent, parts.path)
    path = (base / unquote(name)).resolve() if name else page.page
    if not path.is_relative_to(site):
        return f"{url} leads out of the site"
    if not path.is_file():
        return f"{url}: there is no such file"
    anchor = unquote(parts.fragment)
    if anchor and path in pages and anchor not in pages[path].anchors:
        return f"{url}: there is no such place on that page"
    return None


def main(site: Path) -> int:
    pages = {path: Found(path) for path in sorted(site.rglob("*.html"))}
    links, faults = 0, list[str]()
    outside = set[str]()
    for path, page in pages.items():
        links += len(page.loaded) + len(page.linked)
        faults += [f"{path.relative_to(site)} loads {url} from outside" for url in page.loaded if is_outside(url)]
        outside.update(url for url in page.linked if is_outside(url))
        inside = (url for url in page.loaded + page.linked if not is_outside(url))
        faults += [f"{path.relative_to(site)}: {fault}" for url in inside if (fault := wrong(site, pages, page, url))]
    for path in sorted(site.rglob("*.css")):
        loaded = IN_CSS.findall(path.read_text(encoding="utf-8"))
        faults += [f"{path.relative_to(site)} loads {url} from outside" for url in loaded if is_outside(url)]
    print(*(f"leads outside, not followed: {url}" for url in sorted(outside)), sep="\n")
    print(*(f"error: {fault}" for fault in faults), sep="\n", file=sys.stderr, end="\n" if faults else "")
    print(f"{len(pages)} pages, {links} links and sources, {len(outside)} of them to other sites, {len(faults)} wrong")
    return 1 if faults or not pages else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1]).resolve()))
