"""Personal tokens: issued to a member, listed, taken back; whoever shows one is known by it until then.

What a token proves by itself is in `sign_in`; what it proves only together with the list of what was issued is here.
"""

from datetime import timedelta

from activities.clock import now
from activities.storage.sign_in_tokens import IssuedToken, SignInTokenStore
from desk.sign_in import TOKEN_LIFETIME, SignIn, TokenInvalid, TokenRevoked
from newsroom.article import MemberId
from newsroom.board import Member
from newsroom.errors import InvalidInput
from newsroom.members.ways_in import TokenPurpose
from newsroom.signed.canonical import Via


class PersonalTokens:
    """Tokens of members, each known by its number."""

    def __init__(self, sign_in: SignIn, store: SignInTokenStore) -> None:
        self._sign_in = sign_in
        self._store = store

    @property
    def public_key(self) -> str:
        """What reads these tokens and can issue none, 32 raw bytes in base64."""
        return self._sign_in.public_key

    async def issue(
        self,
        member: Member,
        lifetime: timedelta = TOKEN_LIFETIME,
        *,
        purpose: TokenPurpose = TokenPurpose.DESK,
        via: Via,
    ) -> str:
        """A token of that member, in the ledger before it is handed over. Errors: InvalidInput (lifetime)."""
        text, token = self._sign_in.token(member.id, lifetime, purpose=purpose)
        await self._store.add(
            IssuedToken(
                jti=token.jti,
                member=member.id,
                office=member.office,
                purpose=purpose,
                issued_at=token.issued_at,
                expires_at=token.expires_at,
                via=via,
            )
        )
        return text

    async def revoke(self, jti: str, via: Via) -> IssuedToken:
        """The token with that number, refused from the next request on.

        Errors: InvalidInput (jti), also for one that opens sealed contents: who checks those has no list.
        """
        token = await self._store.issued(jti)
        if token is not None and token.purpose is TokenPurpose.CODEC:
            raise InvalidInput(
                "jti",
                "mã mở niêm phong không thu hồi được, nó tự hết hạn trong ngày. Nếu lộ, hãy dừng "
                "`toasoan codec-server` đến khi mã hết hạn.",
            )
        return await self._store.revoke(jti, via)

    async def in_force(self) -> tuple[IssuedToken, ...]:
        """The tokens that hold now, the newest first."""
        return await self._store.in_force(now())

    async def member_of(self, text: str) -> MemberId:
        """The member whom a token names.

        Errors: NotSignedIn: expired, revoked, without a number, or no token that was issued here.
        """
        token = self._sign_in.read(text)
        issued = await self._store.issued(token.jti)
        if issued is None or issued.member != token.member or issued.purpose is not TokenPurpose.DESK:
            raise TokenInvalid
        if issued.revoked_at is not None:
            raise TokenRevoked
        return token.member
