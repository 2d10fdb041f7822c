"""TLS to Temporal: a real line with certificates of our own making, and a key that never travels in the clear."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from newsroom.errors import InvalidInput
from tests.support.live import LiveNewsroom
from workers.settings import Settings
from workers.temporal.client import TemporalUnreachable, connected_client
from workers.temporal.tls import tls_of

_PASSES = 65_536
_SERVER_NAME = "temporal.toasoan.test"


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate and its key, as files."""

    cert: Path
    key: Path


class Authority:
    """Issues certificates into a folder."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.pair = self._written(name, self._certificate(self._name, self._key, ca=True), self._key)

    def issue(self, name: str) -> Pair:
        """A certificate for a name and for loopback."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        return self._written(name, self._certificate(subject, key, ca=False), key)

    def _certificate(self, subject: x509.Name, key: ec.EllipticCurvePrivateKey, *, ca: bool) -> x509.Certificate:
        names = [x509.DNSName(_SERVER_NAME), x509.IPAddress(ip_address("127.0.0.1"))]
        now = datetime.now(UTC)
        return (
            x509.CertificateBuilder(subject_name=subject, issuer_name=self._name, public_key=key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(hours=1))
            .add_extension(x509.SubjectAlternativeName(names), critical=False)
            .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
            .sign(self._key, hashes.SHA256())
        )

    def _written(self, name: str, cert: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> Pair:
        pair = Pair(self._folder / f"{name}.crt", self._folder / f"{name}.key")
        pair.cert.write_bytes(cert.public_bytes(serialization.Encoding.PEM))
        form = serialization.PrivateFormat.PKCS8
        pair.key.write_bytes(
            key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()),
        )
        return pair


@asynccontextmanager
async def _terminator(address: str, server: Pair, clients: Path) -> AsyncIterator[str]:
    """A line that ends TLS in front of a server, and takes no client without a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(server.cert, server.key)
    context.load_verify_locations(clients)
    context.verify_mode = ssl.CERT_REQUIRED
    context.set_alpn_protocols(["h2"])
    host, port = address.split(":")

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        inner_reader, inner_writer = await asyncio.open_connection(host, int(port))
        await asyncio.gather(_pass(reader, inner_writer), _pass(inner_reader, writer))

    line = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    async with line:
        yield f"127.0.0.1:{line.sockets[0].getsockname()[1]}"


async def _pass(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError, ssl.SSLError):
        while data := await reader.read(_PASSES):
            writer.write(data)
            await writer.drain()
    writer.close()


def _settings(address: str, ca: Path | None, client: Pair | None, **changed: str) -> Settings:
    named = {
        "temporal_address": address,
        "temporal_tls_ca": str(ca or ""),
        "temporal_tls_cert": str(client.cert) if client else "",
        "temporal_tls_key": str(client.key) if client else "",
    }
    return Settings.model_validate(named | changed)


async def test_only_the_right_certificates_open_the_line(live: LiveNewsroom, tmp_path: Path) -> None:
    """A cluster's Temporal takes only its own workers, and they talk only to it."""
    ours, strangers = Authority(tmp_path, "ours"), Authority(tmp_path, "strangers")
    worker, stranger = ours.issue("worker"), strangers.issue("stranger")
    async with _terminator(live.stack.temporal.address, ours.issue("server"), ours.pair.cert) as address:
        ca = ours.pair.cert
        for named in ("", _SERVER_NAME):
            settings = _settings(address, ca, worker, temporal_tls_server_name=named)
            assert await (await connected_client(settings)).service_client.check_health()
        wrong = [
            _settings(address, ca, None),
            _settings(address, ca, stranger),
            _settings(address, strangers.pair.cert, worker),
            _settings(address, ca, worker, temporal_tls_server_name="other.test"),
            _settings(address, None, None),
        ]
        for settings in wrong:
            with pytest.raises(TemporalUnreachable):
                await connected_client(settings)


async def test_an_api_key_goes_with_every_call_and_never_in_the_clear() -> None:
    """A key on an open line is everybody's key."""
    heard: list[bytes] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(_PASSES))
        writer.close()

    async with await asyncio.start_server(listen, "127.0.0.1", 0) as line:
        address = f"127.0.0.1:{line.sockets[0].getsockname()[1]}"
        settings = Settings(temporal_address=address, temporal_api_key=SecretStr("khoa-rat-mat"))
        with pytest.raises(TemporalUnreachable):
            await connected_client(settings)
    tls_handshake = 0x16
    assert {first[0] for first in heard} == {tls_handshake}
    client = await connected_client(settings, lazy=True)
    assert client.service_client.config.api_key == "khoa-rat-mat"
    assert "khoa-rat-mat" not in repr(settings)


def test_without_settings_there_is_no_tls() -> None:
    """One machine needs no certificates."""
    assert tls_of(Settings()) is None


@pytest.mark.parametrize(
    ("changed", "setting"),
    [
        ({"temporal_tls_ca": "{folder}/missing"}, "TOASOAN_TEMPORAL_TLS_CA"),
        ({"temporal_tls_ca": "{secret}"}, "TOASOAN_TEMPORAL_TLS_CA"),
        ({"temporal_tls_cert": "{secret}"}, "TOASOAN_TEMPORAL_TLS_CERT"),
        ({"temporal_tls_key": "{secret}"}, "TOASOAN_TEMPORAL_TLS_KEY"),
        ({"temporal_tls_key": "{folder}"}, "TOASOAN_TEMPORAL_TLS_KEY"),
        ({"temporal_tls_key": "{other}"}, "TOASOAN_TEMPORAL_TLS_KEY"),
        ({"temporal_tls_key": ""}, "TOASOAN_TEMPORAL_TLS_KEY"),
        ({"temporal_tls_cert": ""}, "TOASOAN_TEMPORAL_TLS_CERT"),
    ],
)
def test_a_wrong_file_is_named_by_its_setting(tmp_path: Path, changed: dict[str, str], setting: str) -> None:
    """What is in the file may be the key itself: it must not reach a screen or a log."""
    ours = Authority(tmp_path, "ours")
    secret = tmp_path / "secret"
    secret.write_text("-----BEGIN PRIVATE KEY-----\nbi-mat-cua-toa-soan\n-----END PRIVATE KEY-----\n")
    places = {"folder": str(tmp_path), "secret": str(secret), "other": str(ours.issue("other").key)}
    right = _settings("127.0.0.1:1", ours.pair.cert, ours.issue("worker"))
    settings = right.model_copy(update={name: value.format(**places) for name, value in changed.items()})
    with pytest.raises(InvalidInput, match=setting) as told:
        tls_of(settings)
    assert "bi-mat" not in str(told.value)
    assert told.value.field == setting
