"""What the tests of explanations ask, and the ledger that every answer is held against."""

import json
from datetime import UTC, datetime, timedelta

from tests.desk.matter_calls import Json
from tests.support.api import Api

MOMENT = timedelta(microseconds=1)


def now() -> datetime:
    return datetime.now(UTC)


async def explained(api: Api, article_id: str, at: datetime, member: str = "secretary") -> Json:
    answer = await api.get(member, f"/board/explain/{article_id}", at=at.isoformat())
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


async def entries(api: Api, article_id: str) -> list[Json]:
    return [json.loads(entry.body) for entry in await api.live.stores.ledger.links(article_id)]


_UNSIGNED = "Người thao tác chưa có khóa cá nhân;"


def may(data: Json, act: str) -> dict[str, Json]:
    """Who could do an act, each with the ground."""
    rows = {row["act"]: row["members"] for row in data["who_may"]}
    return {member["id"]: member["ground"] for member in rows.get(act, ())}


def verdict(data: Json, member: str, act: str = "approve") -> Json:
    rows = next(row["verdicts"] for row in data["members"] if row["id"] == member)
    found: Json = next(row for row in rows if row["act"] == act)
    return found


def before_signing(ground: Json) -> Json:
    """A ground of the ledger without how the act was signed, which is known once it is."""
    return ground | {"reasons": [reason for reason in ground["reasons"] if not reason.startswith(_UNSIGNED)]}


async def agrees_with_the_ledger(api: Api, article_id: str) -> int:
    """How many acts there were; each was possible, or not, just before it, exactly as the ledger says."""
    judged = [entry for entry in await entries(api, article_id) if entry["kind"] == "act" and entry["member"]]
    for entry in judged:
        data = await explained(api, article_id, datetime.fromisoformat(entry["at"]) - MOMENT)
        able = may(data, entry["act"])
        if entry["outcome"] == "accepted":
            assert able[entry["member"]] == before_signing(entry["ground"]), entry
        elif entry["code"] in {"not_entitled", "own_article", "wrong_stage"}:
            assert entry["member"] not in able, entry
    return len(judged)
