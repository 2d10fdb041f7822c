"""How the ground is laid on which attackers are let in: an article at every stage, powers, tokens, an anchor."""

import json
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from activities.storage.audit.anchors import AnchorStore
from activities.storage.sign_in_tokens import IssuedToken
from newsroom.article import ArticleId, ChannelName, ContentHash, MemberId
from newsroom.board import Office
from newsroom.ledger.anchors import Anchor
from newsroom.matters.kinds import MatterAct
from newsroom.members.ways_in import TokenPurpose
from newsroom.signed.canonical import Via
from newsroom.stages import Act
from tests.adversary.ground import HASH, TEXT, Ground
from tests.support.amenders import new_matter
from tests.support.matter_acts import adopted, done
from tests.support.samples import BOARD_FILE
from tests.support.storages import Storage, show


async def laid(storage: Storage, anchors: Path) -> Ground:
    """A newsroom with an article at every stage, anchored."""
    await storage.admin.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")
    articles: dict[str, ArticleId] = {}
    hour = datetime.now(UTC) + timedelta(days=1)
    for name, acts in {
        "editing": (),
        "awaiting": (Act.FINISH_EDIT,),
        "rejected": (Act.FINISH_EDIT, Act.REJECT),
        "withdrawn": (Act.FINISH_EDIT, Act.WITHDRAW),
        "scheduled": (Act.FINISH_EDIT, Act.APPROVE),
        "publishing": (Act.FINISH_EDIT, Act.APPROVE),
        "published": (Act.FINISH_EDIT, Act.APPROVE),
    }.items():
        articles[name] = article_id = await storage.submit(TEXT)
        for act in acts:
            said: Any = {"publish_at": hour} if name == "scheduled" and act is Act.APPROVE else {}
            await storage.done(act, article_id, **said)
    for channel in ChannelName:
        await show(storage, articles["published"], channel)
    await _matters_and_tokens(storage, articles)
    await storage.admin.execute(_CHAINED_ANEW)
    head = await storage.stores.ledger.head()
    store = AnchorStore(storage.stores.database, anchors)
    await store.write(Anchor(at=datetime.now(UTC), seq=head.seq, hash=ContentHash(head.hash)))
    return Ground(storage=storage, articles=articles, anchors=anchors)


async def _matters_and_tokens(storage: Storage, articles: dict[str, ArticleId]) -> None:
    """An absence and a delegation, a second notice, a meeting, a proposal, a refused act, two tokens."""
    soon, later = datetime.now(UTC) + timedelta(hours=1), datetime.now(UTC) + timedelta(days=3)
    away, lent, meeting = (f"{kind}/{uuid.uuid4().hex[:12]}" for kind in ("absence", "delegation", "meeting"))
    said: dict[str, Any] = {"starts_at": soon, "ends_at": later}
    await done(storage, MatterAct.FILE_ABSENCE, away, Office.DEPUTY, reason="Đi công tác", **said)
    await done(storage, MatterAct.DELEGATE, lent, Office.STANDING_DEPUTY, to="deputy", ends_at=later)
    await adopted(storage, f"{BOARD_FILE.read_text(encoding='utf-8')}\n# bản sau\n")
    await done(storage, MatterAct.CONVENE, meeting, starts_at=later, place="Phòng họp", topic="Việc của Ban")
    facts = {"article": articles["published"], "kind": "take_down", "reason": "Lỗi", "base_hash": HASH}
    await done(storage, MatterAct.PROPOSE_AMENDMENT, new_matter(), Office.FINAL_EDITOR, **facts)
    assert not (await storage.act(Act.APPROVE, articles["awaiting"], by="accountant")).accepted
    for number in ("held-1", "over-1"):
        token = IssuedToken(
            jti=number,
            member=MemberId("reporter-1"),
            office=Office.REPORTER,
            purpose=TokenPurpose.DESK,
            issued_at=datetime.now(UTC),
            expires_at=later,
            via=Via.SHELL,
        )
        await storage.stores.sign_in_tokens.add(token)
    await storage.stores.sign_in_tokens.revoke("over-1", Via.SHELL)
    # What is not settled is watched for: one line more, which no later one hangs on.
    await storage.submit(TEXT)


_CHAINED_ANEW: Final = """
CREATE FUNCTION pg_temp.chained_anew() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    line ledger;
    number bigint := 0;
    before text := repeat('0', 64);
    own text;
BEGIN
    CREATE TEMP TABLE anew ON COMMIT DROP AS SELECT * FROM ledger ORDER BY seq;
    DELETE FROM ledger;
    FOR line IN SELECT * FROM anew ORDER BY seq LOOP
        number := number + 1;
        own := encode(sha256(convert_to(number || '|' || before || '|'
            || encode(sha256(convert_to(line.body, 'UTF8')), 'hex'), 'UTF8')), 'hex');
        INSERT INTO ledger VALUES (number, line.article_id, line.act_id, line.body, before, own);
        before := own;
    END LOOP;
    UPDATE ledger_head SET seq = number, hash = before;
    DROP TABLE anew;
END
$$
"""
