"""Labels of numbered paragraphs as Word shows them: `Điều 1.`, `a)`, `2.3`."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from desk.manuscript.word.elements import Element, is_on, number, value
from desk.manuscript.word.formats import FORMATS
from desk.manuscript.word.inventory import Inventory
from desk.manuscript.word.styles import Styles
from newsroom.checklist.points import PointKind

_MOST_LETTERS: Final = 64
_HIGHEST: Final = 32_767
_DEEPEST: Final = 8
_LEGAL: Final = frozenset({"decimal", "decimalZero", "none"})
"""Formats that stay in a label of plain numbers."""
_PLACE: Final = re.compile(r"%([1-9])")


class Label(NamedTuple):
    """What stands before a paragraph. Shape: `text` is empty for a level that shows nothing; words are no bullet."""

    text: str
    level: int
    is_bullet: bool


@dataclass(slots=True)
class _Instance:
    """One list as a paragraph names it: the levels of its definition, and what it changes about their start."""

    definition: str
    levels: dict[int, Element]
    starts: dict[int, int]
    used: set[int] = field(default_factory=set)

    def start(self, level: int) -> int:
        return self.starts.get(level, number(value(self.levels.get(level), "w_start"), 1))


class Numbering:
    """The lists of one file. Shape: counts belong to a definition, which several lists may share."""

    def __init__(self, root: Element | None, styles: Styles, inventory: Inventory) -> None:
        self._styles, self._inventory = styles, inventory
        definitions = [] if root is None else root.findall("w_abstractNum")
        self._definitions = {found.get("w_abstractNumId", ""): found for found in definitions}
        self._lists = {found.get("w_numId", ""): found for found in ([] if root is None else root.findall("w_num"))}
        self._instances: dict[str, _Instance] = {}
        self._styled: dict[str, tuple[str, str | None]] = {}
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        self._unknown: set[str] = set()
        # Levels passed over so far: what the first item of one is numbered, readers do not agree on.
        self._missing: defaultdict[str, set[int]] = defaultdict(set)

    def label(self, paragraph: Element | None, style: str) -> Label | None:
        """The label of the next paragraph, from its properties and its style; None when it is in no list."""
        at = self._place(paragraph, style)
        if at is None:
            return None
        instance, level = self._instance(at[0]), at[1]
        properties = instance.levels.get(level)
        if properties is None:
            return None
        self._count(instance, level)
        shown = "" if is_on(properties.find("w_rPr"), "w_vanish") else self._text(instance, properties)
        if self._capitals(properties, paragraph, style):
            shown = shown.upper()
        is_sign = sum(map(str.isalnum, shown)) <= 1
        return Label(shown, level, is_bullet=_kind(properties) == "bullet" and is_sign)

    def _capitals(self, properties: Element, paragraph: Element | None, style: str) -> bool:
        own = is_on(properties.find("w_rPr"), "w_caps")
        mark = None if paragraph is None else paragraph.find("w_rPr")
        return self._styles.shows(mark, "w_caps", style) if own is None else own

    def _place(self, paragraph: Element | None, style: str) -> tuple[str, int] | None:
        own = None if paragraph is None else paragraph.find("w_numPr")
        name, level = value(own, "w_numId"), value(own, "w_ilvl")
        if name is None:
            name, of_style = self._of_style(style)
            level = level or of_style
        if name not in self._lists:
            return None
        return name, min(max(number(level), 0), _DEEPEST)

    def _of_style(self, style: str) -> tuple[str, str | None]:
        """The list that a style puts its paragraphs in, and the level."""
        if style not in self._styled:
            said = ((value(link, "w_pPr/w_numPr/w_numId"), link) for link in self._styles.chain(style))
            name, link = next((one for one in said if one[0] is not None), ("", None))
            self._styled[style] = name or "", None if link is None else self._level_of_style(link, name or "")
        return self._styled[style]

    def _level_of_style(self, style: Element, name: str) -> str | None:
        levels = self._instance(name).levels if name in self._lists else {}
        named = style.get("w_styleId")
        said = value(style, "w_pPr/w_numPr/w_ilvl")
        return next((str(at) for at, level in levels.items() if value(level, "w_pStyle") == named), said)

    def _instance(self, name: str) -> _Instance:
        if name not in self._instances:
            definition = self._definition(name)
            found = self._definitions.get(definition)
            levels = {} if found is None else {_level(one): one for one in found.findall("w_lvl")}
            starts: dict[int, int] = {}
            for change in self._lists[name].findall("w_lvlOverride"):
                other, start = change.find("w_lvl"), value(change, "w_startOverride")
                if other is not None:
                    levels[_level(change)] = other
                if start is not None:
                    starts[_level(change)] = number(start, 1)
            self._instances[name] = _Instance(definition, levels, starts)
        return self._instances[name]

    def _definition(self, name: str) -> str:
        seen: set[str] = set()
        while True:
            definition = value(self._lists.get(name), "w_abstractNumId") or ""
            link = value(self._definitions.get(definition), "w_numStyleLink")
            target = None if link is None or link in seen else self._styles.number_of(link)
            if link is None or target not in self._lists:
                return definition
            seen.add(link)
            name = target

    def _count(self, instance: _Instance, level: int) -> None:
        counts, missing = self._counts[instance.definition], self._missing[instance.definition]
        unused = {at for at in instance.starts if at <= level} - instance.used
        instance.used |= unused
        for at in unused:
            counts.pop(at, None)
        counts[level] = counts[level] + 1 if level in counts else instance.start(level)
        absent = set(range(level)) - counts.keys()
        if level in missing or unused - {level} or absent & _places(instance.levels[level]):
            self._inventory.point(PointKind.LABEL)
        for deeper in [at for at in counts if at > level]:
            restart = value(instance.levels.get(deeper), "w_lvlRestart")
            if restart is None or level < number(restart):
                del counts[deeper]
        self._missing[instance.definition] = {at for at in missing if at < level} | absent

    def _text(self, instance: _Instance, properties: Element) -> str:
        counts, legal = self._counts[instance.definition], is_on(properties, "w_isLgl")

        def one(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            count = min(max(counts.get(at, instance.start(at)), 0), _HIGHEST)
            kind = _kind(instance.levels.get(at))
            return self._written(kind if not legal or kind in _LEGAL else "decimal", count)

        text = _format(properties)
        whole = text if _kind(properties) == "bullet" else _PLACE.sub(one, text[: _MOST_LETTERS + 1])
        if len(whole) > _MOST_LETTERS or len(text) > _MOST_LETTERS:
            self._inventory.point(PointKind.LABEL, whole[:_MOST_LETTERS])
        return whole[:_MOST_LETTERS].strip()

    def _written(self, kind: str, count: int) -> str:
        if kind not in FORMATS and kind not in self._unknown:
            self._unknown.add(kind)
            self._inventory.point(PointKind.NUMBER_FORMAT, kind)
        return FORMATS.get(kind, str)(count)


def _level(element: Element) -> int:
    return min(max(number(element.get("w_ilvl")), 0), _DEEPEST)


def _places(properties: Element) -> set[int]:
    return {int(found) - 1 for found in _PLACE.findall(_format(properties))}


def _kind(level: Element | None) -> str:
    said = value(level, "w_numFmt")
    other = None if level is None or said else level.find("mc_AlternateContent/mc_Choice/w_numFmt")
    return (other.get("w_format") if other is not None else said) or "decimal"


def _format(properties: Element) -> str:
    return value(properties, "w_lvlText") or ""
