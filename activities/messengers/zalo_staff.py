"""Messages to staff by the Official Account: one member at a time, who has written to the account lately."""

from typing import Final

from activities.channels.zalo.calls import ZaloCalls
from activities.messengers.ports import NotTaken, Parcel
from activities.ports import ChannelTrouble, Trouble
from newsroom.delivery.tries import Hitch

_PATH: Final = "/v3.0/oa/message/cs"
_LONGEST: Final = 2000


class ZaloStaff:
    """Letters as messages of the Official Account. It has no key for what comes twice, so the text says which it is."""

    def __init__(self, calls: ZaloCalls) -> None:
        self._calls = calls

    async def send(self, parcel: Parcel) -> None:
        """Send the message. Errors: NotTaken. Again: the message once more, with the same number in its last line."""
        body = {"recipient": {"user_id": parcel.to.address}, "message": {"text": message_text(parcel)}}
        try:
            await self._calls.post(_PATH, body)
        except ChannelTrouble as trouble:
            raise _not_taken(trouble) from None


def message_text(parcel: Parcel) -> str:
    """The letter as one message, cut where Zalo would refuse it; the way to the desk and the number stay whole."""
    letter = parcel.letter
    end = "\n".join(part for part in (letter.link, f"(Tin số {parcel.key[:8]})") if part)
    text = f"{letter.subject}\n\n{letter.text}"
    room = _LONGEST - len(end) - 2
    return f"{text if len(text) <= room else f'{text[: room - 1].rstrip()}…'}\n\n{end}"


def _not_taken(trouble: ChannelTrouble) -> NotTaken:
    said = f"Zalo không nhận (mã {trouble.code})" if trouble.code else "không rõ Zalo đã nhận chưa"
    match trouble.trouble:
        case Trouble.REJECTED:
            return NotTaken(Hitch.REFUSED, said)
        case Trouble.NEEDS_PERSON:
            # The account, its token or its tier: nobody is reached by this way until a person has seen to it.
            return NotTaken(Hitch.AWAY, said)
        case Trouble.BUSY if trouble.not_before is None:
            return NotTaken(Hitch.AWAY, "không nối được tới Zalo")
        case _:
            return NotTaken(Hitch.LATER, said, trouble.not_before)
