"""Which words reveal news that the notice reserves to the Head, and where a sentence speaks of it.

The words are data of the board file; here is only how they are read: case, Unicode form, the place of the tone mark
and short forms make no difference. Knows no office and no article.
"""

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from newsroom.article import Topic
from newsroom.board import NO_SUCH_NEWS, Phrase, Phrases, ReservedNews, RevealingWords
from newsroom.errors import InvalidBoard
from newsroom.shown.at_hand import at_hand
from newsroom.text import quoted

SECTION: Final = "reserved_news"
_FURTHEST: Final = 10
"""How many words may stand between the body that meets and the word for its meeting."""
_AROUND: Final = 7
"""How far from a telling phrase another body makes it that body's own."""

_SENTENCES: Final = 64
_LONGEST_SENTENCE: Final = 2_000
_LONGEST_WORD: Final = 40
"""What is longer is no word of a notice and stays as it is: a list of such words would fill the memory."""

_TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")
_WORD: Final = re.compile("(?:[^\\W_]|[\u0300-\u036f])+")
_SENTENCE_ENDS: Final = re.compile(r"[.;!?…](?=\s|$)|\n")
_TAKEN_OUT: Final = ""
_PROVINCE: Final = ("tinh\u0309",)


def reserved_news_from(data: object, topics: Collection[Topic]) -> ReservedNews:
    """The words that a board file states; none where it (an older one) states none.

    Errors: InvalidBoard, naming the field. Source: rule 22; ambiguity A3; decision 0042.
    """
    if data is None:
        return NO_SUCH_NEWS
    table = _table(data, SECTION)
    said = _table(table.get("short", {}), f"{SECTION}.short")
    short = {_one(key): _spelt(value, f"{SECTION}.short.{key}") for key, value in said.items()}
    rows = table.get("words", [])
    if not isinstance(rows, list) or not rows:
        raise InvalidBoard(f"{SECTION}.words", "thiếu mục này hoặc mục rỗng.")
    return ReservedNews(
        words=tuple(_words(row, f"{SECTION}.words[{i}]", topics, short) for i, row in enumerate(rows)),
        short=short,
        elsewhere=_phrases(table, "elsewhere", SECTION, short),
        apart=_phrases(table, "apart", SECTION, short),
    )


def revealed(news: ReservedNews, text: str) -> tuple[Topic, ...]:
    """The topics that a passage speaks of, each once, in the order of the board file.

    Source: rule 22; ambiguity A3.
    """
    said = (_spelt_out(_read(part), news.short) for part in _SENTENCE_ENDS.split(text))
    telling = {phrase[0] for words in news.words for phrase in (*words.bodies, *words.alone)}
    sentences = [sentence for sentence in said if not telling.isdisjoint(sentence)]
    found = (words.topic for words in news.words if any(_tells(news, words, each) for each in sentences))
    return tuple(dict.fromkeys(found))


def _tells(news: ReservedNews, words: RevealingWords, sentence: Phrase) -> bool:
    left = _without(sentence, words.never)
    bodies = [span for span in _found(left, words.bodies) if not _is_elsewhere(news, left, span.stop)]
    meetings = tuple(_found(left, words.meetings)) if bodies else ()
    longest = max(map(len, meetings), default=0)
    if any(_belong(news, left, body, meeting) for body in bodies for meeting in _near(body, meetings, longest)):
        return True
    strangers = (*words.others, *news.elsewhere)
    return any(not any(_found(_beside(sentence, span), strangers)) for span in _found(left, words.alone))


def _near(body: range, meetings: tuple[range, ...], longest: int) -> tuple[range, ...]:
    """The meetings that may belong to a body, so that a text of any length is read in its own time."""
    first = bisect_left(meetings, body.start - _FURTHEST - longest, key=_start)
    last = bisect_left(meetings, body.stop + _FURTHEST + 1, key=_start)
    return meetings[first:last]


def _start(span: range) -> int:
    return span.start


