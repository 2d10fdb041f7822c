"""The tokens of members, by the rows and by the ledger: a token that was taken back must stay so."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from activities.storage.database import Connection
from newsroom.ledger.entries import entry_from
from newsroom.ledger.ways_in import TokenChange, TokenChanged

_LINES: Final = """SELECT body FROM ledger WHERE article_id = '' AND body LIKE '%"kind":"token"%' ORDER BY seq"""
_ROWS: Final = "SELECT t.*, r.revoked_at FROM tokens t LEFT JOIN token_revocations r USING (jti) ORDER BY jti"


async def token_faults(connection: Connection) -> tuple[str, ...]:
    """What rows of tokens say otherwise than the ledger, in Vietnamese, each by the token's number."""
    lines = [entry_from(row["body"]) for row in await connection.fetch(_LINES)]
    told = [line for line in lines if isinstance(line, TokenChanged)]
    return tuple(_faults(await connection.fetch(_ROWS), told))


def _faults(rows: Iterable[Any], told: Iterable[TokenChanged]) -> Iterator[str]:
    known = {row["jti"]: row for row in rows}
    lines = {(line.jti, line.change): line for line in told}
    for (jti, change), line in lines.items():
        row = known.get(jti)
        if row is None:
            yield f"Sổ ghi đã cấp mã đăng nhập số {jti} cho {line.member} mà kho không có."
        elif change is TokenChange.ISSUED and not _same(line, row):
            yield f"Mã đăng nhập số {jti}: người, việc hoặc hạn dùng trong kho khác với sổ."
        elif change is TokenChange.REVOKED and row["revoked_at"] is None:
            yield f"Sổ ghi đã thu hồi mã đăng nhập số {jti} của {line.member} mà kho không ghi: mã có thể dùng lại."
    for jti, row in known.items():
        if (jti, TokenChange.ISSUED) not in lines:
            yield f"Kho có mã đăng nhập số {jti} cho {row['member']} mà sổ không ghi đã cấp."
        if row["revoked_at"] is not None and (jti, TokenChange.REVOKED) not in lines:
            yield f"Kho ghi đã thu hồi mã đăng nhập số {jti} của {row['member']} mà sổ không ghi."


def _same(line: TokenChanged, row: Any) -> bool:
    named = (line.member, line.purpose, line.until)
    return named == (row["member"], row["purpose"], row["expires_at"])
