"""The real board of the notice, and small articles, claims and standings to try the rules on."""

import copy
import tomllib
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final

from hypothesis import strategies as st

from newsroom.article import ArticleId, Content, ContentHash, Kind, MemberId, Photo, Source, Topic, content_hash
from newsroom.board import Board, Office
from newsroom.board_file import board_from
from newsroom.claims import Claim, Details
from newsroom.decisions import Decision, decide, first_standing
from newsroom.stages import Act, Stage
from newsroom.standing import Standing
from newsroom.working_time import ZONE

BOARD_FILE: Final = Path(__file__).resolve().parents[2] / "boards" / "cao-bang.toml"

HEAD_TOPICS: Final = (Topic("party_meeting"), Topic("council_session"), Topic("committee_meeting"))
DEPUTY_TOPICS: Final = (Topic("citizen_reception"), Topic("admin_reform"))
ECONOMY: Final = Topic("economy")
REPORTER: Final = MemberId("reporter-1")

OFFICIAL: Final = Source(name="Báo Nhân Dân", url="https://nhandan.vn/tin-1.html", published_on="2026-11-23")
UNLISTED: Final = Source(name="Trang lạ", url="https://tin-la.example/1", published_on="2026-11-23")

NOW: Final = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)
"""A Monday morning, in office hours."""

REASON: Final = "Cần bổ sung số liệu"


@cache
def board() -> Board:
    return board_from(board_data())


def board_data() -> dict[str, Any]:
    """The board file as parsed, fresh for each caller to spoil."""
    return copy.deepcopy(_parsed())


@cache
def _parsed() -> dict[str, Any]:
    return tomllib.loads(BOARD_FILE.read_text(encoding="utf-8"))


def member_of(office: Office) -> MemberId:
    return board().holder(office).id


def content(
    kind: Kind = Kind.NEWS, *topics: Topic, source: Source | None = None, title: str = "Cao Bằng gieo cấy vụ xuân"
) -> Content:
    return Content(
        kind=kind,
        topics=topics or (ECONOMY,),
        title=title,
        summary="Toàn tỉnh gieo cấy xong trước ngày 20/11.",
        body_html="<p>Các xã đã gieo cấy xong.</p><p>Năng suất dự kiến tăng.</p>",
        byline="Nông Văn Hải",
        source=source,
    )


def photo(letter: str, caption: str = "Đồng lúa", credit: str = "Hoàng Anh") -> Photo:
    return Photo(
        digest=letter * 64,
        media_type="image/jpeg",
        width=1600,
        height=900,
        size_bytes=90_000,
        caption=caption,
        credit=credit,
        alt=caption,
    )


def claim(standing: Standing, act: Act, member: MemberId, **details: Any) -> Claim:
    """What a member claims towards an article as it stands, in the office the board gives them."""
    known = board().member(member)
    return Claim(
        act_id="act-1",
        act=act,
        article_id=standing.article_id,
        content_hash=standing.content_hash,
        member=member,
        office=known.office if known else Office.CONTRIBUTOR,
        made_at=NOW,
        details=Details(**details),
    )


def details_for(act: Act, standing: Standing, now: datetime = NOW) -> dict[str, Any]:
    """The least an act must say to be complete."""
    match act:
        case Act.RETURN_TO_AUTHOR | Act.RETURN_FOR_EDIT | Act.REJECT:
            return {"reason": REASON, "reason_code": "below_quality"}
        case Act.WITHDRAW | Act.TAKE_OVER | Act.ASK_REROUTE | Act.REFER:
            return {"reason": REASON}
        case Act.REASSIGN:
            free = (Office.FINAL_EDITOR, Office.DEPUTY)
            return {"reason": REASON, "to": next(m for m in map(member_of, free) if m != standing.author)}
        case Act.PASS_UP:
            above = (Office.HEAD, Office.STANDING_DEPUTY)
            return {"reason": REASON, "to": next(m for m in map(member_of, above) if m != standing.author)}
        case Act.RESUBMIT:
            return {"new_revision": standing.revision + 1, "new_hash": standing.content_hash}
        case Act.RESCHEDULE:
            return {"publish_at": now + timedelta(hours=3)}
        case Act.WAIVE_CHANNEL:
            return {"reason": REASON, "channel": standing.channels[-1]}
        case Act.RESUME_CHANNEL:
            return {"channel": standing.channels[-1]}
        case Act.FINISH_EDIT | Act.APPROVE | Act.GO_ON | Act.PRECHECK | Act.TAKE_IN:
            return {}


def submitted(text: Content, author: MemberId = REPORTER, now: datetime = NOW) -> Standing:
    return first_standing(board(), ArticleId("CB-1"), text, author=author, now=now)


def at_stage(stage: Stage, text: Content | None = None, author: MemberId = REPORTER) -> Standing:
    """An article that stands at a stage, as if people had brought it there."""
    standing = replace(submitted(text or content(), author), stage=stage)
    if stage in {Stage.SCHEDULED, Stage.PUBLISHING, Stage.PUBLISHED}:
        standing = replace(standing, approved_hash=standing.content_hash, approved_at=NOW)
    if stage is Stage.SCHEDULED:
        standing = replace(standing, publish_at=NOW + timedelta(hours=2))
    return standing


def decided(standing: Standing, act: Act, member: MemberId, text: Content | None = None, **details: Any) -> Decision:
    """The decision on a complete claim; `details` are added to the least that the act needs."""
    said = details_for(act, standing) | details
    return decide(board(), standing, claim(standing, act, member, **said), text or content(), NOW)


def rewritten(text: Content, title: str) -> tuple[Content, ContentHash]:
    new = replace(text, title=title)
    return new, content_hash(new)


members = st.sampled_from([member.id for member in board().members])
kinds = st.sampled_from(list(Kind))
topics = st.lists(st.sampled_from(sorted(board().topic_labels)), max_size=4, unique=True)
sources = st.sampled_from([None, OFFICIAL, UNLISTED])
contents = st.builds(
    lambda kind, names, source: replace(content(kind, source=source), topics=tuple(names)), kinds, topics, sources
)
moments = st.datetimes(
    min_value=datetime(2026, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2028, 10, 1),  # noqa: DTZ001 - hypothesis adds the zone
    timezones=st.just(ZONE),
)
