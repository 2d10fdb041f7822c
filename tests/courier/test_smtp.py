"""Letters to a mail server of the tests, on loopback: what it answers, and what that means for the letter."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from activities.messengers.ports import NotTaken
from activities.messengers.smtp import MailServer
from newsroom.delivery.tries import Hitch
from tests.courier.couriers import deliveries, opened_courier
from tests.courier.samples import parcel
from tests.courier.test_carrying import ready
from tests.support.storages import Storage
from workers.embedded.ports import free_port

SENDER = "toasoan@caobang.invalid"


@dataclass(slots=True)
class Post:
    """A mail server. Shape: `says` answers a word otherwise than with 250; a reply that is None hangs up instead."""

    port: int
    says: dict[str, str | None] = field(default_factory=dict)
    letters: list[EmailMessage] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def converse(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 thu.test\r\n")
        while line := (await reader.readline()).decode().strip():
            word = line.split()[0].upper()
            if word == "DATA" and not (self.says.get(word) or "354").startswith(("4", "5")):
                writer.write(b"354 nghe\r\n")
                raw = await reader.readuntil(b"\r\n.\r\n")
                self.letters.append(message_from_bytes(raw[:-5], policy=policy.default))
            reply = self.says.get(word, "221 chào" if word == "QUIT" else "250 được")
            if reply is not None:
                writer.write(f"{reply}\r\n".encode())
            if reply is None or word == "QUIT":
                break
        writer.close()


@contextlib.asynccontextmanager
async def opened(post: Post) -> AsyncIterator[Post]:
    server = await asyncio.start_server(post.converse, "127.0.0.1", post.port)
    async with server:
        yield post


async def refused(post: Post) -> NotTaken:
    with pytest.raises(NotTaken) as caught:
        await MailServer(post.url, SENDER).send(parcel())
    assert "caobang" not in caught.value.said
    return caught.value


async def test_a_letter_arrives_whole() -> None:
    async with opened(Post(free_port())) as post:
        await MailServer(post.url, SENDER).send(parcel())
    (letter,) = post.letters
    assert letter["Subject"] == parcel().letter.subject
    assert letter["Message-ID"] == f"<{parcel().key}@caobang.invalid>"
    assert letter["To"] == parcel().to.address
    assert letter["Auto-Submitted"] == "auto-generated"
    assert parcel().letter.text in letter.get_content()


@pytest.mark.parametrize(
    ("word", "reply", "hitch"),
    [
        ("RCPT", "550 không có hộp thư", Hitch.REFUSED),
        ("RCPT", "450 quay lại sau", Hitch.LATER),
        ("MAIL", "550 không nhận người gửi", Hitch.AWAY),
        ("DATA", "554 nội dung", Hitch.REFUSED),
        ("DATA", "451 lúc khác", Hitch.LATER),
        ("EHLO", None, Hitch.AWAY),
        ("DATA", None, Hitch.AWAY),
    ],
)
async def test_what_an_answer_means_for_the_letter(word: str, reply: str | None, hitch: Hitch) -> None:
    """A mailbox that does not exist is no outage, and an outage is no reason to give a letter up."""
    async with opened(Post(free_port(), says={word: reply})) as post:
        assert (await refused(post)).hitch is hitch


async def test_nobody_at_the_door() -> None:
    assert (await refused(Post(free_port()))).hitch is Hitch.AWAY


async def test_a_reply_lost_after_the_letter_brings_it_again_under_the_same_id(own_storage: Storage) -> None:
    """At least once: the mailbox may get it twice, and can tell by the Message-ID."""
    await ready(own_storage, "standing-deputy")
    post = Post(free_port(), says={"DATA": None})
    async with opened(post), opened_courier(own_storage, MailServer(post.url, SENDER)) as courier:
        await courier.carrier.round()
        assert [row["outcome"] for row in await deliveries(own_storage, way="mail")] == [""]
        post.says.clear()
        courier.carrier._rest.until = None
        await own_storage.admin.execute("UPDATE deliveries SET next_at = now() WHERE next_at IS NOT NULL")
        await courier.carry()
    assert len(post.letters) == 2
    assert len({letter["Message-ID"] for letter in post.letters}) == 1
    assert [row["outcome"] for row in await deliveries(own_storage, way="mail")] == ["sent"]
