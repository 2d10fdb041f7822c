"""The one place that sends a request to a channel and turns the situations of the line into `ChannelTrouble`.

Knows nothing of any channel's codes, and never sends a request a second time.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Final
from urllib.parse import urljoin

import httpx

from activities.channels.bounded import ENCODINGS, TooLong, Unreadable, text_of
from activities.channels.meanings import Meaning, busy, person, trouble_of, unclear, without_secrets
from activities.ports import ChannelTrouble

Clock = Callable[[], datetime]
Sleep = Callable[[float], Awaitable[None]]

TOO_MANY_REQUESTS: Final = 429
UNAVAILABLE: Final = 503
SERVER_ERRORS: Final = range(500, 600)
_REDIRECTS: Final = range(300, 400)
_SCHEMES: Final = frozenset({"http", "https"})
_SENT_CHARS: Final = 300
_MOST_REDIRECTS: Final = 6
_WWW: Final = "www."

_NEVER_SENT: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
_UNUSABLE: Final = (httpx.UnsupportedProtocol, httpx.InvalidURL, httpx.LocalProtocolError)
_UNUSABLE_SETTINGS: Final = person("địa chỉ hoặc mã truy cập đã cấu hình không dùng được", "kiểm tra cấu hình kênh")


_LED_AWAY: Final = person(
    "địa chỉ của kênh chuyển tới một máy chủ khác, không phải của kênh, nên hệ thống không theo",
    "xem vì sao trang bị chuyển đi, sửa địa chỉ kênh trong cấu hình nếu kênh đã đổi chỗ",
)
_LONG: Final = person("câu trả lời của kênh dài quá 2 MB nên không đọc hết", "kiểm tra địa chỉ kênh và trang của bài")
_LONG_EFFECT: Final = unclear("câu trả lời của kênh dài quá 2 MB nên không đọc hết")


class Effect(StrEnum):
    """What a request does to the channel, hence what a lost reply means.

    Shape: HARMLESS changes something that nobody sees and that can be repeated freely (an upload, a sign-in).
    """

    READ = "read"
    HARMLESS = "harmless"
    CHANGE = "change"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLimits:
    """How long a channel may keep us waiting; `pause_seconds` before the next try when the line itself failed."""

    connect_seconds: float = 5
    answer_seconds: float = 30
    pause_seconds: float = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request; `secrets` are blotted out of every evidence."""

    effect: Effect
    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    params: Mapping[str, str] | None = field(default=None, repr=False)
    json: Any = field(default=None, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    files: Mapping[str, tuple[str | None, bytes | str, str]] | None = field(default=None, repr=False)
    auth: tuple[str, str] | None = field(default=None, repr=False)
    follow: bool = False
    secrets: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What the channel answered."""

    call: Call = field(repr=False)
    status: int
    headers: httpx.Headers = field(repr=False)
    text: str = field(repr=False)
    url: str

    @property
    def evidence(self) -> str:
        """Status and beginning of the answer, without secrets."""
        return f"HTTP {self.status}: {without_secrets(self.text, self.call.secrets)[:_SENT_CHARS]}"


class Line:
    """The line to one channel; `own` are the addresses whose hosts a page may redirect to, beside its own."""

    def __init__(
        self, client: httpx.AsyncClient, *, label: str, limits: CallLimits, clock: Clock, own: Sequence[str] = ()
    ) -> None:
        # A session that an API call opens must never make the public's page look different to us.
        client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=()))
        self._client = client
        self._limits = limits
        self._timeout = httpx.Timeout(limits.answer_seconds, connect=limits.connect_seconds)
        self._total_seconds = limits.answer_seconds + 2 * limits.connect_seconds
        self._own = own
        self.label = label
        self.now = clock

    async def send(self, call: Call) -> Reply:
        """The channel's answer, whatever its status, except 429, a redirected change and one longer than 2 MB.

        Errors: ChannelTrouble for every situation in which there is no usable answer.
        """
        try:
            async with asyncio.timeout(self._total_seconds):
                reply = await self._followed(call, self._request(call))
        except (httpx.HTTPError, httpx.InvalidURL, OSError, Unreadable) as lost:
            # The words of these errors may quote a header, so only their name is kept.
            raise self._line_trouble(call, lost) from None
        except TooLong:
            raise self._too_long(call) from None
        self._refuse_unusable(reply)
        return reply

    async def _followed(self, call: Call, request: httpx.Request) -> Reply:
        for _ in range(_MOST_REDIRECTS):
            response = await self._client.send(request, auth=call.auth, follow_redirects=False, stream=True)
            try:
                onward = response.next_request if call.follow else None
                text = "" if onward else await text_of(response)
            finally:
                await response.aclose()
            if onward is None:
                return Reply(
                    call=call, status=response.status_code, headers=response.headers, text=text, url=str(request.url)
                )
            if _site(str(onward.url)) not in map(_site, (call.url, *self._own)):
                evidence = f"{_bare(call.url)} chuyển tới {_bare(str(onward.url))}"
                raise self.refused(_LED_AWAY, evidence=evidence)
            request = onward
        raise httpx.TooManyRedirects("")

    def _too_long(self, call: Call) -> ChannelTrouble:
        evidence = f"{call.method} {_bare(call.url)}"
        return self.refused(_LONG_EFFECT if call.effect is Effect.CHANGE else _LONG, evidence=evidence)

    def json_of(self, reply: Reply) -> dict[str, Any]:
        """The answer as a JSON object.

        Errors: ChannelTrouble when it is anything else; after a change nobody knows then what was done.
        """
        found = json_or_none(reply)
        if found is None:
            raise self.lost(reply.call, "kênh trả lời không đọc được", reply.evidence)
        return found

    def list_of(self, reply: Reply) -> list[dict[str, Any]]:
        """The answer as a list of JSON objects.

        Errors: ChannelTrouble as for `json_of`.
        """
        found = _parsed(reply)
        if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
            raise self.lost(reply.call, "kênh trả lời không đọc được", reply.evidence)
        return found

    def lost(self, call: Call, happened: str, evidence: str) -> ChannelTrouble:
        """Trouble for a request that was sent and got no usable answer."""
        if call.effect is Effect.CHANGE:
            return self.refused(unclear(happened), evidence=evidence)
        return self.refused(busy(happened, minutes=self._limits.pause_seconds / 60), evidence=evidence)

    def refused(
        self,
        meaning: Meaning,
        *,
        code: str = "",
        evidence: str = "",
        not_before: datetime | None = None,
        not_sent: bool = False,
    ) -> ChannelTrouble:
        """Trouble of this channel for a row of its table."""
        return trouble_of(
            meaning,
            label=self.label,
            now=self.now(),
            code=code,
            evidence=evidence,
            not_before=not_before,
            not_sent=not_sent,
        )

    def server_error(self, reply: Reply) -> ChannelTrouble:
        """Trouble for a 5xx that says nothing more; `Retry-After` is heard when waiting is all there is to do."""
        happened = f"máy chủ của kênh báo lỗi HTTP {reply.status}"
        if reply.call.effect is Effect.CHANGE:
            return self.refused(unclear(happened), evidence=reply.evidence)
        wait = busy(happened, minutes=self._limits.pause_seconds / 60)
        return self.refused(wait, evidence=reply.evidence, not_before=self._retry_after(reply))

    def _request(self, call: Call) -> httpx.Request:
        try:
            request = self._client.build_request(
                call.method,
                call.url,
                headers={"Accept-Encoding": ENCODINGS, **call.headers},
                params=call.params,
                json=call.json,
                data=call.form,
                files=call.files,
                timeout=self._timeout,
            )
        except (httpx.InvalidURL, ValueError, TypeError) as wrong:
            evidence = f"{call.method} {_bare(call.url)}: {type(wrong).__name__}"
            raise self.refused(_UNUSABLE_SETTINGS, evidence=evidence, not_sent=True) from None
        if request.url.scheme not in _SCHEMES or not request.url.host:
            evidence = f"{call.method} {_bare(call.url)}"
            raise self.refused(_UNUSABLE_SETTINGS, evidence=evidence, not_sent=True)
        return request

    def _line_trouble(self, call: Call, lost: Exception) -> ChannelTrouble:
        name = type(lost).__name__
        evidence = f"{call.method} {_bare(call.url)}: {name}"
        if isinstance(lost, _NEVER_SENT):
            waiting = busy("chưa nối được tới kênh", minutes=self._limits.pause_seconds / 60)
            return self.refused(waiting, evidence=evidence, not_sent=True)
        if isinstance(lost, _UNUSABLE):
            return self.refused(_UNUSABLE_SETTINGS, evidence=evidence)
        happened = "kênh không trả lời kịp" if "Timeout" in name else "đường truyền đứt khi chờ trả lời"
        return self.lost(call, happened, evidence)

    def _refuse_unusable(self, reply: Reply) -> None:
        if reply.status == TOO_MANY_REQUESTS:
            limited = busy("kênh báo gọi quá dày (HTTP 429)", minutes=1)
            raise self.refused(limited, evidence=reply.evidence, not_before=self._retry_after(reply))
        if reply.status in _REDIRECTS and reply.call.effect is not Effect.READ:
            moved = person("địa chỉ API của kênh đã chuyển đi nơi khác", "sửa địa chỉ kênh trong cấu hình")
            raise self.refused(moved, evidence=f"HTTP {reply.status} tại {_bare(reply.call.url)}")

    def _retry_after(self, reply: Reply) -> datetime | None:
        asked = reply.headers.get("Retry-After", "").strip()
        if asked.isascii() and asked.isdigit():
            return self.now() + timedelta(seconds=min(int(asked), 86_400))
        try:
            moment = parsedate_to_datetime(asked)
        except (ValueError, TypeError):
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def objects(value: object) -> list[dict[str, Any]]:
    """The JSON objects of a list; empty when the channel sent something else in its place."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def within(value: object, *names: str) -> Any:
    """What stands under these names, one inside the other; None when the channel sent something else."""
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def absolute(base: str, url: object) -> str:
    """The address as seen from `base`; empty when the channel sent something that is no address."""
    try:
        return urljoin(base, str(url or "")) if url else ""
    except ValueError:
        return ""


def json_or_none(reply: Reply) -> dict[str, Any] | None:
    """The answer as a JSON object; None when it is anything else."""
    found = _parsed(reply)
    return found if isinstance(found, dict) else None


def _parsed(reply: Reply) -> object:
    try:
        return json.loads(reply.text)
    except (ValueError, RecursionError):
        return None


def _site(url: str) -> tuple[str, int | None]:
    """The host and port of an address, `www.` and the usual port left out, so that a site may move to https."""
    found = httpx.URL(url)
    return found.host.removeprefix(_WWW), found.port


def _bare(url: str) -> str:
    return url.partition("?")[0]
