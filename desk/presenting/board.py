"""The board in force as JSON-able values."""

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from activities.storage.rows import BoardVersion
from desk.presenting.shapes import Labelled
from desk.presenting.values import Account, Hash, Moment, Name, Title, instant
from newsroom.article import ChannelName, Kind
from newsroom.board import OFFICE_LABELS, AuthorityRule, Duty, Member, Office
from newsroom.matters.board_change import Meanwhile, meanwhile_in_words, personal_in_words, signing_in_words


class MemberShown(TypedDict):
    """A member as lists show one."""

    id: Account
    office: Office
    office_label: Name
    name: Name
    title: Name


_OfClass = TypedDict("_OfClass", {"class": Annotated[str, Field(examples=["IV.2"])]})


class RuleShown(_OfClass):
    """Who approves what, by which clause."""

    office: Office
    office_label: Name
    topics: list[str]
    kinds: list[Kind]
    rule: int
    clause: str
    text: str


class DutyShown(TypedDict):
    """What an office is charged with."""

    office: Office
    office_label: Name
    rule: int
    label: str


class KindShown(Labelled):
    """A kind of article, and where it goes."""

    channels: list[ChannelName]


class BoardShown(TypedDict):
    """The notice in force."""

    number: str
    signed_on: Annotated[str, Field(examples=["2026-11-23"])]
    decided_by: str
    said: str
    decided_meanwhile: list[str]
    needs_check: str
    personal_signature: str
    duties: list[DutyShown]
    version: int
    digest: Hash
    effective_from: Moment
    title: Title
    portal: str
    members: list[MemberShown]
    authority: list[RuleShown]
    kinds: list[KindShown]
    topics: list[Labelled]


def board_data(version: BoardVersion, meanwhile: Iterable[Meanwhile]) -> BoardShown:
    """The notice in force: what it is on paper, people, who approves what, duties, kinds and topics."""
    board = version.board
    return {
        "number": version.signing.number,
        "signed_on": version.signing.signed_on.isoformat() if version.signing.signed_on else "",
        "decided_by": version.signing.decided_by,
        "said": signing_in_words(version.signing, version.effective_from),
        "decided_meanwhile": [meanwhile_in_words(found) for found in meanwhile],
        "needs_check": board.unchecked,
        "personal_signature": personal_in_words(board.personal),
        "duties": [_duty_data(duty) for duty in board.duties],
        "version": version.number,
        "digest": version.digest,
        "effective_from": instant(version.effective_from),
        "title": board.title,
        "portal": board.portal,
        "members": [member_data(member) for member in board.members],
        "authority": [_rule_data(rule) for rule in board.authority],
        "kinds": [
            {"id": kind, "label": label, "channels": list(board.kind_channels[kind])}
            for kind, label in board.kind_labels.items()
        ],
        "topics": [{"id": topic, "label": label} for topic, label in board.topic_labels.items()],
    }


def member_data(member: Member) -> MemberShown:
    """A member as lists show one."""
    return {
        "id": member.id,
        "office": member.office,
        "office_label": OFFICE_LABELS[member.office],
        "name": member.name,
        "title": member.title,
    }


def _rule_data(rule: AuthorityRule) -> RuleShown:
    return {
        "class": rule.name,
        "office": rule.office,
        "office_label": OFFICE_LABELS[rule.office],
        "topics": sorted(rule.topics),
        "kinds": sorted(rule.kinds),
        "rule": rule.rule,
        "clause": rule.clause,
        "text": rule.text,
    }


def _duty_data(duty: Duty) -> DutyShown:
    return {
        "office": duty.office,
        "office_label": OFFICE_LABELS[duty.office],
        "rule": duty.rule,
        "label": duty.label,
    }
