"""Members' own keys in names: for which acts they sign, as a board file may say, and what is done about them."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class PersonalAct(StrEnum):
    """What a board file can ask a member's own key for, by the names that acts have.

    Shape: an act on an article or on a matter; a take-down is ordered, or approved as any other change of a text.
    """

    APPROVE = "approve"
    REJECT = "reject"
    RETURN_FOR_EDIT = "return_for_edit"
    TAKE_OVER = "take_over"
    REASSIGN = "reassign"
    GO_ON = "go_on"
    WAIVE_CHANNEL = "waive_channel"
    APPROVE_AMENDMENT = "approve_amendment"
    REFUSE_AMENDMENT = "refuse_amendment"
    TAKE_DOWN_NOW = "take_down_now"
    CONFIRM_TAKE_DOWN = "confirm_take_down"
    ASSIGN = "assign"
    DELEGATE = "delegate"
    RENEW = "renew"
    REVOKE = "revoke"
    CONCLUDE = "conclude"
    ADOPT_BOARD = "adopt_board"
    DECIDE_INCIDENT = "decide_incident"


USUAL_ACTS: Final = frozenset(
    {
        *(PersonalAct.APPROVE, PersonalAct.REJECT, PersonalAct.TAKE_OVER),
        *(PersonalAct.APPROVE_AMENDMENT, PersonalAct.TAKE_DOWN_NOW),
        *(PersonalAct.ASSIGN, PersonalAct.DELEGATE, PersonalAct.ADOPT_BOARD),
    }
)
"""What a board file asks for that says nothing of it: whatever brings a text before readers, or lends that power."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalRule:
    """What a notice asks of members' own keys.

    Shape: whoever has a key signs these acts with it; who has none may do them all the same unless it is `required`.
    """

    acts: frozenset[PersonalAct] = USUAL_ACTS
    required: bool = False

    def names(self, act: StrEnum) -> bool:
        """Whether an act is one of those."""
        return act.value in self.acts


USUAL: Final = PersonalRule()
"""The rule of a board file that says nothing of it."""


class KeyAct(StrEnum):
    """What is done about a member's own key."""

    REGISTER = "register_personal_key"
    CONFIRM = "confirm_personal_key"
    REMOVE = "remove_personal_key"
    CONFIRM_REMOVAL = "confirm_personal_key_removal"


KEY_ACT_LABELS: Final[Mapping[KeyAct, str]] = {
    KeyAct.REGISTER: "đăng ký khóa cá nhân",
    KeyAct.CONFIRM: "xác nhận khóa cá nhân",
    KeyAct.REMOVE: "gỡ khóa cá nhân",
    KeyAct.CONFIRM_REMOVAL: "xác nhận gỡ khóa cá nhân",
}


def short(credential: str) -> str:
    """The beginning of a key's id, by which people tell keys apart."""
    return credential[:_SHORT]


_SHORT: Final = 12
