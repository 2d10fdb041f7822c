"""The accounts of others: who has one, who is signed in, links that let in, locked and unlocked."""

from dataclasses import dataclass

from activities.storage.accounts.lines import BarredStore
from activities.storage.accounts.links import EntryLinkStore
from activities.storage.accounts.local import AccountStore
from activities.storage.accounts.sessions import SessionStore
from activities.storage.boards import BoardStore
from desk.members import member_in
from desk.personal_tokens import PersonalTokens
from newsroom.board import Board, Member, Office
from newsroom.errors import RefusalCode, Refused
from newsroom.members.accounts import SERVER, Account, Barred, EntryLink, Hand, check_keeper, keeps_accounts
from newsroom.members.actors import Actor
from newsroom.members.sessions import Session
from newsroom.members.ways_in import TokenPurpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A member with their account. Shape: `account` is None when they never had one; sessions used last first."""

    member: Member
    account: Account | None
    sessions: tuple[Session, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountDesk:
    """What is done with the accounts of others. Shape: whoever does it is None when it is a command on the server."""

    accounts: AccountStore
    links: EntryLinkStore
    sessions: SessionStore
    barred: BarredStore
    boards: BoardStore
    tokens: PersonalTokens

    async def all(self, keeper: Actor | None) -> tuple[Kept, ...]:
        """The accounts of all members of the board in force. Errors: Refused (not_entitled)."""
        board = (await self.boards.in_force()).board
        if keeper is not None and not keeps_accounts(keeper):
            await self.barred.note(keeper.id, Barred.NOT_A_KEEPER)
            check_keeper(keeper, keeper)
        members = [member.id for member in board.members]
        accounts = {account.member: account for account in await self.accounts.of_members(members)}
        sessions = await self.sessions.of_members(members)
        return tuple(
            Kept(
                member=member,
                account=accounts.get(member.id),
                sessions=tuple(session for session in sessions if session.member == member.id),
            )
            for member in board.members
        )

    async def first(self) -> EntryLink:
        """The link for the Head, once for an installation. Errors: Refused (repeated_act) when it was made before."""
        head = (await self.boards.in_force()).board.holder(Office.HEAD)
        return await self.links.make(head.id, SERVER, first=True)

    async def invite(self, keeper: Actor | None, member_id: str) -> EntryLink:
        """A link that lets a member in once. Errors: Refused (unknown_member, not_entitled; bad_request)."""
        member = await self._of(keeper, member_id)
        if await self._is_set_up(member):
            raise Refused(
                RefusalCode.BAD_REQUEST,
                "Tài khoản đã được thiết lập nên chưa cấp liên kết; khi không vào được, hãy đặt lại tài khoản.",
            )
        return await self.links.make(member.id, _hand(keeper))

    async def reset(self, keeper: Actor | None, member_id: str) -> EntryLink:
        """A link that lets a member in to set up anew; what was set up opens nothing more, sessions end.

        Errors: Refused (unknown_member, not_entitled; bad_request when locked).
        """
        member = await self._of(keeper, member_id)
        await self._is_set_up(member)
        await self.accounts.reset(member.id, _hand(keeper))
        return await self.links.make(member.id, _hand(keeper))

    async def disable(self, keeper: Actor | None, member_id: str) -> None:
        """Lock an account: sessions end, personal tokens are taken back.

        Errors: Refused (unknown_member, not_entitled).
        """
        member = await self._of(keeper, member_id)
        await self.accounts.disable(member.id, _hand(keeper))
        for token in await self.tokens.in_force():
            if token.member == member.id and token.purpose is TokenPurpose.DESK:
                await self.tokens.revoke(token.jti, _hand(keeper).via)

    async def enable(self, keeper: Actor | None, member_id: str) -> None:
        """Unlock an account. Errors: Refused (unknown_member, not_entitled)."""
        member = await self._of(keeper, member_id)
        await self.accounts.enable(member.id, _hand(keeper))

    async def _of(self, keeper: Actor | None, member_id: str) -> Member:
        board: Board = (await self.boards.in_force()).board
        member = member_in(board, member_id)
        if keeper is not None:
            try:
                check_keeper(keeper, member)
            except Refused:
                await self.barred.note(keeper.id, Barred.NOT_A_KEEPER)
                raise
        return member

    async def _is_set_up(self, member: Member) -> bool:
        account = await self.accounts.of(member.id)
        if account is not None and account.disabled_at is not None:
            raise Refused(RefusalCode.BAD_REQUEST, "Tài khoản đang bị khóa nên chưa cấp liên kết; hãy mở khóa trước.")
        return account is not None and account.is_set_up


def _hand(keeper: Actor | None) -> Hand:
    return SERVER if keeper is None else Hand(member=keeper.id, via=keeper.via)
