"""The page of documentation: Vietnamese, complete, and whole where there is no internet."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest

from desk.addresses import API
from newsroom.stages import ACTS, Act
from tests.support.api import Api
from workflows.registry import KINDS, WorkflowKind

NOT_IN_3_0 = {"examples", "const", "prefixItems", "contentMediaType", "contentEncoding", "$defs", "patternProperties"}


def test_the_documentation_is_vietnamese_and_complete(api: Api) -> None:
    schema = api.app.openapi()
    acts = {path.rsplit("/", 1)[1] for path in schema["paths"] if path.startswith(f"{API}/articles/{{article_id}}/")}
    assert {act.value.replace("_", "-") for act in Act} <= acts
    assert not {path for path in schema["paths"] if "_" in re.sub(r"{[^}]*}", "", path)}
    for path, methods in schema["paths"].items():
        for operation in methods.values():
            assert operation["summary"], path
            assert operation["description"], path
            assert operation["tags"][0] in {tag["name"] for tag in schema["tags"]}
            assert ("security" in operation) == (path != "/health"), path
    titles = {
        schema["paths"][f"{API}/articles/{{article_id}}/{act.replace('_', '-')}"]["post"]["summary"] for act in Act
    }
    assert titles == {row.label.capitalize() for row in ACTS.values()}


async def test_the_page_needs_nothing_from_elsewhere(api: Api) -> None:
    page = await api.http.get("http://desk.test/docs")
    addresses = re.findall(r"""(?:href="|src="|url: ')([^"']+)""", page.text)
    assert len(addresses) == 4
    assert "//" not in page.text
    for address in addresses:
        assert not urlsplit(address).netloc
        answer = await api.http.get(f"http://desk.test{address}")
        assert answer.status_code == 200, address
        assert len(answer.content) > 500, address
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert "javascript" in (await api.http.get(f"http://desk.test{addresses[2]}")).headers["content-type"]


async def test_the_page_may_load_our_files_and_run_its_own_script_only(api: Api) -> None:
    page = await api.http.get("http://desk.test/docs")
    policy = page.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    assert policy.startswith("default-src 'none'; script-src 'self' 'sha256-")
    style = await api.http.get("http://desk.test/docs/files/swagger-ui.css")
    assert style.headers["content-security-policy"].startswith("default-src 'none'; frame-ancestors")


async def test_no_other_page_and_no_other_file_is_shown(api: Api) -> None:
    for address in ("/redoc", "/docs/oauth2-redirect", "/docs/files/la.js", "/docs/files/%2e%2e/%2e%2e/__init__.py"):
        answer = await api.http.get(f"http://desk.test{address}")
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_address"), address


def test_the_schema_says_only_what_its_reader_understands(api: Api) -> None:
    """The bundled reader shows nothing at all of OpenAPI 3.1, so the schema is 3.0 in its words too."""

    def foreign(value: Any, place: str = "") -> list[str]:
        if isinstance(value, list):
            return [found for number, item in enumerate(value) for found in foreign(item, f"{place}/{number}")]
        if not isinstance(value, dict):
            return []
        here = [f"{place}/{key}" for key in value.keys() & NOT_IN_3_0]
        if value.get("type") == "null" or isinstance(value.get("type"), list):
            here.append(f"{place}/type")
        return here + [found for key, item in value.items() for found in foreign(item, f"{place}/{key}")]

    schema = api.app.openapi()
    assert schema["openapi"].startswith("3.0.")
    assert foreign(schema) == []


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.address], ids=lambda kind: kind.name)
def test_what_the_table_says_is_shown_has_its_address(api: Api, kind: WorkflowKind) -> None:
    """The inbox sends people to the address that the table of workflows names."""
    shown = [path for path, methods in api.app.openapi()["paths"].items() if "get" in methods]
    assert [path for path in shown if re.fullmatch(rf"{API}{kind.address}/\{{\w+\}}", path)]
