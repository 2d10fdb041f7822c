"""Pictures at the door: written anew, refused by their form, found by their name."""

import hashlib
import io
from typing import Any

import pytest
from PIL import ExifTags, Image, PngImagePlugin

from desk.manuscript.apart.room import read_apart
from desk.manuscript.photos import photo_from
from tests.desk.manuscript.reading import STATED, body, read, refused
from tests.desk.test_intake import BLUE, RED, picture

SECRET = b"BI MAT TRONG ANH"


def text_chunk() -> PngImagePlugin.PngInfo:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", SECRET.decode())
    return notes


@pytest.mark.parametrize(
    "data",
    [
        RED + SECRET,
        picture("PNG") + SECRET,
        picture("PNG", pnginfo=text_chunk()),
        picture("JPEG", comment=SECRET),
        picture("JPEG", icc_profile=SECRET * 20),
        picture("WEBP", xmp=SECRET),
        picture("WEBP", lossless=True) + SECRET,
    ],
    ids=["jpeg tail", "png tail", "png text", "jpeg comment", "no profile", "webp notes", "webp tail"],
)
def test_nothing_but_the_picture_is_stored(data: bytes) -> None:
    assert SECRET in data
    stored = photo_from(data, "photos", "a")
    assert SECRET not in stored.data
    assert (stored.width, stored.height) == (1200, 800)
    assert photo_from(data, "photos", "a") == stored


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_a_picture_without_loss_loses_nothing(form: str) -> None:
    data = picture(form, (300, 200), lossless=True)
    before, after = (Image.open(io.BytesIO(each)).tobytes() for each in (data, photo_from(data, "photos", "a").data))
    assert before == after


def test_a_sound_colour_profile_stays() -> None:
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    stored = photo_from(picture("JPEG", icc_profile=profile), "photos", "a")
    assert Image.open(io.BytesIO(stored.data)).info["icc_profile"] == profile


OTHERS = [
    (picture("GIF"), "GIF", "PNG"),
    (picture("BMP"), "BMP", "PNG"),
    (picture("TIFF"), "TIFF", "JPEG"),
    (b"\0\0\0\x18ftypheic" + b"\0" * 40, "HEIC", "JPEG"),
    (b"\0\0\0\x18ftypavif" + b"\0" * 40, "AVIF", "JPEG"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG", "PNG"),
    (b"<?xml version='1.0'?>\n<svg/>", "SVG", "PNG"),
    (b"%PDF-1.7", "PDF", "PNG"),
    (b"\xd7\xcd\xc6\x9a" + b"\0" * 40, "WMF/EMF", "PNG"),
]


@pytest.mark.parametrize(("data", "form", "remedy"), OTHERS, ids=[row[1] for row in OTHERS])
def test_another_form_is_named_with_what_to_do(data: bytes, form: str, remedy: str) -> None:
    said = refused('<p>a</p><img src="a.jpg">', files={"a.jpg": data})
    assert f"tệp “a.jpg” là ảnh {form}, hệ thống không nhận" in said
    assert remedy in said


@pytest.mark.parametrize(
    ("mode", "how"),
    [("RGB", {"subsampling": 0}), ("RGB", {"progressive": True}), ("CMYK", {"subsampling": 0})],
)
def test_a_picture_of_much_detail_is_no_broken_one(mode: str, how: dict[str, Any]) -> None:
    side = 256
    noise = Image.frombytes(mode, (side, side), hashlib.shake_128(b"noise").digest(side * side * len(mode)))
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=100, **how)
    assert photo_from(out.getvalue(), "photos", "a.jpg").width == side


def test_a_moving_picture_is_refused() -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (50, 50), color) for color in ("red", "blue")]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], duration=100)
    assert "ảnh động" in refused('<p>a</p><img src="a.webp">', files={"a.webp": out.getvalue()})


def test_a_photo_of_a_large_camera_is_halved_and_its_author_told() -> None:
    turned = Image.Exif()
    turned[ExifTags.Base.Orientation] = 6
    files = {"a.jpg": picture("JPEG", (8000, 6000), exif=turned)}
    named = {"overrides": STATED, "photo_files": files, "known_topics": {}}
    manuscript = read_apart("manuscript", b'<p>a</p><img src="a.jpg">', filename="a.html", **named)
    (photo,) = manuscript.content.photos
    assert (photo.width, photo.height) == (3000, 4000)
    assert any("thu nhỏ" in note for note in manuscript.notes)


def digests(src: str, files: dict[str, bytes]) -> list[str]:
    manuscript = read(f'<p>a</p><img src="{src}">', files=files)
    return [photo.digest for photo in manuscript.content.photos]


