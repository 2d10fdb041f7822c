"""Mail into a folder, one file for each letter: a newsroom on trial needs no mail server."""

import asyncio
import os
from pathlib import Path

from activities.messengers.letter_mail import mail_of
from activities.messengers.ports import NotTaken, Parcel
from newsroom.delivery.tries import Hitch


class MailFolder:
    """Letters as files `MEMBER-KEY.eml`, for whoever owns the folder."""

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    async def send(self, parcel: Parcel) -> None:
        """Write the letter's file, whole or not at all. Errors: NotTaken. Again: the same file."""
        try:
            await asyncio.to_thread(self._write, parcel)
        except OSError as failed:
            raise NotTaken(Hitch.AWAY, f"không ghi được vào thư mục thư ({type(failed).__name__})") from failed

    def _write(self, parcel: Parcel) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = self._folder / f"{parcel.to.member}-{parcel.key}.eml"
        fresh = file.with_suffix(".new")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as opened:
            opened.write(bytes(mail_of(parcel, self._sender)))
        fresh.replace(file)
