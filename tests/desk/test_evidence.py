"""Evidence packs: sound as they come, and faulty after any change, by a vandal or by a forger who knows the format."""

import base64
import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from desk.evidence.check import check_pack
from desk.evidence.form import FORMAT
from desk.evidence.pack import evidence_pack
from desk.signing import DeskKey, new_private_key
from newsroom.article import ChannelName, canonical_content, content_from, content_hash
from newsroom.errors import Refused
from newsroom.ledger.chain import Head, body_text
from newsroom.publishing import channel_post
from newsroom.text import fingerprint
from tests.desk.forging import Pack, Path, altered, as_it_is, at, containers, leaves, put, rechained, resealed
from tests.support.api import Api
from tests.support.proofs import examples

UNPROVEN: frozenset[Path] = frozenset({("made_at",)})
"""What a forger can change unseen: when the pack says it was made. All else is covered, see the property below."""


def test_the_pack_of_a_published_article_is_sound_and_goes_through_a_file(published_pack: Pack) -> None:
    assert check_pack(published_pack) == ()
    assert check_pack(json.loads(json.dumps(published_pack, ensure_ascii=False, indent=2))) == ()
    assert {receipt["channel"] for receipt in published_pack["receipts"]} == {"portal", "fanpage", "zalo_oa"}
    assert len(published_pack["revisions"]) == 2


def test_nothing_of_other_articles_is_in_the_pack_but_hashes(published_pack: Pack) -> None:
    assert all(len(link) == 3 and len(link[1]) == len(link[2]) == 64 for link in published_pack["chain"])


def test_the_trusted_key_and_head_must_be_those_of_the_pack(published_pack: Pack) -> None:
    head = Head(**published_pack["head"])
    assert check_pack(published_pack, trusted_key=published_pack["desk_public_key"], trusted_head=head) == ()
    assert "tin cậy" in check_pack(published_pack, trusted_key=DeskKey(new_private_key()).public_key)[0]
    assert "tin cậy" in check_pack(published_pack, trusted_head=Head(seq=head.seq, hash="0" * 64))[0]