def _belong(news: ReservedNews, sentence: Phrase, body: range, meeting: range) -> bool:
    first, second = sorted((body, meeting), key=lambda span: span.start)
    between = sentence[first.stop : second.start]
    return len(between) <= _FURTHEST and _TAKEN_OUT not in between and not any(_found(between, news.apart))


def _is_elsewhere(news: ReservedNews, sentence: Phrase, after: int) -> bool:
    """Whether the name of another place follows a body."""
    start = after + 1 if sentence[after : after + 1] == _PROVINCE else after
    return any(sentence[start : start + len(name)] == name for name in news.elsewhere)


def _beside(sentence: Phrase, span: range) -> Phrase:
    before, after = sentence[max(0, span.start - _AROUND) : span.start], sentence[span.stop : span.stop + _AROUND]
    return (*before, _TAKEN_OUT, *after)


def _without(sentence: Phrase, never: Phrases) -> Phrase:
    left = list(sentence)
    for span in _found(sentence, never):
        left[span.start : span.stop] = [_TAKEN_OUT] * len(span)
    return tuple(left)


def _found(sentence: Phrase, phrases: Phrases) -> Iterator[range]:
    """Where phrases stand, in the order of the sentence."""
    known = _by_first_word(phrases)
    for start, word in enumerate(sentence):
        for phrase in known.get(word, ()):
            if sentence[start : start + len(phrase)] == phrase:
                yield range(start, start + len(phrase))


@lru_cache(maxsize=256)
def _by_first_word(phrases: Phrases) -> Mapping[str, Phrases]:
    found: dict[str, Phrases] = {}
    for phrase in phrases:
        found[phrase[0]] = (*found.get(phrase[0], ()), phrase)
    return found


@at_hand(len, longest=_LONGEST_SENTENCE, pieces=_SENTENCES)
def _read(text: str) -> Phrase:
    words = _WORD.findall(unicodedata.normalize("NFD", text.casefold()))
    return tuple(_one(word) if len(word) <= _LONGEST_WORD else word for word in words)


@lru_cache(maxsize=20_000)
def _one(word: str) -> str:
    """A word whose tone mark stands at its end, and whose y is an i: uỷ is ủy, kì is kỳ."""
    letters = unicodedata.normalize("NFD", word.casefold()).replace("y", "i")
    return "".join(sorted(letters, key=lambda letter: letter in _TONES))


def _spelt_out(words: Iterable[str], short: Mapping[str, Phrase]) -> Phrase:
    return tuple(part for word in words for part in short.get(word, (word,)))


def _words(row: object, name: str, topics: Collection[Topic], short: Mapping[str, Phrase]) -> RevealingWords:
    table = _table(row, name)
    topic = Topic(str(table.get("topic", "")))
    if topic not in topics:
        raise InvalidBoard(f"{name}.topic", f"không có chủ đề “{quoted(topic)}” trong mục topics.")
    said = {key: _phrases(table, key, name, short) for key in ("bodies", "meetings", "alone", "never", "others")}
    if not said["alone"] and not (said["bodies"] and said["meetings"]):
        raise InvalidBoard(name, "cần ghi bodies cùng meetings, hoặc alone.")
    return RevealingWords(topic=topic, **said)


def _phrases(table: Mapping[str, Any], key: str, name: str, short: Mapping[str, Phrase]) -> Phrases:
    values = table.get(key, [])
    if not isinstance(values, list):
        raise InvalidBoard(f"{name}.{key}", "phải là danh sách.")
    return tuple(_spelt_out(_spelt(value, f"{name}.{key}"), short) for value in values)


def _spelt(value: object, name: str) -> Phrase:
    phrase = _read(value) if isinstance(value, str) else ()
    if not phrase:
        raise InvalidBoard(name, f"“{quoted(value)}” không phải cụm từ.")
    return phrase


def _table(data: object, name: str) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise InvalidBoard(name, f"phải là một bảng [{name}].")
    return data
