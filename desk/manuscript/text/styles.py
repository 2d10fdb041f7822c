"""How an element is shown by its tag, its style and the style sheet of its file: only what changes what is read."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Final

from desk.manuscript.markup import Node, read_as

HIDDEN_TAGS: Final = frozenset({"template", "datalist", "noembed", "noframes", "head", "script", "style", "title"})
_BY_TAG: Final = {
    "strong": {"font-weight": "bold"},
    "em": {"font-style": "italic"},
    "s": {"text-decoration": "line-through"},
    "sup": {"vertical-align": "super"},
    "sub": {"vertical-align": "sub"},
    **{tag: {"font-style": "italic"} for tag in ("cite", "dfn", "var", "address")},
    **{tag: {"white-space": "pre"} for tag in ("pre", "listing")},
    "textarea": {"white-space": "pre-wrap"},
    "ol": {"list-style-type": "decimal"},
    "ul": {"list-style-type": "disc"},
}
_BY_TYPE: Final = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_BOLD_FROM: Final = 600
_READ: Final = frozenset(
    {"display", "visibility", "mso-hide", "font-size", "opacity", "font-weight", "font-style", "text-decoration"}
    | {"text-decoration-line", "vertical-align", "white-space", "list-style", "list-style-type"}
    | {"color", "position", "left", "right", "top", "text-indent", "clip", "clip-path", "transform", "overflow"}
    | {"content-visibility", "width", "height", "max-width", "max-height"},
)
_GONE: Final = {
    "display": re.compile("none"),
    "mso-hide": re.compile("all"),
    "font-size": re.compile(r"0*1?(?:\.\d+)?(?:px|pt)|0*\.?0+(?:[a-z%]*)"),
    "opacity": re.compile(r"0*\.?0+%?"),
    "color": re.compile(r"transparent|(?:rgb|hsl)a\([^)]*[,/]\s*0*\.?0+%?\s*\)"),
    "text-indent": re.compile(r"-\d{3,}.*"),
    "clip": re.compile(r"rect\((?:[01](?:px)?[\s,]*){4}\)"),
    "clip-path": re.compile(r"inset\((?:50|100)%.*|circle\(0.*"),
    "transform": re.compile(r"scale\(\s*0\s*\)"),
    "content-visibility": re.compile("hidden"),
}
_OUTSIDE: Final = re.compile(r"-\d{3,}.*")
_NOTHING: Final = re.compile(r"[01]?(?:\.0+)?(?:px|pt)?")
_ALONE: Final = frozenset({"block", "flex", "grid", "table", "list-item", "flow-root"})
_COMMENT: Final = re.compile(r"/\*.*?(?:\*/|$)", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|([^\n]))", re.IGNORECASE)
_LAST_LETTER: Final = 0x10FFFF
_FONT_SIZE: Final = re.compile(r"(?:^|\s)(0|\d{0,4}\.?\d{1,4}(?:[a-z]{1,4}|%))(?=[\s/])")
"""The size in the short form of a font, as in `italic 700 12pt/1.5 Arial`."""
_SELECTOR: Final = re.compile(r"([a-z][a-z0-9]*)?(?:([.#])([\w-]+))?", re.IGNORECASE)
_NUMBERS_WRITTEN: Final = re.compile(
    r"(\.[\w-]+)\s*>\s*li::?before\s*"
    r"\{[^{}]*content:\s*(?:\"([^\"\\]{0,9})\"\s*)?counter\([\w-]+\s*,\s*([\w-]+)\)\s*\"([^\"\\]{0,9})\"[^{}]*\}"
)
"""The numbers of a list as Google Docs writes them into a page that it exports."""
_SIGN_WRITTEN: Final = re.compile(
    r"[^{}]*>\s*li::?before\s*\{\s*content:\s*\"(?:\\00(?:2[0-9a-f]{3}|a0)|[^\w\\\"])*\"[\s;]*\}"
)
_OF_NUMBERS: Final = ("before-number", "numbers", "behind-number")
_TAG: Final = re.compile(r"^[a-z][a-z0-9]*", re.IGNORECASE)
_OF_PAPER: Final = re.compile(r"@media\s+(?:only\s+)?(?:print|speech)\b[^,]*", re.IGNORECASE)
_MOST_RULES: Final = 2_000

Styles = dict[str, str]


@dataclass(frozen=True, slots=True)
class Look:
    """What of its looks an element hands down to what stands in it.

    Shape: `marks` are the tags that say the same, outermost first; `counter` is a list style of CSS, `around` what its
           sheet puts before and behind a number; `alone` is whether its style puts it on lines of its own.
    """

    marks: tuple[str, ...] = ()
    hidden: bool = False
    unseen: bool = False
    lines: bool = False
    counter: str = ""
    around: tuple[str, str] = ("", "")
    alone: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rules of a file's style sheet that name a tag, a class or an id; `unread` are others that hide or write."""

    rules: Mapping[str, Styles] = field(default_factory=dict)
    unread: tuple[str, ...] = ()

    def styles_of(self, node: Node) -> Styles:
        """What the sheet says of an element."""
        if not self.rules:
            return {}
        found: Styles = {}
        classes = [f".{name}" for name in node.attributes.get("class", "").split()]
        names = [node.tag, *classes, *(node.tag + name for name in classes), f"#{node.attributes.get('id', '')}"]
        for name in names:
            found |= self.rules.get(name, {})
        return found