@examples(4, drawn=0.25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_character_and_no_number_can_be_changed_unseen(published_pack: Pack, data: st.DataObject) -> None:
    """A forger changes any one thing and computes the digest anew."""
    parts = [key for key, value in published_pack.items() if (key,) not in UNPROVEN and [*leaves(value)]]
    part = data.draw(st.sampled_from(parts))
    path = (part, *data.draw(st.sampled_from(list(leaves(published_pack[part])))))
    value = at(published_pack, path)
    if isinstance(value, int):
        changed: Any = data.draw(st.integers(-3, 10**9).filter(lambda new: new != value) | st.just(str(value)))
    else:
        place = data.draw(st.integers(0, max(len(value) - 1, 0)))
        letter = data.draw(st.sampled_from('abAB01=+/ ế{}"\\\n').filter(lambda new: value[place : place + 1] != new))
        cut = data.draw(st.booleans())
        changed = f"{value[:place]}{letter}{value[place + (not cut) :]}"
    assert check_pack(put(published_pack, path, changed)) != ()


def silent(pack: Pack, entry: dict[str, Any]) -> bool:
    """Whether an entry changed neither text nor stage, so that nobody can miss it."""
    body = json.loads(entry["body"])
    return body["kind"] not in {"submission", "receipt"} and body.get("outcome") != "accepted"


def test_nothing_can_be_left_out_added_or_repeated(published_pack: Pack) -> None:
    """At every place but the chain, tested below; the honest exceptions are the silent entry and a deed."""
    unseen = [
        changed
        for path in containers(published_pack)
        if path[:1] not in {("chain",), ("deeds",)}
        for changed in altered(published_pack, path)
        if not check_pack(changed)
    ]
    left_out = [entry for entry in published_pack["entries"] if silent(published_pack, entry)]
    assert len(left_out) == 1
    rest = [entry for entry in published_pack["entries"] if entry not in left_out]
    assert [changed["entries"] for changed in unseen] == [rest]


@examples(0.6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_link_of_the_chain_can_be_left_out_added_or_repeated(published_pack: Pack, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(published_pack["chain"]) - 1))
    assert all(check_pack(changed) for changed in altered(published_pack, ("chain", number)))
    other = data.draw(st.integers(0, len(published_pack["chain"])))
    chain = [list(link) for link in published_pack["chain"]]
    repeated = [*chain[:other], chain[number], *chain[other:]]
    for changed in ([*chain[:number], *chain[number + 1 :]], repeated):
        assert check_pack(resealed({**published_pack, "chain": changed}))


def test_a_change_of_the_day_it_was_made_is_seen_unless_the_digest_is_forged_too(published_pack: Pack) -> None:
    """The honest exception: the desk does not sign packs."""
    vandal = {**published_pack, "made_at": "2020-01-01T00:00:00+00:00"}
    assert check_pack(vandal) == ("Gói đã bị thay đổi sau khi lập: mã kiểm của gói không khớp.",)
    assert check_pack(resealed(vandal)) == ()
    assert check_pack(resealed({**published_pack, "made_at": "2020-01-01T00:00:00"})) != ()


def test_a_forger_who_rewrites_the_whole_chain_fails_at_the_signatures(published_pack: Pack) -> None:
    """Another approver, another office, another hash, another hour: the desk's signature stands for none of them."""

    def with_claim(**changed: Any) -> Callable[[dict[str, Any]], None]:
        def rewrite(body: dict[str, Any]) -> None:
            if body.get("act") == "approve" and body["outcome"] == "accepted":
                body["claim"] = body_text(json.loads(body["claim"]) | changed)
                body |= {name: value for name, value in changed.items() if name in body}

        return rewrite

    assert check_pack(rechained(published_pack, as_it_is)) == ()
    for changed in ({"member": "head", "office": "head"}, {"content_hash": "0" * 64}, {"act": "reject"}):
        found = check_pack(rechained(published_pack, with_claim(**changed)))
        assert any("Chữ ký" in fault for fault in found), changed


@pytest.mark.parametrize("name", ["member", "office", "act_id", "content_hash", "details", "article_id", "ground"])
def test_a_forger_cannot_say_in_the_entry_what_the_claim_does_not_say(published_pack: Pack, name: str) -> None:
    def rewrite(body: dict[str, Any]) -> None:
        if body.get("act") == "approve" and body["outcome"] == "accepted":
            body[name] = {"office": "head"} if name in {"details", "ground"} else "head"

    assert check_pack(rechained(published_pack, rewrite)) != ()


def test_a_forger_cannot_show_another_text(published_pack: Pack) -> None:
    """The text, its hash in every unsigned place, the receipts: all changed alike; the signed claims still tell."""
    revision = published_pack["revisions"][-1]
    other = json.loads(revision["content"]) | {"title": "Một tiêu đề khác hẳn"}
    del other["form"]
    content = content_from(other)
    forged = json.loads(json.dumps(published_pack).replace(revision["content_hash"], content_hash(content)))
    forged["revisions"][-1]["content"] = canonical_content(content)
    assert check_pack(rechained(forged, as_it_is)) != ()


def test_a_forger_cannot_turn_a_refusal_into_an_approval(published_pack: Pack) -> None:
    """The author's refused approval is in the pack, with a true signature of the desk."""

    def rewrite(body: dict[str, Any]) -> None:
        if body.get("act") == "approve" and body["outcome"] == "refused":
            claim = json.loads(body["claim"])
            body |= {"outcome": "accepted", "details": claim["details"], "content_hash": claim["content_hash"]}
            ground = {"office": claim["office"], "rule": 30, "clause": "", "text": "", "reasons": []}
            body |= {"ground": ground, "stage": "publishing", "revision": 2, "waiting_for": "channels"}

    found = check_pack(rechained(published_pack, rewrite))
    assert any("tác giả tự duyệt" in fault for fault in found)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("content_hash", "0" * 64, "khác với bản được duyệt"),
        ("fingerprint", "0" * 64, "không khớp với bản được duyệt"),
        ("channel", "fanpage", "hai lần"),
        ("channel", "tiktok", "kênh lạ"),
    ],
)
def test_a_receipt_of_something_else_is_a_fault(published_pack: Pack, name: str, value: str, said: str) -> None:
    def rewrite(body: dict[str, Any]) -> None:
        if body["kind"] == "receipt" and body["channel"] == "portal":
            body[name] = value

    forged = rechained(published_pack, rewrite)
    for receipt in forged["receipts"]:
        if receipt["channel"] == "portal":
            receipt[name] = value
    assert any(said in fault for fault in check_pack(resealed(forged)))


def test_a_receipt_of_the_first_form_is_no_fault(published_pack: Pack) -> None:
    """What was published before an upgrade keeps the fingerprint that was written then: of its words alone."""
    texts = {row["content_hash"]: content_from(json.loads(row["content"])) for row in published_pack["revisions"]}

    def rewrite(said: dict[str, Any]) -> None:
        if said.get("kind", "receipt") == "receipt":
            lines = channel_post(texts[said["content_hash"]], ChannelName(said["channel"])).lines
            said["fingerprint"] = fingerprint(lines)

    old = rechained(published_pack, rewrite)
    for receipt in old["receipts"]:
        rewrite(receipt)
    assert all(len(receipt["fingerprint"]) == 64 for receipt in old["receipts"])
    assert check_pack(resealed(old)) == ()


