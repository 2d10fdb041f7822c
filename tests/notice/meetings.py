"""A meeting of the board as its members hold it."""

import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from tests.notice.house import House, Json

Decided = Mapping[str, tuple[str, str]]
"""What is decided on some articles, each with its note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One meeting, called already."""

    house: House
    id: str

    @property
    def path(self) -> str:
        return f"/meetings/{self.id}"

    async def sheet(self, member: str = "secretary") -> Json:
        """The meeting as a member sees it."""
        return await self.house.looks(member, self.path)

    async def minuted(self, decided: Decided, *, by: str = "secretary") -> Json:
        """The minutes, with these decisions; whatever else is on the agenda is put off."""
        sheet = await self.sheet()
        others = {item["article_id"]: ("carry", "") for item in (*sheet["agenda"], *sheet["matters"])}
        said = [
            {"article_id": article_id, "outcome": outcome, "note": note}
            for article_id, (outcome, note) in {**others, **decided}.items()
        ]
        return await self.house.does(by, f"{self.path}/minutes", minutes="Đã bàn từng bài.", conclusions=said)

    async def matter(self, title: str, member: str = "secretary") -> Json:
        """A matter on the agenda that is no article."""
        found: list[Json] = [each for each in (await self.sheet(member))["matters"] if each["title"] == title]
        (matter,) = found
        return matter

    async def concluded(self, by: str = "head") -> Json:
        """The signature under the minutes as they are."""
        seal = (await self.sheet(by))["minutes_seal"]
        done = await self.house.does(by, f"{self.path}/conclude", seen_minutes=seal)
        await self.house.hand.rest([f"meeting/{self.id}"])
        return done


@contextlib.asynccontextmanager
async def convened(house: House, by: str = "head", *, hours: float = 2) -> AsyncIterator[Meeting]:
    """A meeting that this member has called, cancelled in the end unless it was concluded."""
    call = {"starts_at": house.ahead(hours=hours), "place": "Phòng họp số 2", "topic": "Bài chưa thống nhất"}
    called = await house.does(by, "/meetings", **call)
    try:
        yield Meeting(house=house, id=called["id"])
    finally:
        await house.api.post("head", f"/meetings/{called['id']}/cancel", {"reason": "Dọn dẹp"})
        await house.hand.rest([f"meeting/{called['id']}"])
