"""Every check of the technical edit, with a hit and the nearest text that must pass."""

import re
from dataclasses import replace
from datetime import date
from typing import Any, Final

import pytest

from newsroom.article import ArticleId, ChannelName, ChannelText, Content, Kind, Photo, Source, Topic
from newsroom.checklist.check import CHECKS, MAX_PER_CHECK, Code, Facts, Finding, Severity, blocks_submission, check
from newsroom.checklist.findings import Lookalike
from newsroom.checklist.leaders import Leader
from newsroom.checklist.points import Point, PointKind

TODAY = "2026-11-23"
PHOTO = Photo(
    digest="a" * 64,
    media_type="image/jpeg",
    width=1200,
    height=800,
    size_bytes=400_000,
    caption="Bà con Quảng Uyên thu hoạch quýt",
    credit="Cộng tác viên 1",
    alt="Một phụ nữ hái quýt trong vườn",
)
SOUND = Content(
    kind=Kind.NEWS,
    topics=(Topic("economy"),),
    title="Khai mạc phiên chợ nông sản Cao Bằng",
    summary="Sáng 23/11, phiên chợ nông sản khai mạc tại phường Thục Phán.",
    body_html=f'<p>Hơn 40 gian hàng giới thiệu miến dong, hạt dẻ, quýt.</p><p><img src="photo:{"a" * 64}"></p>',
    byline="Cộng tác viên 1",
    photos=(PHOTO,),
)
SOURCE = Source(name="Báo Cao Bằng", url="https://baocaobang.vn/bai-1", published_on="2026-11-20")


def leader(name: str, post: str, starts: str, ends: str = "") -> Leader:
    until = date.fromisoformat(ends) if ends else None
    return Leader(name=name, post=post, starts=date.fromisoformat(starts), ends=until, source="Nghị quyết 1/NQ")


REPOST = replace(SOUND, kind=Kind.REPOST, source=SOURCE)
POINT: Final = Point(kind=PointKind.HIDDEN_TEXT, place="đoạn 2", words="bản mật")
FACTS = Facts(
    today=TODAY,
    official_domains=("gov.vn", "baocaobang.vn"),
    leaders=(
        leader("Họ Tên Ví Dụ", "Chủ tịch UBND tỉnh", "2026-01-01"),
        leader("Họ Tên Ví Dụ", "Giám đốc Sở Ví dụ", "2020-01-01", "2026-01-01"),
        leader("Họ Tên Mẫu", "Bí thư Tỉnh ủy", "2025-07-01"),
        leader("Họ Tên Mẫu", "Trưởng Đoàn Ví dụ", "2026-12-01"),
    ),
)
LOOKALIKE = Lookalike(article_id=ArticleId("2026-0007"), title="Phiên chợ", same_title=False, same_body=True)
LONG = " ".join(["từ"] * 600)


def codes(content: Content, facts: Facts = FACTS) -> set[Code]:
    return {finding.code for finding in check(content, facts)}


def the(code: Code, content: Content, facts: Facts = FACTS) -> Finding:
    return next(finding for finding in check(content, facts) if finding.code is code)


def saying(text: str) -> Content:
    return replace(SOUND, body_html=f"{SOUND.body_html}<p>{text}</p>")


def with_photo(**changes: Any) -> Content:
    return replace(SOUND, photos=(replace(PHOTO, **changes),))


def with_text(channel: ChannelName, text: str) -> Content:
    return replace(SOUND, channel_texts=(ChannelText(channel=channel, text=text),))


def linking(href: str) -> Content:
    return saying(f'Xem <a href="{href}">tại đây</a>.')


def many_photos(count: int, body_html: str = "") -> Content:
    photos = tuple(replace(PHOTO, digest=f"{n:064x}") for n in range(count))
    return replace(SOUND, kind=Kind.PHOTO_STORY, photos=photos, body_html=body_html)


def test_a_sound_item_has_no_finding_and_may_be_submitted() -> None:
    assert check(SOUND, FACTS) == ()
    assert check(REPOST, FACTS) == ()
    assert not blocks_submission(())