def sheet_of(texts: Iterable[str]) -> Sheet:
    """The style sheet that stands in a file."""
    rules: dict[str, Styles] = {}
    unread: list[str] = []
    for text in texts:
        found = list(islice(_rules_in(_COMMENT.sub("", text)), _MOST_RULES + 1))
        if len(found) > _MOST_RULES:
            unread.append(f"<style>: > {_MOST_RULES}")
        for selectors, written in found[:_MOST_RULES]:
            said = _declared(written)
            for selector in map(str.strip, selectors.split(",")):
                if numbers := _NUMBERS_WRITTEN.fullmatch(f"{selector}{{{written}}}"):
                    name, *said_of_numbers = numbers.groups(default="")
                    rules[name] = rules.get(name, {}) | dict(zip(_OF_NUMBERS, said_of_numbers, strict=True))
                elif _SELECTOR.fullmatch(selector):
                    name = _TAG.sub(lambda found: read_as(found[0]), selector)
                    rules[name] = rules.get(name, {}) | said
                elif _is_hiding(said) or (
                    "content" in written and not _SIGN_WRITTEN.fullmatch(f"{selector}{{{written}}}")
                ):
                    unread.append(selector)
    return Sheet(rules, tuple(unread))


def _rules_in(sheet: str) -> Iterator[tuple[str, str]]:
    """Selectors and declarations of each rule, but for those of groups that no screen shows."""
    is_seen = [True]
    for part in sheet.split("}"):
        *before, written = part.split("{")
        if not before:
            del is_seen[max(1, len(is_seen) - 1) :]
            continue
        for group in before[:-1]:
            is_seen.append(is_seen[-1] and not _OF_PAPER.fullmatch(group.rpartition(";")[2].strip()))
        if is_seen[-1]:
            yield before[-1].rpartition(";")[2], written


def _declared(text: str) -> Styles:
    pairs = (part.partition(":") for part in _COMMENT.sub("", text).split(";"))
    said: Styles = {}
    for name, value in (
        (_unescaped(name), _unescaped(value).replace("!important", "").strip()) for name, _, value in pairs
    ):
        size = _FONT_SIZE.search(value) if name == "font" else None
        said["font-size" if size else name] = size[1] if size else value
    return {name: value for name, value in said.items() if name in _READ and value}


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_letter, text).strip().lower()


def _letter(found: re.Match[str]) -> str:
    return found[2] or chr(min(int(found[1], 16), _LAST_LETTER))


def _is_hiding(styles: Styles) -> bool:
    if any(name in styles and gone.fullmatch(styles[name]) for name, gone in _GONE.items()):
        return True
    if styles.get("position") in {"absolute", "fixed"}:
        return any(_OUTSIDE.fullmatch(styles.get(side, "")) for side in ("left", "right", "top"))
    sizes = [styles[name] for name in ("width", "height", "max-width", "max-height") if name in styles]
    return styles.get("overflow") in {"hidden", "clip"} and any(_NOTHING.fullmatch(size) for size in sizes)


def look_of(node: Node, above: Look, sheet: Sheet) -> Look:
    """How an element is shown, given how that around it is."""
    attributes = node.attributes
    typed = {"list-style-type": _BY_TYPE[attributes["type"]]} if attributes.get("type") in _BY_TYPE else {}
    own = {**_BY_TAG.get(node.tag, {}), **typed, **sheet.styles_of(node), **_declared(attributes.get("style", ""))}
    gone = node.tag in HIDDEN_TAGS or "hidden" in attributes or _is_hiding(own)
    gone = gone or (node.tag == "dialog" and "open" not in attributes)
    if not (own or gone):
        return replace(above, alone=False) if above.alone else above
    return replace(
        above,
        hidden=above.hidden or gone,
        unseen=own.get("visibility", "hidden" if above.unseen else "") in {"hidden", "collapse"},
        lines=own["white-space"].startswith("pre") if "white-space" in own else above.lines,
        counter=own.get("numbers") or _counter(own) or above.counter,
        around=_around(own, above),
        alone=own.get("display") in _ALONE,
        marks=_marks(above.marks, own),
    )


def _around(own: Styles, above: Look) -> tuple[str, str]:
    if "numbers" in own:
        return own["before-number"], own["behind-number"].rstrip()
    return ("", "") if _counter(own) else above.around


def _counter(own: Styles) -> str:
    words = own.get("list-style", "").split()
    known = [word for word in words if word not in {"inside", "outside"} and not word.startswith("url(")]
    return own["list-style-type"] if "list-style-type" in own and not known else "".join(known[:1])


def _marks(above: tuple[str, ...], own: Styles) -> tuple[str, ...]:
    # A mark that a style takes back is one of weight or slant: raised or struck letters stay so in a browser.
    said = {
        "strong": _is_bold(own.get("font-weight", "")),
        "em": {"italic": True, "oblique": True, "normal": False}.get(own.get("font-style", "")),
        "s": "line-through" in own.get("text-decoration", "") + own.get("text-decoration-line", "") or None,
        "sup": own.get("vertical-align") in {"super", "text-top"} or None,
        "sub": own.get("vertical-align") in {"sub", "text-bottom"} or None,
    }
    kept = tuple(mark for mark in above if said.get(mark) is not False)
    return kept + tuple(mark for mark, on in said.items() if on and mark not in kept)


def _is_bold(weight: str) -> bool | None:
    if weight.isdecimal():
        return int(weight[:4]) >= _BOLD_FROM
    return {"bold": True, "bolder": True, "normal": False, "lighter": False}.get(weight)
