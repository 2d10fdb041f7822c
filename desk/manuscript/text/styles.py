"""How an element is shown by its tag, its style and the style sheet of its file: only what changes what is read."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from desk.manuscript.markup import Node

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
    | {"text-decoration-line", "vertical-align", "white-space", "list-style", "list-style-type"},
)
_COMMENT: Final = re.compile(r"/\*.*?(?:\*/|$)", re.DOTALL)
_RULE: Final = re.compile(r"([^{}]*)\{([^{}]*)\}")
_SELECTOR: Final = re.compile(r"([a-z][a-z0-9]*)?(?:([.#])([\w-]+))?", re.IGNORECASE)
_ZERO: Final = re.compile(r"0*\.?0+(?:[a-z%]*)")
_MOST_RULES: Final = 2_000

Styles = dict[str, str]


@dataclass(frozen=True, slots=True)
class Look:
    """What of its looks an element hands down to what stands in it.

    Shape: `marks` are the tags that say the same, outermost first; `counter` is a list style of CSS.
    """

    marks: tuple[str, ...] = ()
    hidden: bool = False
    unseen: bool = False
    lines: bool = False
    counter: str = ""


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
        for count, rule in enumerate(_RULE.finditer(_COMMENT.sub("", text))):
            said = _declared(rule[2])
            for selector in map(str.strip, rule[1].rpartition(";")[2].split(",") if count < _MOST_RULES else ()):
                if not _SELECTOR.fullmatch(selector):
                    unread += [selector] * (_is_hiding(said) or "content" in rule[2])
                elif said:
                    rules[selector] = rules.get(selector, {}) | said
    return Sheet(rules, tuple(unread))


def _declared(text: str) -> Styles:
    pairs = (part.partition(":") for part in text.split(";"))
    said = {name.strip().lower(): value.replace("!important", "").strip().lower() for name, _, value in pairs}
    return {name: value for name, value in said.items() if name in _READ and value}


def _is_hiding(styles: Styles) -> bool:
    return (
        styles.get("display") == "none"
        or styles.get("mso-hide") == "all"
        or any(name in styles and _ZERO.fullmatch(styles[name]) is not None for name in ("font-size", "opacity"))
    )


def look_of(node: Node, above: Look, sheet: Sheet) -> Look:
    """How an element is shown, given how that around it is."""
    attributes = node.attributes
    typed = {"list-style-type": _BY_TYPE[attributes["type"]]} if attributes.get("type") in _BY_TYPE else {}
    own = {**_BY_TAG.get(node.tag, {}), **typed, **sheet.styles_of(node), **_declared(attributes.get("style", ""))}
    gone = node.tag in HIDDEN_TAGS or "hidden" in attributes or _is_hiding(own)
    gone = gone or (node.tag == "dialog" and "open" not in attributes)
    if not (own or gone):
        return above
    return replace(
        above,
        hidden=above.hidden or gone,
        unseen=own.get("visibility", "hidden" if above.unseen else "") in {"hidden", "collapse"},
        lines=own["white-space"].startswith("pre") if "white-space" in own else above.lines,
        counter=_counter(own) or above.counter,
        marks=_marks(above.marks, own),
    )


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
