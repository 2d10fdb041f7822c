from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given

from newsroom.article import Content, Kind, MemberId, Source, Topic
from newsroom.authority import reassigned, route, taken_over
from newsroom.board import APPROVING_OFFICES, TAKEN_OVER, Office
from newsroom.decisions import titles
from newsroom.entitlement.grounds import ground_of
from newsroom.roster import Roster
from newsroom.stages import Part, Stage
from tests.support.samples import (
    DEPUTY_TOPICS,
    ECONOMY,
    HEAD_TOPICS,
    NOW,
    OFFICIAL,
    UNLISTED,
    at_stage,
    board,
    content,
    contents,
    member_of,
    members,
)

REPORTER = MemberId("reporter-1")
DELEGATED_KINDS = {Kind.NOTICE, Kind.DIRECTIVE, Kind.LEGAL_DOCUMENT, Kind.PRESS_RELEASE}
FREE_TOPICS = sorted(set(board().topic_labels) - {*HEAD_TOPICS, *DEPUTY_TOPICS})


def owner_by_the_notice(text: Content, *, official: bool) -> tuple[str, Office]:
    """The routing order written out a second time, in the words of domain facts 5."""
    if set(text.topics) & set(HEAD_TOPICS):
        return "R1", Office.HEAD
    if set(text.topics) & set(DEPUTY_TOPICS):
        return "R2", Office.DEPUTY
    if text.kind in DELEGATED_KINDS or (text.kind is Kind.REPOST and official):
        return "R3", Office.FINAL_EDITOR
    return "R4", Office.STANDING_DEPUTY


def official(url: str) -> bool:
    return board().is_official(Source(name="Nguồn", url=url, published_on="2026-11-23"))


class TestRouting:
    @pytest.mark.parametrize("kind", Kind)
    @pytest.mark.parametrize("topic", [None, *board().topic_labels])
    def test_every_topic_kind_and_source_goes_to_the_office_of_the_notice(
        self, topic: Topic | None, kind: Kind
    ) -> None:
        for source in (None, OFFICIAL, UNLISTED):
            text = replace(content(kind, source=source), topics=(topic,) if topic else ())
            found = route(board(), text, REPORTER)
            assert (found.name, found.owner) == owner_by_the_notice(text, official=source is OFFICIAL)

    @pytest.mark.parametrize(("head_topic", "deputy_topic"), list(product(HEAD_TOPICS, DEPUTY_TOPICS)))
    def test_the_heads_topics_come_before_the_deputys_in_any_order_and_the_deputy_is_informed(
        self, head_topic: Topic, deputy_topic: Topic
    ) -> None:
        for order in ((head_topic, deputy_topic), (deputy_topic, ECONOMY, head_topic)):
            found = route(board(), content(Kind.NEWS, *order), REPORTER)
            assert found.owner is Office.HEAD
            assert found.informed == (Office.DEPUTY,)

    @pytest.mark.parametrize("topic", FREE_TOPICS)
    def test_a_free_topic_informs_nobody_else(self, topic: Topic) -> None:
        assert route(board(), content(Kind.FEATURE, topic), REPORTER).informed == ()

    @pytest.mark.parametrize("kind", [Kind.NOTICE, Kind.DIRECTIVE, Kind.LEGAL_DOCUMENT])
    def test_a_document_about_a_committee_meeting_goes_to_the_head_while_a2_is_open(self, kind: Kind) -> None:
        """A1 (topics first) against A2 (the issued document is the final editor's): today A1, the cautious side."""
        found = route(board(), content(kind, Topic("committee_meeting")), REPORTER)
        assert (found.name, found.owner) == ("R1", Office.HEAD)

    def test_a_visit_of_leaders_is_daily_news(self) -> None:
        assert route(board(), content(Kind.NEWS, Topic("leaders_activity")), REPORTER).owner is Office.STANDING_DEPUTY

    def test_an_official_source_gives_no_other_kind_to_the_final_editor(self) -> None:
        assert route(board(), content(Kind.NEWS, source=OFFICIAL), REPORTER).owner is Office.STANDING_DEPUTY

    def test_an_unlisted_repost_says_which_source_is_not_on_the_list(self) -> None:
        found = route(board(), content(Kind.REPOST, source=UNLISTED), REPORTER)
        assert UNLISTED.url in found.reasons[0]
        assert "chưa có trong danh sách nguồn chính thống" in found.reasons[0]

    def test_a_repost_without_a_source_says_so(self) -> None:
        assert "không ghi nguồn" in route(board(), content(Kind.REPOST), REPORTER).reasons[0]

    def test_the_reason_names_the_topic_the_rule_and_the_clause(self) -> None:
        reason = route(board(), content(Kind.NEWS, Topic("admin_reform")), REPORTER).reasons[0]
        assert "Cải cách hành chính" in reason
        assert "(mục II.3, gạch đầu dòng thứ 3)" in reason


