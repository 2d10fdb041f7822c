"""Addresses, sound and unsound, as people and attackers write them."""

from html.parser import HTMLParser
from typing import Final

from hypothesis import strategies as st

SOUND: Final = {
    "https://caobang.gov.vn": "caobang.gov.vn",
    "http://www.caobang.gov.vn:8080/a?b=c&d=%20#e": "www.caobang.gov.vn",
    "HTTPS://CaoBang.gov.vn./tin": "caobang.gov.vn",
    "https://caobang.gov.vn/tin/Bản-tin-số-1": "caobang.gov.vn",
    "https://caobang.gov.vn/a@b": "caobang.gov.vn",
    "https://xn--bo-hin-ph-xkb5k.vn/": "xn--bo-hin-ph-xkb5k.vn",
    "http://simulator:8900/a": "simulator",
}
UNSOUND: Final = (
    "",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "java\tscript:alert(1)",
    "javascript://gov.vn/%0aalert(1)",
    "data:text/html,x",
    "vbscript:x",
    "file:///etc/passwd",
    "ftp://gov.vn/a",
    "tel:0206123456",
    "//gov.vn/a",
    "/tin/a",
    "#muc-1",
    "gov.vn/tin",
    "https:gov.vn",
    "https:/gov.vn",
    "https:///gov.vn",
    "https://",
    "https://user@gov.vn/",
    "https://user:pass@gov.vn/",
    "https://@gov.vn/",
    "https:\\\\gov.vn",
    "https://evil.example\\@gov.vn",
    "https://gov.vn/a\\b",
    " https://gov.vn",
    "https://gov.vn/a b",
    "https://gov.vn/a\n",
    "https://gov\n.vn/",
    "https://gov.vn/\x00",
    "https://gov.vn/a\u00a0b",
    "https://gov.vn/\u202egpj.exe",
    "https://gov.vn/\u2066a\u2069",
    "https://gov.vn/\u200ba",
    "https://gov.vn/\u00ada",
    "https://gov.vn/\ufeff",
    "https://gov.vn/\u3164",
    "https://gov.vn/\ufe0f",
    "https://gov.vn/\u034f",
    "https://gov.vn/e\u0301",
    "https://g\u03bfv.vn/",
    "https://gov\u3002vn/",
    "https://gov.vn:0/",
    "https://gov.vn:65536/",
    "https://gov.vn:x/",
    "https://[::1",
    "https://gov.vn%2eevil.example/",
)

_MARKS: Final = ["/", "//", "\\", "@", ":", "#", "?", "%", ".", "[", "]", "\t", "\n", " ", "\u202e", "\u200b", "\u3164"]
_WORDS: Final = ["http:", "https:", "javascript:", "mailto:", "gov.vn", "a", "ο", "é", ":80", ":99999", "xn--"]
_PARTS: Final = st.sampled_from([*_MARKS, *_WORDS])
ADDRESSES: Final = (
    st.text(max_size=30)
    | st.lists(_PARTS, max_size=8).map("".join)
    | st.lists(_PARTS, max_size=5).map(lambda parts: "https://gov.vn" + "".join(parts))
)


def hrefs(html: str) -> list[str]:
    """Every address that a link of the text leads to."""
    found: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.extend(value or "" for name, value in attrs if name == "href")

    reader = Reader()
    reader.feed(html)
    reader.close()
    return found
