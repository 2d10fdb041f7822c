"""What stands in for the parts of the newsroom that channels are given: tokens, photos, orders, the outside."""

import asyncio
import hashlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from PIL import Image
from starlette.applications import Starlette

from activities.channels.calls import CallLimits, Clock, Line
from activities.channels.facebook.graph import FacebookSettings
from activities.channels.facebook.page import FacebookPage
from activities.channels.liferay.calls import LiferaySettings
from activities.channels.liferay.portal import LiferayPortal
from activities.channels.wordpress.calls import WordPressSettings
from activities.channels.wordpress.portal import WordPressPortal
from activities.channels.zalo.calls import ZaloSettings
from activities.channels.zalo.oa import ZaloOaChannel
from activities.ports import Channel, ChannelTrouble, Order, PhotoFile, Refresh, TokenPair
from newsroom.article import ChannelName, Content, Kind, Photo, Source
from newsroom.publishing import channel_post
from simulator.app import create_app
from simulator.config import SimulatorConfig
from simulator.world import utc_now

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
CONFIG = SimulatorConfig(public_url="http://sim.test")
ADAPTERS = {
    "liferay": ChannelName.PORTAL,
    "wordpress": ChannelName.PORTAL,
    "facebook": ChannelName.FANPAGE,
    "zalo": ChannelName.ZALO_OA,
}
SHORT = CallLimits(answer_seconds=1.0)


Answering = Callable[[httpx.Request], httpx.Response | None]


class MemoryTokens:
    """Token store of one process; `renewals` counts the questions put to the channel."""

    def __init__(self, pairs: Mapping[ChannelName, TokenPair] | None = None) -> None:
        self.pairs = dict(pairs or {})
        self.renewals = 0
        self._lock = asyncio.Lock()

    async def load(self, channel: ChannelName) -> TokenPair | None:
        return self.pairs.get(channel)

    async def save(self, channel: ChannelName, pair: TokenPair) -> None:
        self.pairs[channel] = pair

    def forget(self, channel: ChannelName) -> None:
        """Nothing is kept beside what is stored."""

    async def renew(self, channel: ChannelName, stale_access: str, refresh: Refresh) -> TokenPair:
        async with self._lock:
            held = self.pairs[channel]
            if held.access != stale_access:
                return held
            self.renewals += 1
            self.pairs[channel] = await refresh(held)
            return self.pairs[channel]


def tokens(config: SimulatorConfig = CONFIG) -> MemoryTokens:
    """The pairs that the simulator accepts."""
    return MemoryTokens(
        {
            ChannelName.FANPAGE: TokenPair(access=config.page_token),
            ChannelName.ZALO_OA: TokenPair(access=config.zalo_access_token, refresh=config.zalo_refresh_token),
        }
    )


