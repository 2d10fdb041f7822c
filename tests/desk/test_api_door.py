"""The door of the API: who is calling, what may come in, how every answer is guarded."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

from desk.sign_in import SignIn
from desk.signing import new_private_key
from tests.support.api import Api, refused


async def test_every_answer_is_guarded(api: Api) -> None:
    for answer in (
        await api.get("head", "/board"),
        await api.http.get("/board"),
        await api.http.get("/khong-co"),
        await api.http.post("/articles", content=b"x" * 300_000),
    ):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-frame-options"] == "DENY"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert "server" not in answer.headers


async def test_health_needs_no_token(api: Api) -> None:
    assert (await api.http.get("http://desk.test/health")).json()["status"] == "ok"


async def test_nothing_but_health_answers_a_stranger(api: Api) -> None:
    for path, methods in api.app.openapi()["paths"].items():
        for method in methods:
            address = path.format(article_id="a1", digest="0" * 64, id="b2", number=1, credential="c3", act_id="d4")
            answer = await api.http.request(method, f"http://desk.test{address}", json={})
            if path != "/health":
                refused(answer, 401, "not_signed_in")
                assert answer.headers["www-authenticate"] == "Bearer"


async def test_forged_old_and_foreign_tokens_are_refused(api: Api) -> None:
    old = SignIn(api.live.settings.desk_private_key.get_secret_value(), lambda: datetime.now(UTC) - timedelta(days=1))
    true = api.live.tokens["head"]
    unlisted = SignIn(api.live.settings.desk_private_key.get_secret_value())
    for token, code in (
        (old.token("head")[0], "token_expired"),
        (unlisted.token("head")[0], "token_invalid"),
        (SignIn(new_private_key()).token("head")[0], "token_invalid"),
        (f"{true[:-8]}AAAAAAAA", "token_invalid"),
        ("x", "token_invalid"),
    ):
        answer = await api.http.get("/inbox", headers={"Authorization": f"Bearer {token}"})
        refused(answer, 401, code)
        assert token not in answer.text
    refused(await api.http.get("/inbox", headers={"Authorization": f"Basic {true}"}), 401, "not_signed_in")


async def test_who_is_not_in_the_board_in_force_may_do_nothing(api: Api) -> None:
    for answer in (await api.get("nghi-huu", "/inbox"), await api.send("nghi-huu")):
        assert "reporter-1" not in refused(answer, 403, "unknown_member")


async def test_a_strangers_form_is_not_even_read(api: Api) -> None:
    """The token is looked at before the first byte of the body."""
    taken = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal taken
        for _ in range(20):
            taken += 1
            yield b"x" * 65536

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    refused(await api.http.post("/articles", content=body(), headers=headers), 401, "not_signed_in")
    assert taken <= 1
