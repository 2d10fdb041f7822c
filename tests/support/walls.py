"""Channels that do what a test tells them: a wall of posts that the public sees, and the faults of its keeper."""

import asyncio
import itertools
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from activities.ports import Channel, ChannelTrouble, Order, Shown, Trouble
from newsroom.article import ChannelName
from newsroom.publishing import lines_of
from newsroom.text import Block, BlockKind, text_blocks

Lines = tuple[str, ...]
Alter = Callable[[Lines], Lines]


def as_it_is(lines: Lines) -> Lines:
    """The text as it was sent."""
    return lines


@dataclass(slots=True)
class Post:
    """One post on the wall."""

    id: str
    key: str
    blocks: tuple[Block, ...]
    made_at: datetime
    visible: bool = False
    gone: bool = False
    before: tuple[Block, ...] = ()

    @property
    def lines(self) -> Lines:
        return lines_of(self.blocks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong at one call: the trouble, and whether the call had its effect all the same."""

    trouble: Trouble
    done: bool = False
    not_before: datetime | None = None
    not_sent: bool = False
    code: str = ""
    is_known: bool = False

    def raised(self) -> ChannelTrouble:
        return ChannelTrouble(
            self.trouble, f"Sự cố {self.trouble}.", evidence="lời của kênh", not_before=self.not_before,
            not_sent=self.not_sent, code=self.code, is_known=self.is_known,
        )  # fmt: skip


NOT_THERE = Fault(trouble=Trouble.NEEDS_PERSON)
"""The public no longer has what was to be changed or shown."""


@dataclass(slots=True)
class Wall(Channel):
    """A channel with drafts, as Facebook: each `prepare` makes another invisible post, and what is removed is gone."""

    name: ChannelName = ChannelName.PORTAL
    posts: list[Post] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    faults: defaultdict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    unseen_reads: int = 0
    unseen_finds: int = 0
    late_changes: int = 0
    amended_with: list[Order] = field(default_factory=list)
    altered: Alter = as_it_is
    address_taken: bool = False
    gates: dict[str, asyncio.Event] = field(default_factory=dict)
    at: dict[str, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))
    _ids: "itertools.count[int]" = field(default_factory=itertools.count)

    def goes_wrong(self, call: str, *faults: Fault) -> None:
        self.faults[call].extend(faults)

    def visible(self, key: str = "") -> list[Post]:
        """What the public sees."""
        return [post for post in self.posts if post.visible and key in {"", post.key}]

    async def prepare(self, order: Order) -> str:
        await self._called("prepare")
        fault = self._fault("prepare")
        post = self._made(order) if fault is None or fault.done else None
        if fault is not None or post is None:
            raise (fault or Fault(trouble=Trouble.UNCLEAR)).raised()
        return post.id

    async def reveal(self, external_id: str, order: Order) -> None:  # noqa: ARG002 - a Channel is given it
        await self._called("reveal")
        fault = self._fault("reveal")
        post = self._post(external_id)
        if (fault is None or fault.done) and post is not None:
            post.visible = True
        if self.address_taken:
            # As WordPress, which finds another address for the post and says so.
            raise NOT_THERE.raised()
        if fault is not None or post is None:
            raise (fault or NOT_THERE).raised()

    async def read(self, external_id: str, order: Order) -> Shown | None:  # noqa: ARG002 - a Channel is given it
        await self._called("read")
        if fault := self._fault("read"):
            raise fault.raised()
        if self.unseen_reads:
            self.unseen_reads -= 1
            return None
        if self.late_changes:
            self.late_changes -= 1
            return next(Shown(url=f"https://tuong/{p.id}", blocks=p.before) for p in self.posts if p.id == external_id)
        post = self._post(external_id)
        if post is None or not post.visible:
            return None
        shown = _altered(post.blocks, self.altered(post.lines))
        return Shown(url=f"https://tuong/{post.id}", blocks=shown, elsewhere=self.address_taken)

    async def find(self, order: Order, since: datetime) -> str | None:
        await self._called("find")
        if fault := self._fault("find"):
            raise fault.raised()
        if self.unseen_finds:
            self.unseen_finds -= 1
            return None
        found = [post.id for post in self.posts if post.key == order.key and post.made_at >= since and not post.gone]
        return found[-1] if found else None

    async def amend(self, external_id: str, order: Order) -> None:
        await self._called("amend")
        fault = self._fault("amend")
        post = self._post(external_id)
        if post is None or not post.visible:
            raise NOT_THERE.raised()
        if fault is None or fault.done:
            post.before, post.blocks = post.blocks, order.post.blocks
            self.amended_with.append(order)
        if fault is not None:
            raise fault.raised()

    async def remove(self, external_id: str, order: Order) -> None:  # noqa: ARG002 - a Channel is given it
        await self._called("remove")
        fault = self._fault("remove")
        post = self._post(external_id)
        if post is not None and (fault is None or fault.done):
            post.before = post.blocks
            self._take_away(post)
        if fault is not None:
            raise fault.raised()

    async def health(self) -> str:
        return "tốt"

    def _made(self, order: Order) -> Post:
        post = Post(id=f"{self.name}-{next(self._ids)}", key=order.key, blocks=order.post.blocks, made_at=_now())
        self.posts.append(post)
        return post

    def _take_away(self, post: Post) -> None:
        post.visible, post.gone = False, True

    def _post(self, external_id: str) -> Post | None:
        return next((post for post in self.posts if post.id == external_id and not post.gone), None)

    def _fault(self, call: str) -> Fault | None:
        return self.faults[call].popleft() if self.faults[call] else None

    async def _called(self, call: str) -> None:
        self.calls.append(call)
        self.at[call].set()
        if gate := self.gates.get(call):
            await gate.wait()


class HidingWall(Wall):
    """A channel that only hides what is removed, as WordPress: a draft is left alone, and a late `reveal` shows it."""

    def _take_away(self, post: Post) -> None:
        post.visible = False


class UpsertWall(HidingWall):
    """A channel with a true upsert by our key, as Liferay: `prepare` shows the post, and shows a hidden one again."""

    def _made(self, order: Order) -> Post:
        known = [post for post in self.posts if post.key == order.key]
        post = known[0] if known else Wall._made(self, order)
        post.blocks, post.visible = order.post.blocks, True
        return post


def _altered(blocks: tuple[Block, ...], lines: Lines) -> tuple[Block, ...]:
    """The blocks with other words in order; what is said beyond them stands below."""
    words = list(text_blocks(lines))
    shown = []
    for block in blocks:
        if block.kind is BlockKind.PHOTO:
            shown.append(block)
        elif words:
            shown.append(replace(block, text=words.pop(0).text))
    return (*shown, *words)


def _now() -> datetime:
    return datetime.now(UTC) + timedelta(milliseconds=1)
