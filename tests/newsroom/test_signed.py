"""The versions of what is signed: every earlier one verifies for ever, a later one is told as what it is."""

import json
import unicodedata
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.signatures import is_signed_by
from newsroom.article import ArticleId, ContentHash, MemberId, content_hash
from newsroom.board import Office
from newsroom.claims import Claim, Details, bringing, check_brought, claim_from, claim_text
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.acts import MatterClaim, matter_claim_from, matter_claim_text
from newsroom.signed.canonical import EARLIEST, PRESENT, Signed, Via, brought, canonical
from newsroom.signed.submissions import SubmissionClaim, submission_from, submission_text
from newsroom.stages import Act
from tests.support.kept_ledgers import load
from tests.support.samples import OFFICIAL, content

SAMPLES: list[dict[str, Any]] = load("claims")["claims"]
KEYS: dict[str, str] = load("claims")["public_keys"]
READ: dict[str, Any] = {"article": claim_from, "matter": matter_claim_from, "submission": submission_from}
WRITE: dict[str, Any] = {"article": claim_text, "matter": matter_claim_text, "submission": submission_text}
MADE_AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)

pytestmark = pytest.mark.trust


def named(sample: dict[str, Any]) -> str:
    return f"{sample['version']}-{sample['what']}-{json.loads(sample['claim'])['act_id']}"


def spoilt(sample: dict[str, Any], **fields: Any) -> str:
    return canonical(json.loads(sample["claim"]) | fields)


def submission(text: Any = None, **fields: Any) -> SubmissionClaim:
    said = brought(text or content())
    made: dict[str, Any] = {
        "act_id": "act-0", "article_id": ArticleId("CB-1"), "request_id": "r-1", "member": MemberId("reporter-1"),
        "office": Office.REPORTER, "kind": said.kind, "topics": said.topics, "source": said.source,
        "content_hash": content_hash(text or content()), "made_at": MADE_AT,
    }  # fmt: skip
    return SubmissionClaim(**(made | fields))


class TestSamples:
    """Version 1 was signed by the code before there were versions; the file is never made anew."""

    def test_there_are_samples_of_every_version_and_of_all_that_is_signed(self) -> None:
        assert {sample["version"] for sample in SAMPLES} == set(range(EARLIEST, PRESENT + 1))
        assert {sample["what"] for sample in SAMPLES} == set(READ)

    @pytest.mark.parametrize("sample", SAMPLES, ids=named)
    def test_each_verifies_is_read_and_is_written_as_it_was(self, sample: dict[str, Any]) -> None:
        assert is_signed_by(KEYS[str(sample["version"])], sample["claim"], sample["signature"])
        said: Signed = READ[sample["what"]](sample["claim"])
        assert said.version == sample["version"]
        assert WRITE[sample["what"]](said) == sample["claim"]

    @pytest.mark.parametrize("sample", SAMPLES, ids=named)
    def test_another_text_of_the_same_act_has_no_signature(self, sample: dict[str, Any]) -> None:
        said = READ[sample["what"]](sample["claim"])
        if sample["what"] != "submission":
            other = WRITE[sample["what"]](replace(said, version=3 - said.version))
            assert not is_signed_by(KEYS[str(sample["version"])], other, sample["signature"])
        assert not is_signed_by(KEYS[str(sample["version"])], f"{sample['claim']} ", sample["signature"])