def expected(data: bytes) -> list[str]:
    return [photo_from(data, "photos", "a").digest]


@pytest.mark.parametrize("src", ["hinh1.jpg", "anh/hinh1.jpg", "Anh\\HINH1.JPG", "./hinh1.jpg"])
def test_an_uploaded_photo_is_found_by_the_last_part_of_its_name(src: str) -> None:
    assert digests(src, {"Hinh1.jpg": RED, "khac.jpg": BLUE}) == expected(RED)


def test_a_name_in_either_form_of_unicode_is_the_same() -> None:
    assert digests("anh/ho\u0300a.jpg", {"hòa.jpg": RED}) == expected(RED)


def test_a_whole_name_is_meant_before_its_last_part() -> None:
    assert digests("b/h.jpg", {"a/h.jpg": RED, "b/h.jpg": BLUE}) == expected(BLUE)


def test_names_that_may_mean_two_files_are_refused() -> None:
    said = refused('<p>a</p><img src="h.jpg">', files={"a/h.jpg": RED, "b/h.jpg": BLUE})
    assert "không rõ tệp ảnh nào là “h.jpg”: có “a/h.jpg” và “b/h.jpg”" in said
    said = refused('<p>a</p><img src="a/h.jpg"><img src="b/h.jpg">', files={"h.jpg": RED})
    assert "có “a/h.jpg” và “b/h.jpg”" in said


def test_two_files_of_one_name_but_for_capitals_are_refused_unless_one_is_named_to_the_letter() -> None:
    files = {"A.jpg": RED, "a.JPG": BLUE}
    assert "không rõ tệp ảnh nào là “a.jpg”: có “A.jpg” và “a.JPG”" in refused("<p>x</p><img src=a.jpg>", files=files)
    assert digests("A.jpg", files) == expected(RED)


def test_a_missing_photo_says_what_did_arrive() -> None:
    said = refused('<p>a</p><img src="c.jpg">', files={"a.jpg": RED, "b.jpg": BLUE})
    assert "không thấy tệp ảnh “c.jpg” trong số tệp gửi kèm (đã nhận: “a.jpg”, “b.jpg”)" in said
    assert "(không có tệp ảnh nào gửi kèm)" in refused('<p>a</p><img src="c.jpg">')


def test_a_text_places_no_more_pictures_than_a_page_can_show() -> None:
    def places(count: int) -> Any:
        return "<p>a</p>" + '<img src="a.jpg">' * count

    assert len(read(places(100), files={"a.jpg": RED}).content.photos) == 1
    assert "hơn 100 chỗ" in refused(places(101), files={"a.jpg": RED})


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("C:/anh/a.jpg", "nằm ngoài thư mục bản thảo"),
        ("file:///home/a.jpg", "nằm ngoài thư mục bản thảo"),
        ("/home/a.jpg", "nằm ngoài thư mục bản thảo"),
        ("https://a.vn/a.jpg", "là địa chỉ mạng"),
        ("//a.vn/a.jpg", "là địa chỉ mạng"),
        ("cid:image001", "là địa chỉ mạng hoặc ảnh nhúng"),
    ],
)
def test_a_picture_that_is_elsewhere_is_told_with_where_and_its_line(name: str, said: str) -> None:
    assert f"dòng 2: ảnh “{name}” {said}" in refused(f"<p>x</p>\n<p><img src='{name}'></p>")


@pytest.mark.parametrize(
    "address", ["https://static.xx.fbcdn.net/images/emoji.php/v9/tf3/1f389.png", "//s.w.org/e.svg"]
)
@pytest.mark.parametrize("emoji", ["🎉", "👩\u200d🌾", "❤\ufe0f", "🇻🇳", "\U0001fae8"])
def test_an_emoji_that_a_social_network_drew_is_that_emoji(address: str, emoji: str) -> None:
    """Text copied from Facebook was turned away for pictures that nobody had taken."""
    typed = f'<p>Vui <b><img height="16" alt="{emoji}" src="{address}"></b> nhé</p>'
    assert body(typed) == f"<p>Vui <strong>{emoji}</strong> nhé</p>"


@pytest.mark.parametrize("picture", ['src="https://a.vn/e.png"', 'src="https://a.vn/e.png" alt="Hội 🎉"'])
def test_any_other_picture_from_the_web_is_asked_for(picture: str) -> None:
    assert "a.vn/e.png" in refused(f"<p>Vui <img {picture}></p>")


def test_an_own_photo_described_by_an_emoji_is_the_photo() -> None:
    assert "le-hoi.jpg" in refused('<p>Vui <img src="le-hoi.jpg" alt="🎉"></p>')
