"""How often somebody may try, and who was not let in: each counted where all processes see it."""

from dataclasses import dataclass

from activities.storage.accounts.lines import BarredStore
from activities.storage.accounts.tries import Tries, TryStore
from desk.accounts.refusals import TooManyTries
from newsroom.article import MemberId
from newsroom.members.accounts import Barred


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Stands before everything that can be guessed."""

    tries: TryStore
    barred: BarredStore

    async def count(self, tries: Tries, member: MemberId) -> None:
        """Nothing, when this may still be tried; counted before it is looked at. Errors: TooManyTries."""
        if not await self.tries.count(tries):
            await self.bar(member, Barred.TOO_OFTEN)
            raise TooManyTries

    async def pass_through(self, tries: Tries) -> None:
        """Count what was right as never tried."""
        await self.tries.forget(tries)

    async def bar(self, member: MemberId, barred: Barred) -> None:
        """Note that somebody was not let in; `member` is whose account it was, empty when nobody's."""
        await self.barred.note(member, barred)