class TestOwnArticles:
    @pytest.mark.parametrize(
        ("author", "text", "owner"),
        [
            (Office.FINAL_EDITOR, content(Kind.NOTICE), Office.STANDING_DEPUTY),
            (Office.FINAL_EDITOR, content(Kind.REPOST, source=OFFICIAL), Office.STANDING_DEPUTY),
            (Office.FINAL_EDITOR, content(Kind.NEWS, HEAD_TOPICS[0]), Office.HEAD),
            (Office.FINAL_EDITOR, content(Kind.NEWS, DEPUTY_TOPICS[0]), Office.DEPUTY),
            (Office.STANDING_DEPUTY, content(Kind.NEWS), Office.HEAD),
            (Office.STANDING_DEPUTY, content(Kind.NOTICE), Office.FINAL_EDITOR),
            (Office.DEPUTY, content(Kind.NEWS, DEPUTY_TOPICS[0]), Office.STANDING_DEPUTY),
            (Office.DEPUTY, content(Kind.NEWS), Office.STANDING_DEPUTY),
            (Office.HEAD, content(Kind.NEWS, HEAD_TOPICS[0]), Office.STANDING_DEPUTY),
            (Office.HEAD, content(Kind.NEWS), Office.STANDING_DEPUTY),
        ],
    )
    def test_the_office_of_the_author_hands_the_article_on(self, author: Office, text: Content, owner: Office) -> None:
        assert route(board(), text, member_of(author)).owner is owner

    def test_the_reasons_say_why_it_was_handed_on(self) -> None:
        reasons = route(board(), content(Kind.NOTICE), member_of(Office.FINAL_EDITOR)).reasons
        assert len(reasons) == 2
        assert "không tự duyệt" in reasons[1]

    @given(contents, members)
    def test_the_owner_is_an_approving_office_and_never_the_author(self, text: Content, author: MemberId) -> None:
        found = route(board(), text, author)
        assert found.owner in APPROVING_OFFICES
        assert board().holder(found.owner).id != author
        assert found.owner not in found.informed
        assert found.reasons
        assert all(reason.endswith(".") for reason in found.reasons)

    @given(contents, members)
    def test_the_author_never_holds_the_owners_part_even_when_named_owner(
        self, text: Content, author: MemberId
    ) -> None:
        for office in (route(board(), text, author).owner, *APPROVING_OFFICES):
            assert Part.OWNER not in parts(author, author=author, owner=office)


class TestOfficialSources:
    @pytest.mark.parametrize(
        "url",
        [
            "https://gov.vn",
            "https://caobang.gov.vn/tin",
            "http://www.chinhphu.gov.vn:8080/a?b=c#d",
            "HTTPS://CAOBANG.GOV.VN/",
            "https://caobang.gov.vn./tin",
            "https://baochinhphu.vn",
            "https://special.nhandan.vn/x",
        ],
    )
    def test_a_listed_site_and_all_below_it_are_official(self, url: str) -> None:
        assert official(url)

    @pytest.mark.parametrize(
        "url",
        [
            "https://evilgov.vn",
            "https://gov.vn.example.com",
            "https://gov-vn.example",
            "https://caobang-gov.vn",
            "https://nhandan.vn.co",
            "https://gov.vn@evil.example",
            "https://gov.vn:pass@evil.example/gov.vn",
            "https://evil.example/gov.vn",
            "https://evil.example?x=.gov.vn",
            "https://evil.example#.gov.vn",
            "https://góv.vn",
            "https://xn--gv-jia.vn",
            "https://gоv.vn",  # a Cyrillic о
            "https://vn",
            "https:///gov.vn",
            "gov.vn/tin",
            "",
            "Báo Nhân Dân",
        ],
    )
    def test_a_lookalike_is_not(self, url: str) -> None:
        assert not official(url)

    @pytest.mark.parametrize(
        "url",
        [
            "https://evil.example\\@gov.vn",
            "https://evil.example\\.gov.vn/tin",
            "https://evil.example%2f.gov.vn",
            "https://ev il.gov.vn",
            "https://.gov.vn",
            "https://[::1%.gov.vn]/",
        ],
    )
    def test_an_address_that_browsers_read_otherwise_is_not(self, url: str) -> None:
        """A browser takes a backslash for a slash and opens evil.example."""
        assert not official(url)

    @pytest.mark.parametrize("url", ["javascript://gov.vn/%0aalert(1)", "ftp://gov.vn/a", "//gov.vn/a"])
    def test_only_web_addresses_are(self, url: str) -> None:
        assert not official(url)

    @pytest.mark.parametrize("url", ["https://[", "https://[gov.vn", "https://a\uff03@gov.vn"])
    def test_a_broken_address_is_not_official_and_stops_nothing(self, url: str) -> None:
        assert not official(url)

    def test_no_source_is_not_official(self) -> None:
        assert not board().is_official(None)


