"""Mail by SMTP, and how a mail server is reached."""

from typing import Any, Final
from urllib.parse import unquote, urlsplit

import aiosmtplib

from activities.messengers.letter_mail import mail_of
from activities.messengers.ports import NotTaken, Parcel
from newsroom.delivery.tries import Hitch

_ANSWERS_WITHIN: Final = 20.0
_FOR_GOOD: Final = range(500, 600)


class MailServer:
    """Letters handed to a mail server, one conversation for each.

    A reply that is lost after the letter was sent is told as not taken, so it is sent again, under the same Message-ID.
    """

    def __init__(self, url: str, sender: str) -> None:
        self._url = url
        self._sender = sender

    async def send(self, parcel: Parcel) -> None:
        """Hand the letter over. Errors: NotTaken. Again: the same letter with the same Message-ID."""
        mail = mail_of(parcel, self._sender)
        try:
            await aiosmtplib.send(mail, timeout=_ANSWERS_WITHIN, **smtp_options(self._url))
        except (aiosmtplib.SMTPException, OSError, ValueError) as failed:
            raise _not_taken(failed) from None


def smtp_options(url: str) -> dict[str, Any]:
    """How to reach a mail server, by its address.

    Shape: `smtp://` or `smtps://`, with user and password if the server wants them; a password goes over an encrypted
    line or not at all.
    """
    parts = urlsplit(url)
    sealed = parts.scheme == "smtps"
    options: dict[str, Any] = {"hostname": parts.hostname, "port": parts.port, "use_tls": sealed}
    if parts.username:
        user, password = unquote(parts.username), unquote(parts.password or "")
        options |= {"username": user, "password": password, "start_tls": None if sealed else True}
    return options


def _not_taken(failed: Exception) -> NotTaken:
    """What a failure means for the letter. What the server said may quote an address, so only its number is kept."""
    match failed:
        case aiosmtplib.SMTPRecipientsRefused(recipients=[first, *_]):
            for_good = first.code in _FOR_GOOD
            said = f"máy chủ thư không nhận địa chỉ này (mã {first.code})"
            return NotTaken(Hitch.REFUSED if for_good else Hitch.LATER, said)
        case aiosmtplib.SMTPDataError(code=code):
            return NotTaken(Hitch.REFUSED if code in _FOR_GOOD else Hitch.LATER, f"máy chủ thư từ chối (mã {code})")
        case aiosmtplib.SMTPAuthenticationError(code=code):
            return NotTaken(Hitch.AWAY, f"máy chủ thư không nhận tài khoản gửi (mã {code})")
        case aiosmtplib.SMTPResponseException(code=code):
            return NotTaken(Hitch.AWAY, f"máy chủ thư trả lời mã {code}")
        case _:
            return NotTaken(Hitch.AWAY, f"không nối được tới máy chủ thư ({type(failed).__name__})")
