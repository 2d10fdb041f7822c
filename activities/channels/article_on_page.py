"""Where the article stands on a portal's page: what its theme marks as title, summary and text, or one `<article>`.

Knows no portal: the marks are the class names that themes of WordPress have in common, any other theme may print them.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

_ASIDE: Final = frozenset({"time", "script", "style", "nav", "aside", "button", "form", "template", "noscript"})
"""Parts of an article that are the theme's, not the article's: its date, share buttons, related news."""

_PARTS: Final = {
    "title": frozenset({"entry-title", "wp-block-post-title"}),
    "summary": frozenset({"entry-summary", "wp-block-post-excerpt"}),
    "text": frozenset({"entry-content", "wp-block-post-content"}),
}
_NO_END_TAG: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundArticle:
    """What a page says of its article.

    Shape: `facts` are its meta facts by name, `canonical` the address it gives itself; `readings` are the ways to read
    the article as HTML, the surest first, none when the page shows no article; `has_summary` when it marks one.
    """

    facts: dict[str, str]
    canonical: str
    readings: tuple[str, ...]
    has_summary: bool


def found_article(html: str) -> FoundArticle:
    """The article of a page."""
    reader = _PageReader()
    reader.feed(html)
    reader.close()
    title, summary, text, whole = (reader.part(name) for name in ("title", "summary", "text", "article"))
    marked = [f"<div>{part}</div>" for part in (title, summary, text) if part] if title and text else []
    readings = ["".join(marked), whole]
    return FoundArticle(
        facts=reader.facts,
        canonical=reader.canonical,
        readings=tuple(reading for reading in readings if reading.strip()),
        has_summary=reader.has_summary,
    )


@dataclass(slots=True)
class _Part:
    """An element whose inner HTML is kept; `depth` counts elements of its own kind that are open inside."""

    name: str
    tag: str
    depth: int = 1
    pieces: list[str] = field(default_factory=list)


class _PageReader(HTMLParser):
    """Gathers the facts of a page and the first element of each part, without the theme's own elements inside."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.facts: dict[str, str] = {}
        self.canonical = ""
        self.has_summary = False
        self._begun: dict[str, _Part] = {}
        self._open: list[_Part] = []
        self._aside = ""
        self._aside_depth = 0

    def part(self, name: str) -> str:
        """Inner HTML of a part; empty when the page has none."""
        part = self._begun.get(name)
        return "".join(part.pieces) if part else ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, attrs)
        if self._aside:
            self._aside_depth += tag == self._aside
        elif self._open and tag in _ASIDE:
            self._aside, self._aside_depth = tag, 1
        else:
            for part in self._open:
                part.depth += tag == part.tag
            begins = self._begins(tag, attrs)
            # The element itself belongs to what is around it.
            self._keep(self.get_starttag_text() or "")
            if begins and tag not in _NO_END_TAG:
                self._begun[begins] = _Part(begins, tag)
                self._open.append(self._begun[begins])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(tag, attrs)
        if tag not in _ASIDE:
            self._keep(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if self._aside:
            self._aside_depth -= tag == self._aside
            self._aside = self._aside if self._aside_depth else ""
            return
        for part in self._open:
            part.depth -= tag == part.tag
        self._open = [part for part in self._open if part.depth]
        self._keep(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._keep(data)

    def handle_entityref(self, name: str) -> None:
        self._keep(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._keep(f"&#{name};")

    def _begins(self, tag: str, attrs: list[tuple[str, str | None]]) -> str:
        """The part that this element begins; a title after the text is of another article, a summary in it is kept."""
        classes = frozenset((dict(attrs).get("class") or "").split())
        name = next((name for name, marks in _PARTS.items() if classes & marks), "")
        self.has_summary = self.has_summary or name == "summary"
        if tag == "article" and not name:
            name = "article"
        late = "text" in self._begun and name in {"title", "summary"}
        return "" if late or name in self._begun else name

    def _note(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = dict(attrs)
        if tag == "meta":
            self.facts.setdefault(str(facts.get("property") or facts.get("name") or ""), facts.get("content") or "")
        elif tag == "link" and facts.get("rel") == "canonical":
            self.canonical = self.canonical or facts.get("href") or ""

    def _keep(self, piece: str) -> None:
        if not self._aside:
            for part in self._open:
                part.pieces.append(piece)
