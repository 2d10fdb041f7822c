"""A letter as mail."""

from email.message import EmailMessage
from email.utils import format_datetime
from typing import Final

from activities.messengers.ports import Parcel

_DOMAIN: Final = "toasoan"


def mail_of(parcel: Parcel, sender: str) -> EmailMessage:
    """The letter, with an id that stays the same at every try."""
    mail = EmailMessage()
    mail["Subject"] = parcel.letter.subject
    mail["From"] = sender
    mail["To"] = parcel.to.address
    mail["Date"] = format_datetime(parcel.written_at)
    mail["Message-ID"] = f"<{parcel.key}@{sender.rpartition('@')[2].rstrip('>') or _DOMAIN}>"
    # So that no out-of-office answer comes back (RFC 3834).
    mail["Auto-Submitted"] = "auto-generated"
    if parcel.letter.urgent:
        mail["Importance"] = "high"
    mail.set_content(parcel.letter.whole)
    return mail