BLOCKS: list[tuple[Code, Content, Content]] = [
    (Code.TITLE_MISSING, replace(SOUND, title="  "), SOUND),
    (Code.TITLE_LENGTH, replace(SOUND, title="Tin nhanh"), replace(SOUND, title="Tin nhanh nhất")),
    (Code.TITLE_LENGTH, replace(SOUND, title="từ " * 13), replace(SOUND, title="từ " * 12)),
    (
        Code.TITLE_LENGTH,
        replace(SOUND, kind=Kind.FEATURE, title="từ " * 21),
        replace(SOUND, kind=Kind.FEATURE, title="từ " * 20),
    ),
    (Code.TITLE_LENGTH, replace(SOUND, title="Quýt"), replace(SOUND, kind=Kind.FEATURE, title="Quýt")),
    (Code.BODY_MISSING, replace(SOUND, body_html="<h2>Chỉ có đề mục</h2>"), SOUND),
    (Code.BODY_MISSING, many_photos(2), many_photos(3)),
    (Code.BODY_MISSING, many_photos(1), many_photos(1, "<p>Lời dẫn.</p>")),
    (Code.BODY_MISSING, replace(many_photos(3), kind=Kind.NEWS), many_photos(3)),
    (Code.TOPICS, replace(SOUND, topics=()), SOUND),
    (
        Code.TOPICS,
        replace(SOUND, topics=tuple(map(Topic, "abcd"))),
        replace(SOUND, topics=tuple(map(Topic, "abc"))),
    ),
    (Code.AUTHOR_OR_SOURCE, replace(SOUND, byline=" "), replace(REPOST, byline=" ")),
    (Code.REPOST_SOURCE, replace(REPOST, source=None), replace(SOUND, source=None)),
    (Code.REPOST_SOURCE, replace(REPOST, source=replace(SOURCE, name="")), REPOST),
    (
        Code.REPOST_SOURCE,
        replace(REPOST, source=replace(SOURCE, url="baocaobang.vn/bai-1")),
        replace(REPOST, source=replace(SOURCE, url="http://baocaobang.vn/bai-1")),
    ),
    (
        Code.REPOST_SOURCE,
        replace(REPOST, source=replace(SOURCE, published_on="2026-11-24")),
        replace(REPOST, source=replace(SOURCE, published_on=TODAY)),
    ),
    (Code.REPOST_SOURCE, replace(REPOST, source=replace(SOURCE, published_on="20/11/2026")), REPOST),
    (Code.REPOST_SOURCE, replace(REPOST, source=replace(SOURCE, url="https://[::1")), REPOST),
    (Code.PHOTO_CAPTION, with_photo(caption=" "), SOUND),
    (Code.PHOTO_CREDIT, with_photo(credit=""), SOUND),
    (Code.PHOTO_NOT_ATTACHED, replace(SOUND, photos=()), SOUND),
    (Code.ZALO_TITLE, replace(SOUND, title="a" * 151), replace(SOUND, title="a" * 150)),
    (Code.NOT_FOR_READERS, saying("Giá [ĐỊA ĐIỂM]"), saying("Giá [1]")),
    (Code.ZALO_AUTHOR, replace(SOUND, byline="a" * 51), replace(SOUND, byline="a" * 50)),
    (
        Code.FANPAGE_TEXT,
        with_text(ChannelName.FANPAGE, "a" * 63_207),
        with_text(ChannelName.FANPAGE, "a" * 63_206),
    ),
    (Code.FANPAGE_TEXT, replace(SOUND, summary="a" * 63_206), with_text(ChannelName.PORTAL, "a" * 63_207)),
    *[
        (Code.CLASSIFIED, saying(marked), saying(plain))
        for marked, plain in [
            ("MẬT", "Bí mật"),
            ("“Tuyệt mật”", "Câu chuyện tuyệt mật kể lại sau 50 năm."),
            ("Độ mật: Tối mật", "Mật độ: 120 người/km²"),
            ("ĐỘ MẬT: MẬT", "ĐỘ MẬT: KHÔNG"),
            ("Mức độ mật: Mật", "Mức độ bảo mật: cao"),
            ("Công văn MẬT số 12/CV", "Công văn bí mật số 12/CV"),
            ("TÀI LIỆU MẬT", "MẬT ONG HOA DẠI ĐƯỢC MÙA"),
            ("Văn bản đóng dấu (TỐI MẬT) gửi kèm", "Mật ong bạc hà, mật mía tối"),
            ("HỒ SƠ TUYỆT MẬT", "GIỮ GÌN BÍ MẬT NHÀ NƯỚC"),
            ("Số 05/BC, MẬT, hỏa tốc", "MẬT ĐỘ DÂN CƯ ở Cao Bằng"),
        ]
    ],
]


