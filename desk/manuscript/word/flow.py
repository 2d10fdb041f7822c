"""What stands side by side in a body, a cell or a paragraph: wrappers taken off, one of two versions chosen."""

from collections.abc import Iterator
from typing import Final

from desk.manuscript.word.elements import GONE, INK, TEXTS, WRAPPERS, Element, is_on, text_inside
from desk.manuscript.word.inventory import Bucket, Inventory
from desk.manuscript.word.package import MAX_ELEMENTS, too_large
from newsroom.checklist.points import PointKind

_SHOWING: Final = TEXTS | {"a_blip", "v_imagedata", "v_textpath", "c_chart", "cx_chart", "dgm_relIds"}
_MOST_LOOKS: Final = 10 * MAX_ELEMENTS


class Flow:
    """The wrappers of one file."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self._looks = 0

    def inside(self, parent: Element) -> Iterator[Element]:
        """Children in order; what is deleted or only a prompt is laid aside."""
        waiting = list(parent)[::-1]
        while waiting:
            element = waiting.pop()
            if element.tag == "mc_AlternateContent":
                waiting += list(self.chosen(element))[::-1]
            elif element.tag in GONE:
                self.delete(element)
            elif element.tag not in WRAPPERS:
                yield element
            elif not self.is_prompt(element):
                if element.tag in {"w_ins", "w_moveTo"}:
                    self._inventory.point(PointKind.TRACKED_CHANGE)
                waiting += list(element)[::-1]

    def delete(self, element: Element) -> None:
        """Lay aside what a tracked change has taken away."""
        self._inventory.point(PointKind.TRACKED_CHANGE, self._inventory.drop(element, Bucket.DELETED))

    def is_prompt(self, element: Element) -> bool:
        """Whether a content control shows only what it asks for; then that is laid aside."""
        if element.tag != "w_sdt" or not is_on(element.find("w_sdtPr"), "w_showingPlcHdr"):
            return False
        self._inventory.point(PointKind.PROMPT, self._inventory.drop(element, Bucket.PROMPT))
        return True

    def chosen(self, element: Element) -> Element:
        """The version that is read of one piece written for several kinds of Word: the first that shows something."""
        versions = [*element.findall("mc_Choice"), *element.findall("mc_Fallback")]
        self._looks += sum(1 for _ in element.iter())
        if self._looks > _MOST_LOOKS:
            raise too_large()
        picked = next((one for one in versions if _shows(one)), versions[0] if versions else element)
        shown = text_inside(picked)
        for other in versions:
            if other is not picked:
                self._lay_aside(other, shown)
        return picked

    def _lay_aside(self, version: Element, shown: str) -> None:
        if any(inner.tag in INK for inner in version.iter()):
            self._inventory.point(PointKind.INK)
        words = self._inventory.drop(version, Bucket.OLD_COPY)
        if words and words != shown:
            self._inventory.point(PointKind.OTHER_VERSION, words)


def _shows(version: Element) -> bool:
    return any(inner.tag in _SHOWING for inner in version.iter())