class Pauses:
    """A sleep that does not wait, and remembers."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


@dataclass
class Outside:
    """A simulator, a client of it, and the four adapters wired to both."""

    client: httpx.AsyncClient
    base: str
    app: Starlette
    config: SimulatorConfig
    limits: CallLimits = field(default_factory=CallLimits)
    tokens: MemoryTokens = field(default_factory=tokens)
    pauses: Pauses = field(default_factory=Pauses)

    def channel(self, name: str) -> Channel:
        adapters: dict[str, Callable[[], Channel]] = {
            "liferay": self.liferay,
            "wordpress": self.wordpress,
            "facebook": self.facebook,
            "zalo": self.zalo,
        }
        return adapters[name]()

    @property
    def wordpress_api(self) -> str:
        """Where WordPress's REST API is."""
        return f"{self.base}/wordpress/wp-json/wp/v2"

    async def staff(self, method: str, path: str, **more: Any) -> httpx.Response:
        """A call to WordPress by somebody who works on the site itself."""
        auth = (self.config.wordpress_user, self.config.wordpress_password)
        return await self.client.request(method, f"{self.wordpress_api}{path}", auth=auth, **more)

    def liferay(self) -> LiferayPortal:
        config = self.config
        settings = LiferaySettings(
            base_url=f"{self.base}/liferay",
            public_base_url=f"{self.base}/liferay/web/{config.site_id}/-",
            site_id=config.site_id,
            structure_id=config.structure_id,
            client_id=config.liferay_client_id,
            client_secret=config.liferay_client_secret,
            limits=self.limits,
        )
        return LiferayPortal(self.client, settings, clock=utc_now)

    def wordpress(self, *, clock: Clock = utc_now, **more: Any) -> WordPressPortal:
        return WordPressPortal(self.client, replace(self.wordpress_settings, **more), clock=clock)

    @property
    def wordpress_settings(self) -> WordPressSettings:
        """Where WordPress is and who we are there."""
        return WordPressSettings(
            base_url=f"{self.base}/wordpress",
            user=self.config.wordpress_user,
            application_password=self.config.wordpress_password,
            limits=self.limits,
        )

    def facebook(self) -> FacebookPage:
        settings = FacebookSettings(
            page_id=self.config.page_id,
            base_url=f"{self.base}/graph",
            app_secret=self.config.app_secret,
            limits=self.limits,
        )
        return FacebookPage(self.client, settings, self.tokens, clock=utc_now)

    def zalo(self) -> ZaloOaChannel:
        settings = ZaloSettings(
            app_id=self.config.zalo_app_id,
            app_secret=self.config.zalo_app_secret,
            default_cover_url=f"{self.base}/bia.jpg",
            base_url=f"{self.base}/zalo",
            oauth_url=f"{self.base}/zalo-oauth",
            limits=self.limits,
        )
        return ZaloOaChannel(self.client, settings, self.tokens, clock=utc_now, sleep=self.pauses)

    def line(self) -> Line:
        return Line(self.client, label="Cổng", limits=self.limits, clock=utc_now)

    async def published(self, name: str, content: Content | None = None) -> tuple[Channel, Order, str]:
        """An article that the adapter called `name` has shown: the adapter, its order, its id."""
        channel, wanted = self.channel(name), order(ADAPTERS[name], content)
        found = await channel.prepare(wanted)
        await channel.reveal(found, wanted)
        return channel, wanted, found

    async def page(self, url: str) -> str:
        """What a reader finds at this address: its words, or nothing when it is not there."""
        answer = await self.client.get(url)
        return answer.text if answer.status_code == 200 else ""

    async def visible(self, channel: ChannelName) -> list[dict[str, Any]]:
        answer = await self.client.get(f"{self.base}/_sim/visible", params={"channel": channel})
        return list(answer.json()["posts"])

    async def strike(self, name: str, call: str, fault: str, **more: Any) -> None:
        """Switch a fault on for the adapter called `name`."""
        known = {"liferay": "portal", "facebook": "fanpage", "zalo": "zalo_oa"}
        body = {"channel": known.get(name, name), "call": call, "fault": fault, **more}
        answer = await self.client.post(f"{self.base}/_sim/faults", json=body)
        assert answer.status_code == 201, answer.text

    async def calm(self) -> None:
        """Switch every fault off."""
        await self.client.delete(f"{self.base}/_sim/faults")

    async def calls(self) -> list[str]:
        answer = await self.client.get(f"{self.base}/_sim/requests")
        return [request["call"] for request in answer.json()["requests"]]


def outside(config: SimulatorConfig = CONFIG) -> Outside:
    """A simulator reached without a socket."""
    app = create_app(config)
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app))
    return Outside(client=client, base=config.public_url, app=app, config=config, tokens=tokens(config))


def jpeg(colour: str = "red", size: tuple[int, int] = (8, 6)) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def photo_file(
    data: bytes, *, media_type: str = "image/jpeg", caption: str = "Chợ Đồng Đăng", credit: str = "Nông Văn A"
) -> PhotoFile:
    digest = hashlib.sha256(data).hexdigest()
    photo = Photo(
        digest=digest,
        media_type=media_type,
        width=8,
        height=6,
        size_bytes=len(data),
        caption=caption,
        credit=credit,
        alt=f"Ảnh: {caption}",
    )
    return PhotoFile(photo=photo, data=data)