@pytest.mark.parametrize(("code", "hit", "near_miss"), BLOCKS)
def test_what_must_be_mended_blocks_and_the_nearest_sound_text_does_not(
    code: Code, hit: Content, near_miss: Content
) -> None:
    assert code in codes(hit)
    assert code not in codes(near_miss)
    assert the(code, hit).severity is Severity.BLOCKING
    assert blocks_submission(check(hit, FACTS))


TCVN3 = "Céng hßa x· héi chñ nghÜa ViÖt Nam, §éc lËp - Tù do - H¹nh phóc"
VNI = "Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam, Ñoäc laäp - Töï do - Haïnh phuùc"
WARNS: list[tuple[Code, Content, Content]] = [
    (Code.ZALO_TEXT, with_text(ChannelName.ZALO_OA, "a" * 301), with_text(ChannelName.ZALO_OA, "a" * 300)),
    *[
        (Code.UNLISTED_SOURCE, replace(REPOST, source=replace(SOURCE, url=away)), replace(REPOST, source=home))
        for away, home in [
            ("https://tinnhanh.vn/1", SOURCE),
            ("https://xgov.vn/1", replace(SOURCE, url="https://sub.caobang.gov.vn/1")),
            ("https://baocaobang.vn.evil.com/1", replace(SOURCE, url="https://BaoCaoBang.vn/1")),
        ]
    ],
    (
        Code.UNLISTED_SOURCE,
        replace(REPOST, source=replace(SOURCE, url="https://a.vn/1")),
        replace(SOUND, source=SOURCE),
    ),
    (
        Code.SUMMARY_MISSING,
        replace(SOUND, summary="", body_html=f"<p>{LONG}</p>"),
        replace(SOUND, summary="", body_html=f"<p>{LONG.removeprefix('từ ')}</p>"),
    ),
    (Code.SUMMARY_LENGTH, replace(SOUND, summary="từ " * 61), replace(SOUND, summary="từ " * 60)),
    (Code.ALL_CAPS_TITLE, replace(SOUND, title="KHAI MẠC PHIÊN CHỢ"), replace(SOUND, title="HĐND, UBND tỉnh họp")),
    *[
        (Code.UNACCENTED, saying(bare), saying(sound))
        for bare, sound in [
            ("Thu tuong tham va lam viec tai Cao Bang", "The Prime Minister visited the northern province"),
            ("Phien cho nong san khai mac sang nay", "Le ministre a visite la province du nord"),
            ("Ban tin trong ngay cua tinh", "Ban tin trong ngày của tỉnh"),
            ("Ban Bien tap “Cao Bang”, so 5", "Cao Minh Long, Lan Anh"),
        ]
    ],
    *[
        (Code.LEGACY_ENCODING, saying(old), saying(sound))
        for old, sound in [
            (TCVN3, "Cộng hòa xã hội chủ nghĩa Việt Nam, Độc lập - Tự do - Hạnh phúc"),
            (VNI, "Le café, l’été, où l’élève a dû préférer la fenêtre à côté"),
            ("Ñaïi hoäi ñaïi bieåu Ñaûng boä tænh", "El niño y la niña comían piñas en el jardín de su año"),
            ("UBND tØnh Cao B»ng tæ chøc héi nghÞ", "Die Bürger können über größere Häuser reden"),
            ("Ph¸t triÓn kinh tÕ vïng cao biªn giíi", "Não são então os irmãos da organização"),
        ]
    ],
    (
        Code.NOT_NFC,
        replace(SOUND, summary="Pho\u031b\u0309 bo\u0300"),
        replace(SOUND, summary="Phở bò"),
    ),
    *[
        (Code.LEADER_TITLE, saying(wrong), saying(right))
        for wrong, right in [
            ("Phó Chủ tịch UBND tỉnh Họ Tên Ví Dụ dự.", "Chủ tịch UBND tỉnh Họ Tên Ví Dụ dự."),
            ("Giám đốc Sở Y tế Họ Tên Ví Dụ dự.", "Chủ tịch Ủy ban nhân dân tỉnh Họ Tên Ví Dụ dự."),
            ("Đồng chí Họ Tên Mẫu, Phó Bí thư Tỉnh ủy, dự.", "Đồng chí Họ Tên Mẫu, Bí thư Tỉnh ủy, dự."),
            ("Bộ trưởng Họ Tên Mẫu phát biểu.", "Đồng chí Họ Tên Mẫu phát biểu."),
            ("Nguyên Bí thư Tỉnh ủy Họ Tên Mẫu nói.", "Nguyên Bí thư Tỉnh ủy Họ Tên Mẫu Đơn nói."),
            (
                "Ủy viên Trung ương, Chủ tịch HĐND tỉnh Họ Tên Mẫu dự.",
                "Ủy viên Trung ương, Bí thư Tỉnh ủy Họ Tên Mẫu và Chủ tịch HĐND tỉnh dự.",
            ),
            ("Giám đốc Sở Ví dụ Họ Tên Ví Dụ dự.", "Nguyên Giám đốc Sở Ví dụ Họ Tên Ví Dụ dự."),
            ("Trưởng Đoàn Ví dụ Họ Tên Mẫu dự.", "Bí thư Tỉnh ủy Họ Tên Mẫu dự."),
            ("Nguyên Chủ tịch UBND tỉnh Họ Tên Ví Dụ.", "Nguyên Viện trưởng Viện Khác Họ Tên Ví Dụ."),
        ]
    ],
    *[
        (Code.LEADER_NAME, saying(wrong), saying(right))
        for wrong, right in [
            ("Chủ tịch UBND tỉnh Họ Tên Vi Dụ dự.", "Chủ tịch UBND tỉnh Họ Tên Ví Dụ dự."),
            ("Đồng chí Hộ Tên Mẫu, Bí thư Tỉnh ủy, nói.", "Anh Hộ Tên Mẫu, nông dân xã Ví dụ, nói."),
            ("Nguyên Giám đốc Sở Ví dụ Họ Tên Ví Du.", "Giám đốc Công ty Khác Họ Tên Ví Du."),
        ]
    ],
    *[
        (Code.RELATIVE_DAY, saying(vague), saying(dated))
        for vague, dated in [
            ("Sáng nay, hội nghị khai mạc.", "Sáng nay (23/11), hội nghị khai mạc."),
            ("Hôm qua có mưa to.", "Hôm qua, ngày 22 tháng 11, có mưa to."),
            ("Lễ hội mở ngày mai.", "Lễ hội mở ngày mai 24/11/2026."),
            ("Chiều nay đoàn đến.", "Thế hệ hôm nay ghi nhớ công ơn."),
        ]
    ],
    *[
        (Code.PERSONAL_DATA, saying(private), saying(public))
        for private, public in [
            ("Số CCCD 004203001234.", "Số văn bản 2026000012345."),
            ("Căn cước: 004 203 001 234.", "Kinh phí 004203 đồng."),
            ("CMND số 080123456.", "Mã hồ sơ 080123456."),
            ("Liên hệ 0912345678.", "Gọi tổng đài 1900 1234 hoặc 113."),
            ("Liên hệ 0912.345.678.", "Điện thoại cơ quan 0206 3852 123."),
            ("Liên hệ +84 912 345 678.", "Chi 912.345.678 đồng."),
        ]
    ],
    (Code.PHOTO_SMALL, with_photo(width=799), with_photo(width=800)),
    (Code.PHOTO_HEAVY, with_photo(size_bytes=5 * 1024 * 1024 + 1), with_photo(size_bytes=5 * 1024 * 1024)),
    (Code.PHOTO_ALT, with_photo(alt=" "), SOUND),
    *[
        (Code.BROKEN_LINK, linking(broken), linking(sound))
        for broken, sound in [
            ("", "https://caobang.gov.vn"),
            ("caobang.gov.vn/tin", "http://caobang.gov.vn/tin"),
            ("https://caobang.gov.vn/tin moi", "https://caobang.gov.vn/tin%20moi"),
            ("http://localhost:8080/a", "https://localhost.vn/a"),
            ("http://192.168.1.5/a", "https://192.gov.vn/a"),
            ("mailto:toasoan", "mailto:toasoan@caobang.gov.vn"),
            ("https://[::1", "https://xn--bin-hoa.vn"),
        ]
    ],
    *[
        (Code.NUMBER_FORM, saying(english), saying(vietnamese))
        for english, vietnamese in [
            ("Chi 1,000,000 đồng.", "Chi 1.000.000 đồng."),
            ("Phạt 1,500 đồng.", "Đạt 1,500 tỷ đồng."),
            ("Có 12,345 người dự.", "Tăng 12,345 lần; các đoạn 1,234,5."),
        ]
    ],
    *[
        (Code.UNIT_FORM, saying(flat), saying(raised))
        for flat, raised in [
            ("Rộng 500 m2.", "Rộng 500 m²."),
            ("Diện tích 6.700km2.", "Diện tích 6.700 km², ngõ m25."),
            ("Chứa 20m3 nước.", "Xe M2, khí CO2, mp3, am2."),
        ]
    ],
    (Code.PERCENT_FORM, saying("Đạt 25 % kế hoạch."), saying("Đạt 25% kế hoạch.")),
    *[
        (Code.DATE_FORM, saying(foreign), saying(ours))
        for foreign, ours in [
            ("Họp 2026-11-23.", "Họp 23/11/2026."),
            ("Họp 11/23/2026.", "Họp 11/12/2026."),
            ("Hạn 2026-12-01.", "Số 2026-11-23/BC và https://a.vn/2026-11-23"),
        ]
    ],
    *[
        (Code.TONE_STYLE, saying(mixed), saying(one))
        for mixed, one in [
            ("Hòa bình và hoà hợp.", "Hòa bình và hòa hợp, hoàn toàn."),
            ("Chị Thúy gặp em Thuý.", "Chị Thúy quý bạn, hoài bão, khuỷu tay."),
            ("Mạnh khoẻ, xòe ô.", "Mạnh khoẻ, xoè ô, quỹ, quà."),
        ]
    ],
]


