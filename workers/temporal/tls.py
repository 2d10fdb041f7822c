"""TLS towards the Temporal server: files named by settings become what the client connects with.

What is wrong with a file is said with the name of its setting, never with what is in it.
"""

from pathlib import Path

from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509 import Certificate, load_pem_x509_certificate, load_pem_x509_certificates
from temporalio.service import TLSConfig

from newsroom.errors import InvalidInput
from workers.settings import Settings

_CA, _CERT, _KEY = "TOASOAN_TEMPORAL_TLS_CA", "TOASOAN_TEMPORAL_TLS_CERT", "TOASOAN_TEMPORAL_TLS_KEY"


def tls_of(settings: Settings) -> TLSConfig | None:
    """What to connect with; None when no setting asks for TLS (an API key alone turns it on in the client).

    Errors: InvalidInput, naming the setting.
    """
    ca, name = settings.temporal_tls_ca, settings.temporal_tls_server_name
    cert, key = settings.temporal_tls_cert, settings.temporal_tls_key
    if not (ca or cert or key or name):
        return None
    if bool(cert) is not bool(key):
        raise InvalidInput(_KEY if cert else _CERT, "chứng chỉ và khóa của máy này phải được đặt cùng nhau.")
    pair = _client_pair(_read(cert, _CERT), _read(key, _KEY)) if cert else (None, None)
    return TLSConfig(
        server_root_ca_cert=_authorities(_read(ca, _CA)) if ca else None,
        domain=name or None,
        client_cert=pair[0],
        client_private_key=pair[1],
    )


def _read(path: str, setting: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as wrong:
        raise InvalidInput(setting, "không đọc được tệp này; hãy kiểm tra đường dẫn và quyền đọc.") from wrong


def _authorities(pem: bytes) -> bytes:
    try:
        load_pem_x509_certificates(pem)
    except ValueError:
        raise InvalidInput(_CA, "tệp không chứa chứng chỉ PEM nào đọc được.") from None
    return pem


def _client_pair(cert_pem: bytes, key_pem: bytes) -> tuple[bytes, bytes]:
    # The parsers' own messages may quote the file: nothing of them is passed on.
    try:
        cert: Certificate = load_pem_x509_certificate(cert_pem)
    except ValueError:
        raise InvalidInput(_CERT, "tệp không phải chứng chỉ PEM.") from None
    try:
        key = load_pem_private_key(key_pem, None)
    except (ValueError, TypeError):
        raise InvalidInput(_KEY, "tệp không phải khóa PEM không mật khẩu.") from None
    if cert.public_key() != key.public_key():
        raise InvalidInput(_KEY, "khóa không đi cùng chứng chỉ trong TOASOAN_TEMPORAL_TLS_CERT.")
    return cert_pem, key_pem
