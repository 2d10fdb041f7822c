"""Coming in with a password and a second factor, or with a link that lets in once.

Whether there is such a name, is told by no answer and by no time that an answer takes.
"""

from dataclasses import dataclass

from activities.clock import now
from activities.storage.accounts.links import EntryLinkStore
from activities.storage.accounts.local import AccountStore
from desk.accounts.guarding import Guard
from desk.accounts.passwords import Passwords
from desk.accounts.refusals import NotLetIn, SpentLink, WrongCode
from desk.accounts.second_factor import SecondFactors, code_text
from newsroom.article import MemberId
from newsroom.members.accounts import Barred, Try, login_name
from newsroom.members.sessions import Way

_NOBODY = MemberId("")


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalSignIn:
    """Lets members in."""

    accounts: AccountStore
    links: EntryLinkStore
    guard: Guard
    passwords: Passwords
    factors: SecondFactors

    async def by_password(self, typed_name: str, password: str, address: str) -> MemberId:
        """Whose name and password these are; the second factor is still to be asked.

        Errors: NotLetIn; TooManyTries.
        """
        name = login_name(typed_name)
        account = await self.accounts.named(name)
        member = account.member if account else _NOBODY
        tries = {Try.PAIR: f"{name} {address}", Try.NAME: name}
        await self.guard.count(tries | {Try.ADDRESS: address}, member)
        opens = account is not None and account.is_set_up and account.disabled_at is None
        kept = account.password if account and opens else ""
        if not await self.passwords.fits(password, kept):
            await self.guard.bar(member, Barred.WRONG_PASSWORD)
            raise NotLetIn
        await self.guard.pass_through(tries)
        if self.passwords.is_old(kept):
            await self.accounts.rehash(member, kept, await self.passwords.hashed(password))
        return member

    async def by_code(self, member: MemberId, code: str) -> Way:
        """By which second factor a member has come in: a code of their application or one for when it is lost.

        Errors: WrongCode, also for one that was shown before; TooManyTries.
        """
        tries = {Try.CODE: str(member)}
        await self.guard.count(tries, member)
        account = await self.accounts.of(member)
        if account is not None and account.disabled_at is None:
            step = self.factors.step_of(member, account.secret, code, now())
            if step is not None and await self.accounts.take_step(member, step):
                await self.guard.pass_through(tries)
                return Way.CODE
            if step is None and await self.accounts.take_code(member, code_text(code)):
                await self.guard.pass_through(tries)
                return Way.RECOVERY
        await self.guard.bar(member, Barred.WRONG_CODE)
        raise WrongCode

    async def by_link(self, token: str, browser: str, address: str) -> MemberId:
        """Whom a link lets in, once. Shape: `browser` is a secret of the one that asks.

        Errors: SpentLink; TooManyTries.
        """
        await self.guard.count({Try.LINK: address}, _NOBODY)
        member = await self.links.use(token, browser)
        if member is None:
            await self.guard.bar(_NOBODY, Barred.SPENT_LINK)
            raise SpentLink
        return member
