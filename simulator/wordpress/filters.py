"""What WordPress's core does to stored text on its way out: signs, paragraphs, smileys, cards, short codes."""

import re
from collections.abc import Callable
from typing import Final

_TAG: Final = re.compile(r"(<[^>]*>)")
_VERBATIM: Final = frozenset({"pre", "code", "kbd", "style", "script", "tt", "textarea"})
_SPACE: Final = r"[\r\n\t ]|\u00a0|&nbsp;"
_BEFORE: Final = r"(?:^|(?<=[\r\n\t \u00a0])|(?<=&nbsp;))"
_AFTER: Final = rf"(?=$|{_SPACE})"
_OPENS: Final = r"(?:^|(?<=[\[({\"\r\n\t \u00a0-])|(?<=&lt;)|(?<=&nbsp;))"
_STATIC: Final = {"...": "&#8230;", "``": "&#8220;", "''": "&#8221;", " (tm)": " &#8482;"}
_TYPOGRAPHY: Final = tuple(
    (re.compile(pattern), printed)
    for pattern, printed in (
        (r"'(?=\d\d(?:$|[.,:;!?)}\-\]\s]|&gt;))", "&#8217;"),
        (rf"{_OPENS}'", "&#8216;"),
        (r"(?<=\d)'", "&#8242;"),
        (r"'(?!\")", "&#8217;"),
        (rf'{_OPENS}"(?!\s)', "&#8220;"),
        (r'(?<=\d)"', "&#8243;"),
        (r'"', "&#8221;"),
        (r"---", "&#8212;"),
        (rf"{_BEFORE}--{_AFTER}", "&#8212;"),
        (r"(?<!xn)--", "&#8211;"),
        (rf"{_BEFORE}-{_AFTER}", "&#8211;"),
        (r"\b(0[\d.,]+|[1-9][\d.,]*)x(?=\d[\d.,]*\b)", r"\1&#215;"),
        (r"&(?!#(?:\d+|x[0-9a-f]+);|[a-z][0-9a-z]*;)", "&#038;"),
    )
)
_SMILEYS: Final = {
    ":)": "🙂", ":-)": "🙂", ":smile:": "🙂", ":(": "🙁", ":-(": "🙁", ";)": "😉", ";-)": "😉", ":D": "😀", ":-D": "😀",
    ":P": "😛", ":-P": "😛", ":o": "😮", ":-o": "😮", ":x": "😡", ":-x": "😡", ":|": "😐", ":-|": "😐", "8O": "😯",
    "8-O": "😯", "8-)": "😎", ":?": "😕", ":-?": "😕", ":!:": "❗", ":?:": "❓", ":lol:": "😆", ":wink:": "😉",
    ":mrgreen:": '<img src="/wp-includes/images/smilies/mrgreen.png" alt=":mrgreen:" class="wp-smiley" />',
}  # fmt: skip
_SMILEY: Final = re.compile(rf"(^|\s)({'|'.join(map(re.escape, sorted(_SMILEYS, key=len, reverse=True)))})(?=\s|$)")
_SHORT_CODE: Final = re.compile(r"\[/?(?:gallery|caption|audio|video|playlist|embed)\b[^\]]*\]")
_LONE_ADDRESS: Final = re.compile(r"(<p(?: [^>]*)?>\s*)(https?://[^\s<>\"]+)(\s*</p>)", re.IGNORECASE)
_OWN_NAME: Final = re.compile(r"(?<=[ >(])Wordpress|(?<=&#8216;)Wordpress|(?<=&#8220;)Wordpress")
_BLOCK: Final = re.compile(r"<(?:p|div|h[1-6]|ul|ol|table|blockquote|figure|pre)\b", re.IGNORECASE)
_EMPTY_LINE: Final = re.compile(r"\n\s*\n")

Card = Callable[[str], str]
"""The title of the site's own post at an address; empty where there is none."""


def shown_title(raw: str) -> str:
    """A title as pages and answers print it."""
    return texturize(_OWN_NAME.sub("WordPress", f" {raw}")[1:])


def shown_excerpt(raw: str) -> str:
    """An excerpt as pages and answers print it; empty when there is none."""
    return paragraphs(smileys(texturize(raw))) if raw else ""


def shown_content(raw: str, card: Card) -> str:
    """The text of a post as pages and answers print it."""
    embedded = _LONE_ADDRESS.sub(lambda found: _card(found, card), raw)
    named = _OWN_NAME.sub("WordPress", _SHORT_CODE.sub("", embedded))
    return paragraphs(smileys(texturize(named)))


def texturize(html: str) -> str:
    """Typed signs become typographic ones, outside of tags and of what is to be left verbatim."""
    return _outside_tags(html, _texturized)


def smileys(html: str) -> str:
    """Smileys that stand alone become pictures of faces."""
    return _outside_tags(html, lambda text: _SMILEY.sub(lambda hit: f"{hit.group(1)}{_SMILEYS[hit.group(2)]}", text))


def paragraphs(html: str) -> str:
    """Text without block elements gets paragraphs, and line breaks become visible."""
    if _BLOCK.search(html):
        return f"{html}\n"
    found = (part.strip().replace("\n", "<br />\n") for part in _EMPTY_LINE.split(html))
    return "".join(f"<p>{part}</p>\n" for part in found if part)


def _card(found: re.Match[str], card: Card) -> str:
    title = card(found.group(2))
    if not title:
        return found.group()
    link = f'<a href="{found.group(2)}">{title}</a>'
    return f'<blockquote class="wp-embedded-content"><p>{link}</p></blockquote>'


def _texturized(text: str) -> str:
    for typed, printed in _STATIC.items():
        text = text.replace(typed, printed)
    for pattern, printed in _TYPOGRAPHY:
        text = pattern.sub(printed, text)
    return text


def _outside_tags(html: str, change: Callable[[str], str]) -> str:
    pieces, verbatim = _TAG.split(html), ""
    for at, piece in enumerate(pieces):
        name = piece.strip("</>").split(" ")[0].lower() if at % 2 else ""
        if name in _VERBATIM:
            verbatim = "" if piece.startswith("</") else verbatim or name
        elif not at % 2 and not verbatim and piece:
            pieces[at] = change(piece)
    return "".join(pieces)