class TestVersions:
    @pytest.mark.parametrize("sample", SAMPLES, ids=named)
    @pytest.mark.parametrize("version", [3, 4, 2**70])
    def test_a_later_one_is_refused_as_later(self, sample: dict[str, Any], version: int) -> None:
        with pytest.raises(Refused) as refused:
            READ[sample["what"]](spoilt(sample, version=version))
        assert refused.value.code is RefusalCode.BAD_REQUEST
        assert f"mẫu số {version}" in refused.value.message

    @pytest.mark.parametrize("sample", SAMPLES, ids=named)
    @pytest.mark.parametrize("version", [1, 0, -1, True, "2", 2.0, None])
    def test_none_may_be_told_in_another_way(self, sample: dict[str, Any], version: object) -> None:
        with pytest.raises(Refused):
            READ[sample["what"]](spoilt(sample, version=version))

    @pytest.mark.parametrize(
        "fields",
        [
            {"via": ""}, {"via": "phone"}, {"via": None}, {"personal": ""}, {"personal": 5}, {"coefficients": {}},
            {"coefficients": {"tin": 1}}, {"coefficients": []}, {"mood": "good"},
        ],
    )  # fmt: skip
    def test_a_member_that_says_nothing_or_nonsense_is_refused(self, fields: dict[str, Any]) -> None:
        with pytest.raises(Refused):
            claim_from(spoilt(SAMPLES[4], **fields))

    @pytest.mark.parametrize("sample", [each for each in SAMPLES if each["version"] == 1], ids=named)
    @pytest.mark.parametrize("fields", [{"via": "token"}, {"personal": "A"}, {"coefficients": {"tin": "1"}}])
    def test_the_first_version_says_nothing_besides(self, sample: dict[str, Any], fields: dict[str, Any]) -> None:
        with pytest.raises(Refused):
            READ[sample["what"]](spoilt(sample, **fields))

    def test_the_first_version_says_nothing_of_the_text_it_brings(self) -> None:
        said = json.loads(SAMPLES[1]["claim"])
        with pytest.raises(Refused):
            claim_from(canonical(said | {"details": said["details"] | {"kind": "news"}}))

    @given(via=st.none() | st.sampled_from(Via), personal=st.text(max_size=9).filter(str.isprintable))
    def test_what_is_said_besides_comes_back(self, via: Via | None, personal: str) -> None:
        said: dict[str, Any] = {"via": via, "personal": personal, "coefficients": {"tin": "1.5"} if personal else {}}
        article: Claim = replace(claim_from(SAMPLES[4]["claim"]), **said)
        matter: MatterClaim = replace(matter_claim_from(SAMPLES[7]["claim"]), **said)
        assert claim_from(claim_text(article)) == article
        assert matter_claim_from(matter_claim_text(matter)) == matter
        handed_in = submission(**said)
        assert submission_from(submission_text(handed_in)) == handed_in


class TestSubmission:
    @pytest.mark.parametrize(
        "change",
        [
            {"article_id": ArticleId("CB-2")}, {"request_id": "r-2"}, {"member": MemberId("reporter-2")},
            {"kind": "feature"}, {"topics": ()}, {"source": OFFICIAL}, {"content_hash": ContentHash("b" * 64)},
        ],
        ids=str,
    )  # fmt: skip
    def test_it_is_of_one_submission_only(self, change: dict[str, Any]) -> None:
        assert submission().is_of("CB-1", "r-1", "reporter-1", content())
        assert not submission(**change).is_of("CB-1", "r-1", "reporter-1", content())

    def test_letters_of_a_source_that_are_composed_otherwise_are_the_same_source(self) -> None:
        text = replace(content(), source=replace(OFFICIAL, name=unicodedata.normalize("NFD", OFFICIAL.name)))
        assert text.source != OFFICIAL
        assert submission(text).source == OFFICIAL
        assert submission(text).is_of("CB-1", "r-1", "reporter-1", content(source=OFFICIAL))

    def test_no_act_passes_for_a_submission_nor_a_submission_for_an_act(self) -> None:
        for sample in SAMPLES:
            for what, read in READ.items():
                if what != sample["what"]:
                    with pytest.raises(Refused):
                        read(sample["claim"])


class TestWhatAnActBrings:
    def test_it_says_kind_topics_and_source_of_its_text(self) -> None:
        check_brought(self.claim(bringing(content(source=OFFICIAL), 2)), content(source=OFFICIAL))

    @pytest.mark.parametrize("change", [{"kind": None}, {"topics": ()}, {"source": None}], ids=str)
    def test_one_that_says_otherwise_is_refused(self, change: dict[str, Any]) -> None:
        text = content(source=OFFICIAL)
        with pytest.raises(Refused) as refused:
            check_brought(self.claim(replace(bringing(text, 2), **change)), text)
        assert refused.value.code is RefusalCode.BAD_REQUEST

    def test_an_old_act_and_one_without_a_text_say_nothing_of_it(self) -> None:
        check_brought(self.claim(Details(new_revision=2, new_hash="b" * 64), version=1), content())
        check_brought(self.claim(Details()), content())

    @staticmethod
    def claim(details: Details, version: int = PRESENT) -> Claim:
        return Claim(
            act_id="act-1", act=Act.RESUBMIT, article_id=ArticleId("CB-1"), content_hash=ContentHash("a" * 64),
            member=MemberId("reporter-1"), office=Office.REPORTER, made_at=MADE_AT, details=details, version=version,
        )  # fmt: skip