RED, BLUE = photo_file(jpeg("red")), photo_file(jpeg("blue"), caption='Bản "Mới" & <cũ>')


def article(**changes: Any) -> Content:
    """An article with one photo in the text and one left over."""
    plain = Content(
        kind=Kind.NEWS,
        topics=(),
        title='Khai mạc "Tuần lễ" hạt dẻ & <chè> Cao Bằng 🎉',
        summary="Sáng 23/11,  tỉnh khai mạc tuần lễ.",
        body_html=(
            f'<p>Đoạn <strong>một</strong> &amp; hai</p><p><img src="photo:{RED.photo.digest}"></p>'
            "<h2>Mục</h2><ul><li>Một</li><li>Hai &lt;3</li></ul><blockquote><p>Trích</p></blockquote>"
        ),
        byline="Bài và ảnh: Phóng viên B",
        photos=(RED.photo, BLUE.photo),
        source=Source(name="Báo Cao Bằng & bạn", url="https://baocaobang.vn/a?b=1&c=2", published_on="2026-11-22"),
    )
    return replace(plain, **changes)


def order(
    channel: ChannelName,
    content: Content | None = None,
    *,
    key: str = "bai-1-ban-2",
    portal_url: str = "https://caobang.gov.vn/w/bai-1",
    files: tuple[PhotoFile, ...] = (RED, BLUE),
) -> Order:
    """The order that publication would give to `channel` for this content."""
    content = content or article()
    on_portal = channel is ChannelName.PORTAL
    found = {file.photo.digest: file for file in files}
    return Order(
        key=f"{key}-{channel}",
        article_id="bai-1",
        post=channel_post(content, channel),
        byline=content.byline,
        source_name=content.source.name if content.source else "",
        source_url=content.source.url if content.source else "",
        slug="khai-mac-tuan-le-hat-de",
        published_at=utc_now() - timedelta(minutes=1),
        portal_url="" if on_portal else portal_url,
        photo_urls={} if on_portal else {digest: f"https://caobang.gov.vn/anh/{digest}.jpg" for digest in found},
        photo_files=found,
    )


CORRECTED = "Câu đã được cải chính"


def amended(wanted: Order, content: Content | None = None, **more: Any) -> Order:
    """The order that amends a published one: key, slug and date of the first, the text of `content`."""
    changed = content or article(title=f"{CORRECTED}: hạt dẻ", summary="Đoạn tóm tắt mới.", body_html="<p>Ba.</p>")
    return replace(
        order(wanted.post.channel, changed),
        published_at=wanted.published_at,
        changed_at=utc_now(),
        made_with=wanted.made,
        **more,
    )


def unread(answer: httpx.Response, before: bytes = b"") -> httpx.Response:
    """The same answer, to be read: over a real line one that has been read is never read to its end again."""
    kept = {name: answer.headers[name] for name in ("content-type", "location", "link") if name in answer.headers}
    kept |= {name: said for name, said in answer.headers.items() if name.startswith("x-wp-")}
    return httpx.Response(answer.status_code, headers=kept, content=before + answer.content)


def interrupted(sim: Outside, answer: Answering) -> Outside:
    """The same simulator, where `answer` may answer a request in its place."""
    real = sim.client

    async def handle(request: httpx.Request) -> httpx.Response:
        found = answer(request)
        if found is not None:
            return found
        return unread(await real.request(request.method, request.url, headers=request.headers, content=request.content))

    return replace(sim, client=httpx.AsyncClient(transport=httpx.MockTransport(handle)))


async def met(channel: Channel, act: str, found: str, wanted: Order) -> ChannelTrouble:
    with pytest.raises(ChannelTrouble) as caught:
        await (channel.prepare(wanted) if act == "prepare" else getattr(channel, act)(found, wanted))
    return caught.value
