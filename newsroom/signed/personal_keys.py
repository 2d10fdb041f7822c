"""The claim by which a member's own key is registered, confirmed, given up, or its removal confirmed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from newsroom.article import MemberId
from newsroom.board import Office
from newsroom.personal import KEY_ACT_LABELS, KeyAct
from newsroom.shape import Fields
from newsroom.signed.assertions import Registered
from newsroom.signed.canonical import EARLIEST, Signed, besides, besides_in, canonical, stated_in

LONGEST_DEVICE: Final = 60
"""Characters of the name that a member gives a device."""

_KEPT: Final = "khóa cá nhân"
_BESIDES: Final = frozenset(Signed.__dataclass_fields__)
_SUBJECT: Final = "personal_key"


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyClaim(Signed):
    """What was done about a key, as it is signed.

    Shape: `owner` is whose key it is, `member` who acts; a registration says all of `key`, every other act its id and
    its public key, so that what is confirmed is this key and no other; `device` is what its owner calls it.
    """

    act_id: str
    act: KeyAct
    owner: MemberId
    key: Registered
    member: MemberId
    office: Office
    made_at: datetime
    device: str = ""

    @property
    def subject(self) -> str:
        """The keys of one member."""
        return f"{_SUBJECT}/{self.owner}"

    @property
    def label(self) -> str:
        """What is done, in Vietnamese."""
        return KEY_ACT_LABELS[self.act]

    @property
    def kept(self) -> str:
        """What stays as it is when it is not done."""
        return _KEPT


def key_claim_text(claim: KeyClaim) -> str:
    """Canonical text of such a claim: the bytes that are signed are its UTF-8."""
    own = {name: value for name, value in asdict(claim).items() if name not in _BESIDES and (value or name != "device")}
    return canonical(own | besides(claim))


def key_claim_from(text: str) -> KeyClaim:
    """The claim that a canonical text states. Errors: Refused (bad_request) when the text is none."""
    return stated_in(text, _claim, key_claim_text, _KEPT)


def named(key: Registered) -> Registered:
    """A key as an act names it that does not register it."""
    return Registered(credential=key.credential, spki=key.spki, rp_id="", origins=())


def _claim(data: Mapping[str, Any]) -> KeyClaim:
    said, extra = Fields(data), besides_in(data)
    if extra["version"] == EARLIEST:
        raise ValueError(EARLIEST)
    return KeyClaim(
        act_id=said.text("act_id"),
        act=said.one_of(KeyAct, "act"),
        owner=MemberId(said.text("owner")),
        key=_registered(said.part("key")),
        member=MemberId(said.text("member")),
        office=said.one_of(Office, "office"),
        made_at=said.moment("made_at"),
        device=said.text("device", ""),
        **extra,
    )


def _registered(said: Fields) -> Registered:
    return Registered(
        credential=said.text("credential"),
        spki=said.text("spki"),
        rp_id=said.text("rp_id"),
        origins=said.texts("origins"),
        eligible=said.flag("eligible"),
        backed_up=said.flag("backed_up"),
        model=said.text("model"),
    )
