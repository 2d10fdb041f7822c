"""Styles of a Word file: what a run looks like once it, its styles and their ancestors have had their say."""

from typing import Final

from desk.manuscript.word.elements import ON, Element, is_on, number, value

_MOST_ANCESTORS: Final = 20
_RAISED: Final = "w_rPr/w_vertAlign"
_SIZE: Final = "w_rPr/w_sz"
_ORDINARY_SIZE: Final = 20
_FONTS: Final = frozenset({"w_ascii", "w_hAnsi", "w_asciiTheme"})


class Styles:
    """The styles by their ids; a chain of ancestors ends after twenty, and each question is answered once."""

    def __init__(self, root: Element | None) -> None:
        found = [] if root is None else root.findall("w_style")
        self._by_id = {style.get("w_styleId", ""): style for style in found}
        self.default = next((key for key, style in self._by_id.items() if _is_default(style)), "")
        self._everywhere = None if root is None else root.find("w_docDefaults/w_rPrDefault/w_rPr")
        self._chains: dict[str, tuple[Element, ...]] = {}
        self._flags: dict[tuple[str, str], bool | None] = {}
        self._said: dict[tuple[str, str], str | None] = {}
        self._fonts: dict[str, str | None] = {}

    def chain(self, style: str) -> tuple[Element, ...]:
        """A style and its ancestors, the nearest first."""
        if style not in self._chains:
            found: list[Element] = []
            at = style
            while at in self._by_id and self._by_id[at] not in found and len(found) < _MOST_ANCESTORS:
                found.append(self._by_id[at])
                at = value(found[-1], "w_basedOn") or ""
            self._chains[style] = tuple(found)
        return self._chains[style]

    def name(self, style: str) -> str:
        """A style's name in lower case."""
        return (value(self._by_id.get(style), "w_name") or "").lower()

    def run_style(self, run: Element | None) -> str:
        """The style that a run names for itself."""
        return value(run, "w_rStyle") or ""

    def number_of(self, style: str) -> str | None:
        """The list that a numbering style names."""
        return value(self._by_id.get(style), "w_pPr/w_numPr/w_numId")

    def flag(self, style: str, tag: str) -> bool | None:
        """What a style says of a switch; None when neither it nor an ancestor says anything."""
        if (style, tag) not in self._flags:
            said = (is_on(link.find("w_rPr"), tag) for link in self.chain(style))
            self._flags[style, tag] = next((one for one in said if one is not None), None)
        return self._flags[style, tag]

    def said(self, style: str, path: str) -> str | None:
        """What a style says at a path; None when neither it nor an ancestor says anything."""
        if (style, path) not in self._said:
            said = (value(link, path) for link in self.chain(style))
            self._said[style, path] = next((one for one in said if one is not None), None)
        return self._said[style, path]

    def shows(self, run: Element | None, tag: str, *styles: str) -> bool:
        """Whether a switch is on for a run: its own word, else one style undoes what another does."""
        own = is_on(run, tag)
        if own is not None:
            return own
        switched = False
        for style in styles:
            switched ^= bool(self.flag(style, tag))
        return switched or bool(is_on(self._everywhere, tag))

    def raised(self, run: Element | None, *styles: str) -> str:
        """`sup`, `sub` or nothing: the nearest word on it."""
        said = value(run, "w_vertAlign") or next(filter(None, (self.said(one, _RAISED) for one in styles)), "")
        return {"superscript": "sup", "subscript": "sub"}.get(said) or self._moved(run, *styles)

    def _moved(self, run: Element | None, *styles: str) -> str:
        """Raised or lowered by hand: off the line and smaller than the text around it."""
        by, size = number(value(run, "w_position")), number(value(run, "w_sz"))
        around = next(filter(None, (self.said(one, _SIZE) for one in styles)), value(self._everywhere, "w_sz"))
        if not by or not 0 < size < number(around, _ORDINARY_SIZE):
            return ""
        return "sup" if by > 0 else "sub"

    def font(self, run: Element | None, *styles: str) -> str:
        """Name of the font, empty when a theme chooses it."""
        own = _font(run)
        for style in styles:
            if own is None:
                own = self._font_of(style)
        return (_font(self._everywhere) if own is None else own) or ""

    def _font_of(self, style: str) -> str | None:
        if style not in self._fonts:
            said = (_font(link.find("w_rPr")) for link in self.chain(style))
            self._fonts[style] = next((one for one in said if one is not None), None)
        return self._fonts[style]


def _font(properties: Element | None) -> str | None:
    fonts = None if properties is None else properties.find("w_rFonts")
    if fonts is None or not _FONTS.intersection(fonts.attrib):
        return None
    return "" if "w_asciiTheme" in fonts.attrib else fonts.get("w_hAnsi") or fonts.get("w_ascii")


def _is_default(style: Element) -> bool:
    return style.get("w_type") == "paragraph" and style.get("w_default") in ON
