"""What the activities ask of the world: channels to publish on.

A channel keeps six small promises; `publishing.py` drives every channel through the first four in the same order, so
the rules against double publication are written once. The other two, `amend` and `remove`, change what is published.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from newsroom.article import ChannelName, Photo
from newsroom.publishing import ChannelPost, lines_of, shown_fingerprint
from newsroom.text import Block
from newsroom.wording.shown import difference


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoFile:
    """A photo with its bytes, as a channel uploads it."""

    photo: Photo
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One text to be shown on one channel.

    Shape: `key` is fixed for (article, revision, channel) and safe in a URL; `slug` is the readable address;
    `portal_url` and `photo_urls` (digest -> public address on the Portal) are empty for the Portal itself;
    `photo_files` (by digest) holds the photos that this channel uploads itself; `section` names the Portal's separate
    section for formal corrections and is empty otherwise, other channels ignore it; `changed_at` is when an amended
    text was approved. An order that amends or removes carries the `key`, `slug` and `published_at` of the first
    publication, so that the address and the date stay, the new text in `post` and the first one in `made_with`.
    """

    key: str
    article_id: str
    post: ChannelPost
    byline: str
    source_name: str
    source_url: str
    slug: str
    published_at: datetime
    portal_url: str = ""
    photo_urls: Mapping[str, str] = field(default_factory=dict)
    photo_files: Mapping[str, PhotoFile] = field(default_factory=dict)
    section: str = ""
    changed_at: datetime | None = None
    made_with: ChannelPost | None = None

    @property
    def made(self) -> ChannelPost:
        """The post as it was first made: what it carries beside its text stays on some channels."""
        return self.made_with or self.post


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the public sees of a post.

    Shape: `blocks` in the same form as `ChannelPost.blocks` (without the link to the Portal that the adapter added), a
    picture that is none of ours under its address; `photo_urls` maps digests to public addresses, for the Portal;
    `elsewhere` when the post has an address that the order did not ask for; `amiss` is what the channel shows wrongly
    beside the text, as Vietnamese clauses.
    """

    url: str
    blocks: tuple[Block, ...]
    photo_urls: Mapping[str, str] = field(default_factory=dict)
    elsewhere: bool = False
    amiss: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """The words, without the pictures."""
        return lines_of(self.blocks)

    def differs_from(self, post: ChannelPost) -> str:
        """In what the public sees something else than this post, as a Vietnamese clause; empty when in nothing."""
        return "; ".join(filter(None, (difference(post, self.blocks), *self.amiss)))

    def fingerprint_as(self, post: ChannelPost) -> str:
        """The fingerprint of what the public sees, held as this post is."""
        return shown_fingerprint(post.seen(self.blocks))


class Channel(Protocol):
    """One publishing channel.

    Promise: nothing is visible before `reveal`, except where the channel offers a true upsert by our key
    (then `prepare` may show it and repeating it shows no second post). `reveal`, `amend` and `remove` may be repeated
    freely. `read` and `find` change nothing. All raise only `ChannelTrouble`.

    A lost reply to `amend` or `remove` is settled by `read`, never by guessing: afterwards it gives the new lines, or
    None. Neither makes a second post or shows one that was taken down: amending what is gone or hidden is
    NEEDS_PERSON, removing it is already done. `find` knows an attempt by the text it was sent with.
    """

    name: ChannelName

    async def prepare(self, order: Order) -> str:
        """Bring the text to the channel, not yet visible; the channel's id of it."""
        ...

    async def reveal(self, external_id: str, order: Order) -> None:
        """Make the prepared text visible; safe to repeat."""
        ...

    async def read(self, external_id: str, order: Order) -> Shown | None:
        """What the public sees of it now; None when nothing is visible."""
        ...

    async def find(self, order: Order, since: datetime) -> str | None:
        """The id of an earlier attempt at this very order whose reply was lost; None when the channel has none."""
        ...

    async def amend(self, external_id: str, order: Order) -> None:
        """Show this order's text in place of what the post shows now, at the same address; safe to repeat.

        Errors: ChannelTrouble; NEEDS_PERSON when the public no longer has the post.
        """
        ...

    async def remove(self, external_id: str, order: Order) -> None:
        """Take the post from the public; safe to repeat, also when it is already gone or was never shown."""
        ...

    async def health(self) -> str:
        """One Vietnamese line on whether the channel answers and its credentials are good."""
        ...


class Trouble(StrEnum):
    """What a failed call means for us (`channels.md` section F)."""

    REJECTED = "rejected"
    BUSY = "busy"
    UNCLEAR = "unclear"
    NEEDS_PERSON = "needs_person"


class ChannelTrouble(Exception):
    """A call to a channel did not do what was asked.

    Shape: `explanation` is Vietnamese for the person who must act; `evidence` is what the channel said (no tokens);
    `not_before` is given when busy for a known while; `not_sent` tells that the request certainly had no effect; `code`
    is what the channel called its refusal, empty when it did not answer; `is_known` when it says that it has this post
    already.
    """

    def __init__(
        self,
        trouble: Trouble,
        explanation: str,
        *,
        evidence: str = "",
        not_before: datetime | None = None,
        not_sent: bool = False,
        code: str = "",
        is_known: bool = False,
    ) -> None:
        super().__init__(explanation)
        self.trouble = trouble
        self.explanation = explanation
        self.evidence = evidence
        self.not_before = not_before
        self.not_sent = not_sent
        self.code = code
        self.is_known = is_known


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenPair:
    """Credentials of a channel that change while we run (Zalo's single-use refresh, a renewed Page token).

    Shape: `expires_at` ends the access, `granted_until` the renewing, after which a person must grant access anew.
    """

    access: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    expires_at: datetime | None = None
    granted_until: datetime | None = None


class TokenStore(Protocol):
    """Sealed channel tokens; the lease holds across processes.

    Promise: `load` gives what was stored a moment ago, so a channel may already refuse it. `renew` calls `refresh` at
    most once at a time per channel, outside every transaction, and stores the new pair before returning it, even when
    the caller has given up; when another process has renewed meanwhile (the stored access token differs from
    `stale_access`), it returns the stored pair without calling `refresh`.
    """

    async def load(self, channel: ChannelName) -> TokenPair | None:
        """The stored pair, or None when none was ever stored."""
        ...

    async def save(self, channel: ChannelName, pair: TokenPair) -> None:
        """Store a pair, replacing the one before."""
        ...

    def forget(self, channel: ChannelName) -> None:
        """Let the next `load` read what is stored: the channel has refused something."""
        ...

    async def renew(self, channel: ChannelName, stale_access: str, refresh: "Refresh") -> TokenPair:
        """The next valid pair, renewed by `refresh` under the lease when nobody did so yet."""
        ...


class Refresh(Protocol):
    """Ask the channel for a new pair; consumes the old refresh token."""

    async def __call__(self, old: TokenPair) -> TokenPair:
        """The pair that replaces `old`."""
        ...
