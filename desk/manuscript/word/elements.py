"""The XML of a Word file: short names for its namespaces, and what its attributes say."""

from functools import lru_cache
from typing import Final
from xml.etree.ElementTree import Element

__all__ = [
    "CHANGING",
    "GONE",
    "INK",
    "ON",
    "SHAPES",
    "TEXTS",
    "WRAPPERS",
    "Element",
    "is_on",
    "number",
    "short",
    "text_inside",
    "value",
]

ON: Final = frozenset({"1", "true", "on"})
"""How an attribute says yes."""

_OPEN: Final = "http://schemas.openxmlformats.org/"
_STRICT: Final = "http://purl.oclc.org/ooxml/"
_MICROSOFT: Final = "http://schemas.microsoft.com/office/"
_SHARED: Final = {
    "drawingml{}/main": "a",
    "drawingml{}/chart": "c",
    "drawingml{}/diagram": "dgm",
    "drawingml{}/wordprocessingDrawing": "wp",
    "officeDocument{}/math": "m",
    "officeDocument{}/relationships": "r",
    "wordprocessingml{}/main": "w",
}
_PREFIXES: Final = {
    **{_OPEN + path.format("/2006"): prefix for path, prefix in _SHARED.items()},
    **{_STRICT + path.format(""): prefix for path, prefix in _SHARED.items()},
    _OPEN + "markup-compatibility/2006": "mc",
    _OPEN + "package/2006/content-types": "ct",
    _MICROSOFT + "word/2010/wordml": "w14",
    _MICROSOFT + "drawing/2014/chartex": "cx",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
}

_MOST_NAMES: Final = 4_096
_NO: Final = frozenset({"0", "false", "off", "none", "f"})
TEXTS: Final = frozenset({"w_t", "w_delText", "m_t", "a_t", "c_v"})
"""Elements whose text a reader of the file may see."""
SHAPES: Final = frozenset({"w_drawing", "w_pict", "w_object", "w_altChunk", "w_subDoc", "w_sym", "m_oMath"})
"""Elements without text of their own that show something."""
INK: Final = frozenset({"w_contentPart", "w14_contentPart"})
"""Elements that are drawn by hand."""
CHANGING: Final = frozenset(
    {"w_pgNum", "w_dayShort", "w_dayLong", "w_monthShort", "w_monthLong", "w_yearShort", "w_yearLong"}
)
"""Elements that show a page or a day, another one each time."""
WRAPPERS: Final = frozenset(
    {"w_ins", "w_moveTo", "w_smartTag", "w_customXml", "w_sdt", "w_sdtContent", "w_bdo", "w_dir", "w_rubyBase"}
)
"""Elements that are read as if only what they hold stood there."""
GONE: Final = frozenset({"w_del", "w_moveFrom"})
"""What a tracked change has taken away."""


@lru_cache(maxsize=_MOST_NAMES)
def short(name: str) -> str:
    """Name of an element or attribute as this package writes it (`w_p`), from its namespace and local name."""
    space, _, local = name.rpartition(" ")
    prefix = _PREFIXES.get(space)
    return name if prefix is None else f"{prefix}_{local}"


def value(element: Element | None, path: str) -> str | None:
    """What the element at a path says in its `val`; None when there is no such element or it says nothing."""
    found = None if element is None else element.find(path)
    return None if found is None else found.get("w_val", found.get("m_val"))


def is_on(element: Element | None, tag: str) -> bool | None:
    """Whether a switch is on; None when it is not there."""
    found = None if element is None else element.find(tag)
    return None if found is None else found.get("w_val", found.get("m_val", "1")).lower() not in _NO


def number(text: str | None, otherwise: int = 0) -> int:
    """A whole number as an attribute writes it."""
    try:
        return int(text or "")
    except ValueError:
        return otherwise


def text_inside(element: Element) -> str:
    """Every text below an element, as one."""
    return "".join(inner.text or "" for inner in element.iter() if inner.tag in TEXTS)