def test_a_receipt_before_the_approval_is_a_fault(published_pack: Pack) -> None:
    pack = copy.deepcopy(published_pack)
    approval = next(
        e for e in pack["entries"] if '"outcome":"accepted"' in e["body"] and '"act":"approve"' in e["body"]
    )
    receipt = next(e for e in pack["entries"] if e["seq"] == pack["receipts"][0]["seq"])
    approval["body"], receipt["body"] = receipt["body"], approval["body"]
    pack["receipts"][0]["seq"] = approval["seq"]
    assert any("trước khi có lần duyệt" in fault for fault in check_pack(rechained(pack, as_it_is)))


def test_an_accepted_edit_cannot_be_hidden(published_pack: Pack) -> None:
    """Without the return and the edit all stages still follow, but the approval names a text that nobody had made."""
    pack = copy.deepcopy(published_pack)
    bodies = {entry["seq"]: json.loads(entry["body"]) for entry in pack["entries"]}
    edit = max(seq for seq, body in bodies.items() if body.get("act") == "finish_edit")
    hidden = {edit, *(seq for seq, body in bodies.items() if body.get("act") == "return_for_edit")}
    pack["entries"] = [entry for entry in pack["entries"] if entry["seq"] not in hidden]
    assert any("bản hiện hành" in fault for fault in check_pack(resealed(pack)))


def test_a_claim_has_one_spelling(published_pack: Pack) -> None:
    """Even a desk that signs it cannot bring in a claim with more in it than a claim says."""
    secret = bytes(range(32))
    raw, own = Ed25519PrivateKey.from_private_bytes(secret), DeskKey(base64.b64encode(secret).decode())

    def rewrite(body: dict[str, Any]) -> None:
        if "claim" in body:
            body["claim"] = body["claim"].replace("{", '{"thêm":1,', 1)
            body["signature"] = base64.b64encode(raw.sign(body["claim"].encode())).decode()

    forged = resealed(rechained(published_pack, rewrite) | {"desk_public_key": own.public_key})
    assert any(fault.startswith("Thao tác") and "không đọc được" in fault for fault in check_pack(forged))


def test_another_key_may_not_replace_the_desks(published_pack: Pack) -> None:
    """A forger who signs all claims anew with an own key is caught by whoever knows the desk's key."""
    own = DeskKey(new_private_key())

    def rewrite(body: dict[str, Any]) -> None:
        if "claim" in body:
            body["signature"] = own.signature_of(body["claim"])

    forged = resealed(rechained(published_pack, rewrite) | {"desk_public_key": own.public_key})
    assert check_pack(forged) == ()
    assert check_pack(forged, trusted_key=published_pack["desk_public_key"]) != ()


def test_the_key_has_one_spelling(published_pack: Pack) -> None:
    key = published_pack["desk_public_key"]
    twins = [f"{key[:-2]}{letter}=" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"]
    alike = [twin for twin in twins if twin != key and base64.b64decode(twin) == base64.b64decode(key)]
    assert alike
    assert all(check_pack(put(published_pack, ("desk_public_key",), twin)) for twin in alike)


@pytest.mark.parametrize(
    "junk",
    [
        {},
        {"format": "toasoan-evidence-1"},
        {"format": "toasoan-evidence-2"},
        {"format": "toasoan-evidence-3"},
        {"entries": float("nan")},
        {"a": object()},
    ],
)
def test_junk_is_said_to_be_junk(junk: Pack) -> None:
    assert f"định dạng {FORMAT}" in check_pack(junk)[0]


async def test_the_pack_of_an_unapproved_article_says_that_it_proves_no_approval(api: Api) -> None:
    article_id, stores = await api.awaiting(), api.live.stores
    pack = await evidence_pack(article_id, stores.ledger, stores.articles, stores.boards, stores.keys)
    assert check_pack(pack) == (
        "Sổ không có lần duyệt nào được chấp nhận: gói này không chứng minh được bài đã được duyệt.",
    )


async def test_there_is_no_pack_of_an_unknown_article(api: Api) -> None:
    stores = api.live.stores
    with pytest.raises(Refused):
        await evidence_pack("khong-co", stores.ledger, stores.articles, stores.boards, stores.keys)