@pytest.mark.parametrize(("code", "hit", "near_miss"), WARNS)
def test_what_deserves_a_look_is_a_warning_and_the_nearest_sound_text_is_not(
    code: Code, hit: Content, near_miss: Content
) -> None:
    assert code in codes(hit)
    assert code not in codes(near_miss)
    assert the(code, hit).severity is Severity.WARNING


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        (Code.OPEN_POINT, replace(FACTS, open_points=((1, POINT), (2, POINT)))),
        (Code.DUPLICATE, replace(FACTS, lookalikes=(LOOKALIKE,))),
    ],
)
def test_what_only_the_caller_knows_is_found_from_the_facts(code: Code, facts: Facts) -> None:
    assert codes(SOUND, facts) == {code}
    assert codes(SOUND, FACTS) == set()


def test_two_leaders_whose_names_differ_by_a_mark_are_two_people() -> None:
    both = (*FACTS.leaders, leader("Họ Tên Ví Dú", "Phó Chủ tịch UBND tỉnh", "2026-01-01"))
    text = saying("Chủ tịch UBND tỉnh Họ Tên Ví Dụ và Phó Chủ tịch UBND tỉnh Họ Tên Ví Dú dự họp.")
    assert codes(text, replace(FACTS, leaders=both)) == set()
    assert codes(saying("Chủ tịch UBND tỉnh Họ Tên Ví Dú dự."), replace(FACTS, leaders=both)) == {Code.LEADER_TITLE}


