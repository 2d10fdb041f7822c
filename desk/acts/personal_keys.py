"""Members' own keys at the desk: registering one that a device has made, confirming it, giving it up."""

import base64
import json
import secrets
import uuid
from collections.abc import Mapping
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from webauthn import generate_registration_options, options_to_json, verify_registration_response
from webauthn.helpers import decode_credential_public_key, decoded_public_key_to_cryptography
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from activities.storage.database import now
from activities.storage.recording.acts import ActStore
from activities.storage.recording.prepared import PreparedStore
from desk.acts.awaiting import AwaitsSignature
from desk.acts.prepared import PreparedActs, RelyingParty
from desk.facts import clean
from desk.refusal import refusal
from desk.signing import DeskKey
from newsroom.errors import RefusalCode, Refused
from newsroom.members.actors import Actor
from newsroom.members.personal_keys import PersonalKey
from newsroom.personal import KeyAct
from newsroom.signed.assertions import Registered
from newsroom.signed.personal_keys import LONGEST_DEVICE, KeyClaim, named

_KINDS = [
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
    COSEAlgorithmIdentifier.EDDSA,
]
_BEGINS = "register/"


class PersonalKeyDesk:
    """Acts about members' own keys. Errors: Refused, and recorded; AwaitsSignature for what a device is to sign."""

    def __init__(
        self, acts: ActStore, store: PreparedStore, waiting: PreparedActs, key: DeskKey, party: RelyingParty
    ) -> None:
        self._acts = acts
        self._store = store
        self._waiting = waiting
        self._key = key
        self._party = party

    async def listed(self) -> tuple[PersonalKey, ...]:
        """All members' keys, in whatever state, oldest first."""
        return (await self._store.personal_keys()).keys

    async def options(self, member: Actor) -> dict[str, Any]:
        """What a page hands to the device that is to make a key (`parseCreationOptionsFromJSON`); good ten minutes."""
        challenge = secrets.token_bytes(32)
        own = [each for each in await self.listed() if each.owner == member.id and not each.gone_from]
        made = generate_registration_options(
            rp_id=self._party.rp_id,
            rp_name="Tòa soạn",
            user_name=member.name,
            user_id=secrets.token_bytes(32),
            challenge=challenge,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
            ),
            exclude_credentials=[PublicKeyCredentialDescriptor(id=_bytes(each.key.credential)) for each in own],
            supported_pub_key_algs=_KINDS,
        )
        await self._store.keep(_BEGINS + _text(challenge), member.id, "")
        options: dict[str, Any] = json.loads(options_to_json(made))
        return options

    async def register(self, member: Actor, response: Mapping[str, Any], device: str = "") -> PersonalKey:
        """The member's new key, which counts once the second office has confirmed it.

        Errors: also InvalidInput (response) for what no device made for this desk, this member and this hour.
        """
        called = clean("device", device, most=LONGEST_DEVICE)
        key = _registered(response, await self._challenge(member, response), self._party)
        await self._record(_claim(member, KeyAct.REGISTER, member.id, key, called))
        return await self._found(key.credential)

    async def confirm(self, member: Actor, credential: str) -> PersonalKey:
        """Confirm another member's key, with the own one."""
        return await self._on(member, KeyAct.CONFIRM, credential)

    async def remove(self, member: Actor, credential: str) -> PersonalKey:
        """Ask for a key to be removed; it signs nothing from now on."""
        return await self._on(member, KeyAct.REMOVE, credential)

    async def confirm_removal(self, member: Actor, credential: str) -> PersonalKey:
        """Confirm that a key is removed, with the own one."""
        return await self._on(member, KeyAct.CONFIRM_REMOVAL, credential)

    async def complete(self, claim: KeyClaim) -> PersonalKey:
        """The key after an act about it that its member's device has signed."""
        await self._record(claim)
        return await self._found(claim.key.credential)

    async def _on(self, member: Actor, act: KeyAct, credential: str) -> PersonalKey:
        key = await self._found(credential)
        await self._record(_claim(member, act, key.owner, named(key.key)))
        return await self._found(credential)

    async def _record(self, claim: KeyClaim) -> None:
        signed = self._key.sign(claim)
        refused = await self._acts.foretold(signed, claim)
        unsigned = refused is not None and refused.code == RefusalCode.UNSIGNED_BY_MEMBER
        if unsigned and (prepared := await self._waiting.prepare(claim)) is not None:
            raise AwaitsSignature(prepared)
        answer = await self._acts.record(claim.subject, signed)
        if not answer.accepted:
            raise Refused(RefusalCode(answer.code), answer.message)

    async def _found(self, credential: str) -> PersonalKey:
        key = (await self._store.personal_keys()).named(credential)
        if key is None:
            raise refusal("credential", "không có khóa cá nhân mang mã này", "hãy xem lại danh sách khóa")
        return key

    async def _challenge(self, member: Actor, response: Mapping[str, Any]) -> bytes:
        """What the device was asked, when it was this desk that asked this member, a short while ago."""
        try:
            told = json.loads(_bytes(response["response"]["clientDataJSON"]))
            challenge = _bytes(told["challenge"])
        except (ValueError, KeyError, TypeError, RecursionError):
            raise _unusable() from None
        waiting = await self._store.find(_BEGINS + _text(challenge))
        if waiting is None or waiting.member != member.id:
            raise _unusable()
        return challenge


def _registered(response: Mapping[str, Any], challenge: bytes, party: RelyingParty) -> Registered:
    """The key that a device says it has made for the desk. Errors: InvalidInput (response)."""
    try:
        made = verify_registration_response(
            credential=dict(response),
            expected_challenge=challenge,
            expected_rp_id=party.rp_id,
            expected_origin=list(party.origins),
            require_user_verification=True,
            supported_pub_key_algs=_KINDS,
        )
        public = decoded_public_key_to_cryptography(decode_credential_public_key(made.credential_public_key))
    except (WebAuthnException, ValueError, KeyError, TypeError) as wrong:
        raise _unusable() from wrong
    spki = public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return Registered(
        credential=_text(made.credential_id),
        spki=base64.b64encode(spki).decode(),
        rp_id=party.rp_id,
        origins=party.origins,
        eligible=made.credential_device_type.value == "multi_device",
        backed_up=made.credential_backed_up,
        model=made.aaguid,
    )


def _claim(member: Actor, act: KeyAct, owner: str, key: Registered, device: str = "") -> KeyClaim:
    return KeyClaim(
        act_id=member.act_id or uuid.uuid4().hex,
        act=act,
        owner=type(member.id)(owner),
        key=key,
        member=member.id,
        office=member.office,
        made_at=now(),
        via=member.via,
        device=device,
    )


def _unusable() -> Exception:
    return refusal(
        "response", "thiết bị trả lời không đúng cho lần đăng ký này, hoặc đã quá mười phút", "hãy đăng ký lại từ đầu"
    )


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
