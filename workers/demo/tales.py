"""One article of the day, before and after its story."""

from dataclasses import dataclass, field
from typing import Final

from workers.demo.trouble import DemoFailed, Refusal

EDITOR: Final = "final-editor"
MEMBER_OF: Final = {
    "head": "head",
    "standing_deputy": "standing-deputy",
    "deputy": "deputy",
    "final_editor": "final-editor",
}


@dataclass(slots=True, kw_only=True)
class Tale:
    """One article of the day, as the script has it and as it went."""

    file: str
    author: str
    story: str
    says: str
    expected_class: str
    expected_owner: str
    second_file: str = ""
    article_id: str = ""
    refusals: list[tuple[str, Refusal]] = field(default_factory=list)

    @property
    def approver(self) -> str:
        """The account of the member who is entitled to approve."""
        return MEMBER_OF[self.expected_owner]

    def must_be(self, code: str, refusal: Refusal, what: str) -> None:
        """Note a refusal; it must have that code."""
        if refusal.code != code:
            raise DemoFailed(f"{self.file}, {what}: mong bị từ chối vì {code}, nhưng là {refusal.code}")
        self.refusals.append((what, refusal))