def test_a_wrong_post_is_told_with_what_the_register_says() -> None:
    said = {
        "Giám đốc Sở Ví dụ Họ Tên Ví Dụ dự.": "thôi giữ chức danh “Giám đốc Sở Ví dụ” từ 01/01/2026, danh sách nay ghi",
        "Trưởng Đoàn Ví dụ Họ Tên Mẫu dự.": "giữ chức danh “Trưởng Đoàn Ví dụ” từ 01/12/2026",
        "Nguyên Bí thư Tỉnh ủy Họ Tên Mẫu nói.": "ghi là “Nguyên Bí thư Tỉnh ủy”, danh sách nay ghi “Bí thư Tỉnh ủy”",
        "Bộ trưởng Họ Tên Mẫu nói.": "(Nghị quyết 1/NQ)",
    }
    for text, expected in said.items():
        assert expected in the(Code.LEADER_TITLE, saying(text)).message
    nobody = replace(FACTS, today="2019-01-01")
    assert "không ghi chức danh nào" in the(Code.LEADER_TITLE, saying("Bộ trưởng Họ Tên Mẫu nói."), nobody).message


def test_every_open_point_blocks_by_its_number() -> None:
    """A point that blocks without a name cannot be closed."""
    few = check(SOUND, replace(FACTS, open_points=((1, POINT), (7, replace(POINT, words="")))))
    assert [(f.severity, f.place, f.message.split()[1]) for f in few] == [
        (Severity.BLOCKING, "đoạn 2", n) for n in "17"
    ]
    assert "“bản mật”" in few[0].message
    assert "“" not in few[1].message
    for count in (20, 21, 22, 500):
        many = check(SOUND, replace(FACTS, open_points=tuple((n, POINT) for n in range(1, count + 1))))
        assert len(many) <= MAX_PER_CHECK
        said = [int(n) for f in many[:19] for n in re.findall(r"Điểm (\d+)", f.message)]
        left = f"{'20–' * (count > 20)}{count}."
        assert said == list(range(1, 20))
        assert (f"mở nữa: {left}" in many[-1].message) is (count > 20)


