"""Notifications to a push service of the tests, which decrypts them as the browser of a telephone would."""

import json
from base64 import b64encode, urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import http_ece
import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from activities.messengers.ports import NotTaken
from activities.messengers.web_push import PushSettings, WebPush
from newsroom.delivery.tries import Hitch
from newsroom.delivery.ways import Destination, Way, check_destination
from tests.courier.samples import parcel

NOW = datetime(2026, 12, 1, 5, 0, tzinfo=UTC)
HOSTS = ("fcm.googleapis.com",)
ADDRESS = "https://fcm.googleapis.com/fcm/send/thiet-bi"
AUTH = b"0123456789abcdef"


def text_of(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")


@dataclass(slots=True)
class Service:
    """A push service and the telephone behind it."""

    status: int = 201
    headers: dict[str, str] = field(default_factory=dict)
    device: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    got: list[Request] = field(default_factory=list)
    shown: list[dict[str, str]] = field(default_factory=list)

    @property
    def keys(self) -> str:
        public = self.device.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return f"{text_of(public)}.{text_of(AUTH)}"

    async def take(self, request: Request) -> Response:
        self.got.append(request)
        body = await request.body()
        assert len(body) <= 4096
        read = http_ece.decrypt(body, private_key=self.device, auth_secret=AUTH, version="aes128gcm")
        self.shown.append(json.loads(read))
        return Response(status_code=self.status, headers=self.headers)

    def client(self) -> httpx.AsyncClient:
        app = Starlette(routes=[Route("/{path:path}", self.take, methods=["POST", "GET"])])
        return httpx.AsyncClient(transport=httpx.ASGITransport(app))


def messenger(http: httpx.AsyncClient, *found: str) -> WebPush:
    async def look_up(_: str) -> tuple[str, ...]:
        return found or ("142.250.0.1",)

    key = b64encode(bytes(31) + b"\x07").decode()
    return WebPush(
        http,
        PushSettings(private_key=key, contact="mailto:ky-thuat@caobang.invalid", hosts=HOSTS),
        lambda: NOW,
        look_up,
    )


async def refused(service: Service, *found: str, address: str = ADDRESS, keys: str = "") -> NotTaken:
    async with service.client() as http:
        with pytest.raises(NotTaken) as caught:
            await messenger(http, *found).send(parcel(Way.PUSH, address, keys or service.keys))
    assert "thiet-bi" not in caught.value.said
    return caught.value


async def test_the_telephone_reads_what_was_written_and_the_service_does_not() -> None:
    service, sent = Service(), parcel(Way.PUSH, ADDRESS)
    check_destination(Destination(member=sent.to.member, way=Way.PUSH, address=ADDRESS, keys=service.keys), HOSTS)
    async with service.client() as http:
        await messenger(http).send(parcel(Way.PUSH, ADDRESS, service.keys))
    (shown,), (request,) = service.shown, service.got
    assert shown == {
        "title": sent.letter.subject,
        "body": sent.letter.text,
        "url": sent.letter.link,
        "tag": sent.key,
    }
    assert request.headers["content-encoding"] == "aes128gcm"
    assert request.headers["urgency"] == "high"
    assert request.headers["ttl"] == "86400"


async def test_it_says_who_sends_by_a_signature_for_this_service_alone() -> None:
    service = Service()
    async with service.client() as http:
        await messenger(http).send(parcel(Way.PUSH, ADDRESS, service.keys))
    scheme, _, fields = service.got[0].headers["authorization"].partition(" ")
    said = dict(part.strip().split("=", 1) for part in fields.split(","))
    raw = urlsafe_b64decode(f"{said['k']}=")
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    claims = jwt.decode(
        said["t"], public, ["ES256"], audience="https://fcm.googleapis.com", options={"verify_exp": False}
    )
    assert scheme == "vapid"
    assert claims["sub"] == "mailto:ky-thuat@caobang.invalid"
    assert NOW.timestamp() < claims["exp"] <= (NOW + timedelta(hours=24)).timestamp()


async def test_a_second_try_takes_the_place_of_the_first() -> None:
    service = Service()
    async with service.client() as http:
        for _ in range(2):
            await messenger(http).send(parcel(Way.PUSH, ADDRESS, service.keys))
    topics = [request.headers["topic"] for request in service.got]
    assert topics == [parcel().key] * 2
    assert len(topics[0]) <= 32
    assert len({shown["tag"] for shown in service.shown}) == 1


@pytest.mark.parametrize(
    ("status", "hitch"),
    [
        (404, Hitch.GONE),
        (410, Hitch.GONE),
        (429, Hitch.LATER),
        (500, Hitch.LATER),
        (503, Hitch.LATER),
        (403, Hitch.REFUSED),
        (413, Hitch.REFUSED),
        (301, Hitch.REFUSED),
        (307, Hitch.REFUSED),
    ],
)
async def test_what_an_answer_means_for_the_message(status: int, hitch: Hitch) -> None:
    """A redirect is not followed: it may lead into our own net."""
    service = Service(status, {"Location": "https://169.254.169.254/x"} if status in {301, 307} else {})
    assert (await refused(service)).hitch is hitch
    assert len(service.got) == 1


async def test_a_service_says_when_it_wants_to_see_more() -> None:
    assert (await refused(Service(429, {"Retry-After": "120"}))).before == NOW + timedelta(minutes=2)
    assert (await refused(Service(429, {"Retry-After": "Wed, 21 Oct"}))).before is None


@pytest.mark.parametrize("found", ["10.0.0.1", "127.0.0.1", "169.254.169.254", "192.168.1.1", "::1", "fd00::1"])
async def test_a_name_that_leads_into_our_own_net_is_not_asked(found: str) -> None:
    """One address in our net among good ones is enough: nobody knows which the system takes."""
    service = Service()
    assert (await refused(service, "142.250.0.1", found)).hitch is Hitch.REFUSED
    assert service.got == []


@pytest.mark.parametrize(
    "address", ["http://fcm.googleapis.com/thiet-bi", "https://la.vn/thiet-bi", "https://10.0.0.1/thiet-bi"]
)
async def test_an_address_of_nobody_we_know_is_not_asked(address: str) -> None:
    """Rows may be written by whoever holds the desk's account."""
    service = Service()
    assert (await refused(service, address=address)).hitch is Hitch.REFUSED
    assert service.got == []


async def test_keys_that_are_none_end_the_subscription() -> None:
    assert (await refused(Service(), keys=f"{text_of(bytes(65))}.{text_of(AUTH)}")).hitch is Hitch.GONE


async def test_a_line_that_breaks_is_tried_again() -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("thiet-bi", request=request)

    async with httpx.AsyncClient(transport=httpx.MockTransport(broken)) as http:
        with pytest.raises(NotTaken) as caught:
            await messenger(http).send(parcel(Way.PUSH, ADDRESS, Service().keys))
    assert caught.value.hitch is Hitch.LATER
    assert "thiet-bi" not in caught.value.said
