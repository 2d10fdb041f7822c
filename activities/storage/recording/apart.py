"""Acts as they were signed with all their words, on their way to the ledger past the workflow server.

A row is written before its act is sent, and is needed until the act is in the ledger; afterwards it is a scrap.
"""

from activities.contracts import SignedAct
from activities.storage.database import Connection


async def put_apart(connection: Connection, act_id: str, signed: SignedAct) -> None:
    """Keep an act with its words. Again: an id that is there keeps what it has."""
    await connection.execute(
        "INSERT INTO acts_apart (act_id, claim, signature) VALUES ($1, $2, $3) ON CONFLICT (act_id) DO NOTHING",
        act_id,
        signed.claim,
        signed.signature,
    )


async def found_apart(connection: Connection, act_id: str) -> SignedAct | None:
    """The act with its words; None when the storage has none, or has none any more."""
    row = await connection.fetchrow("SELECT claim, signature FROM acts_apart WHERE act_id = $1", act_id)
    return None if row is None else SignedAct(claim=row["claim"], signature=row["signature"])