def test_every_check_and_every_code_is_exercised_here() -> None:
    exercised = {code for code, *_ in BLOCKS + WARNS} | {Code.OPEN_POINT, Code.DUPLICATE, Code.RESERVED_NEWS}
    assert exercised == set(Code)
    assert len(CHECKS) == len(set(CHECKS))


def test_blocking_findings_come_first() -> None:
    found = check(replace(with_photo(alt="", caption=""), title="TIN KHẨN CẤP", topics=()), FACTS)
    assert [finding.severity for finding in found] == sorted(finding.severity for finding in found)
    assert {finding.code for finding in found} >= {Code.TOPICS, Code.PHOTO_ALT}


def test_a_finding_says_where_it_is_and_what_to_do() -> None:
    found = the(Code.UNIT_FORM, saying("Khu đất rộng 500 m2."))
    assert found.field == "body"
    assert found.place.startswith("đoạn 2: “")
    assert "m2" in found.place
    assert found.message == "Đơn vị “m2” chưa đúng; hãy viết “m²”."
    photo = the(Code.PHOTO_CREDIT, with_photo(credit=""))
    assert (photo.field, photo.place) == ("photos[0].credit", "ảnh 1: “Bà con Quảng Uyên thu hoạch quýt”")


def test_private_numbers_are_not_repeated_in_what_is_shown() -> None:
    found = the(Code.PERSONAL_DATA, saying("Liên hệ 0912345678."))
    assert "0912345678" not in found.message + found.place
    assert "091…78" in found.message


def test_passages_outside_the_body_are_read_too() -> None:
    assert the(Code.UNIT_FORM, replace(SOUND, title="Bàn giao 500 m2 đất")).field == "title"
    assert the(Code.UNIT_FORM, replace(SOUND, summary="Bàn giao 500 m2 đất")).place.startswith("sapo")
    assert the(Code.UNIT_FORM, with_photo(caption="Khu đất 500 m2")).field == "photos[0].caption"
    assert the(Code.UNIT_FORM, with_text(ChannelName.FANPAGE, "Đất 500 m2")).field == "channel_texts.fanpage"


def test_every_message_is_one_vietnamese_sentence_with_its_remedy() -> None:
    for _, hit, _ in BLOCKS + WARNS:
        for finding in check(hit, FACTS):
            assert finding.message.endswith(".")
            assert "hãy" in finding.message.lower()
            assert finding.place
            assert finding.field


def test_one_check_never_floods_the_page() -> None:
    found = check(saying("Rộng 500 m2. " * 500), FACTS)
    assert len(found) == MAX_PER_CHECK