class TestTakingOver:
    def test_the_head_decides_and_the_former_owner_is_informed(self) -> None:
        before = route(board(), content(Kind.NOTICE), REPORTER)
        after = taken_over(before, "việc quan trọng")
        assert (after.name, after.owner, after.rule) == (TAKEN_OVER, Office.HEAD, 17)
        assert after.informed == (Office.FINAL_EDITOR,)
        assert after.reasons[:-1] == before.reasons
        assert "việc quan trọng" in after.reasons[-1]

    def test_the_reasons_stay_whole_sentences(self) -> None:
        after = taken_over(route(board(), content(), REPORTER), "việc quan trọng")
        assert all(reason.endswith(".") for reason in after.reasons)

    def test_the_informed_stay_informed(self) -> None:
        before = route(board(), content(Kind.NEWS, HEAD_TOPICS[0], DEPUTY_TOPICS[0]), REPORTER)
        assert Office.DEPUTY in taken_over(before, "x").informed

    def test_the_head_is_not_informed_of_what_is_the_heads(self) -> None:
        mine = route(board(), content(Kind.NEWS, HEAD_TOPICS[0]), REPORTER)
        assert Office.HEAD not in taken_over(mine, "x").informed
        once = taken_over(route(board(), content(), REPORTER), "x")
        assert Office.HEAD not in taken_over(once, "y").informed


class TestReassigning:
    @pytest.mark.parametrize("office", sorted(APPROVING_OFFICES))
    def test_the_named_office_decides_on_the_heads_word_and_nobody_else_is_named_twice(self, office: Office) -> None:
        before = route(board(), content(Kind.NEWS, HEAD_TOPICS[0], DEPUTY_TOPICS[0]), REPORTER)
        after = reassigned(before, office, "Trưởng Ban phân công vì đi họp.")
        assert (after.name, after.owner, after.rule) == (TAKEN_OVER, office, 17)
        assert after.reasons == (*before.reasons, "Trưởng Ban phân công vì đi họp.")
        assert after.informed == tuple(o for o in (Office.HEAD, Office.DEPUTY) if o is not office)


def parts(member: MemberId, *, author: MemberId, owner: Office) -> set[Part]:
    """The parts of a member towards daily news that waits for approval, whoever the route names as owner."""
    standing = at_stage(Stage.AWAITING_APPROVAL, author=author)
    standing = replace(standing, route=replace(standing.route, owner=owner))
    return set(titles(board(), Roster(), standing, member, NOW))


class TestParts:
    def test_a_stranger_plays_no_part(self) -> None:
        assert parts(MemberId("ai-đó"), author=REPORTER, owner=Office.HEAD) == set()

    def test_a_stranger_who_wrote_the_article_plays_no_part_either(self) -> None:
        gone = MemberId("người-đã-nghỉ")
        assert parts(gone, author=gone, owner=Office.HEAD) == set()

    @pytest.mark.parametrize(
        ("office", "played"),
        [
            (Office.HEAD, {Part.HEAD}),
            (Office.STANDING_DEPUTY, {Part.OWNER}),
            (Office.DEPUTY, {Part.REFERRER}),
            (Office.FINAL_EDITOR, {Part.FINAL_EDITOR}),
            (Office.SECRETARY, {Part.REFERRER}),
            (Office.CHIEF_ACCOUNTANT, set()),
            (Office.ACCOUNTANT, set()),
            (Office.ENGINEER, {Part.ENGINEER}),
        ],
    )
    def test_each_office_plays_its_part_in_daily_news(self, office: Office, played: set[Part]) -> None:
        assert parts(member_of(office), author=REPORTER, owner=Office.STANDING_DEPUTY) == played

    @pytest.mark.parametrize(
        ("part", "rule"),
        [
            (Part.AUTHOR, 52),
            (Part.FINAL_EDITOR, 54),
            (Part.HEAD, 17),
            (Part.ENGINEER, 81),
            (Part.PRECHECKER, 69),
            (Part.REFERRER, 5),
        ],
    )
    def test_a_ground_is_the_rule_of_the_part(self, part: Part, rule: int) -> None:
        ground = ground_of(part, Office.HEAD)
        assert (ground.rule, ground.office, ground.grant, ground.acting_for) == (rule, Office.HEAD, "", None)

    def test_the_owners_ground_is_the_class_with_its_reasons(self) -> None:
        standing = at_stage(Stage.AWAITING_APPROVAL)
        owner = member_of(Office.STANDING_DEPUTY)
        ground = titles(board(), Roster(), standing, owner, NOW)[Part.OWNER].ground
        assert (ground.rule, ground.clause, ground.reasons) == (30, standing.route.clause, standing.route.reasons)
