"""Pinning the images of others: by digest beside the tag, all of them and none of ours."""

import re
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from typing import Any, Final

import pytest
import yaml

from tests.deploy.manifests import DEPLOY

DIGEST: Final = f"sha256:{'a' * 64}"


def program() -> Any:
    loader = SourceFileLoader("pin_images", str(DEPLOY / "pin-images"))
    spec = spec_from_loader(loader.name, loader)
    assert spec
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_every_foreign_image_of_the_composition_is_pinned_and_none_of_ours() -> None:
    pin = program()
    text = pin.pinned((DEPLOY / "compose.yaml").read_text(encoding="utf-8"), lambda _: DIGEST)
    images = {each["image"] for each in yaml.safe_load(text)["services"].values()}
    assert {image for image in images if "@" not in image} == {"toasoan:${BUILD_ID:?}"}
    assert len(images) > 5
    assert pin.pinned(text, lambda _: DIGEST) == text


@pytest.mark.parametrize("file", ["kubernetes/overlays/production", "kubernetes/overlays/staging", "temporal"])
def test_what_the_program_does_not_pin_says_so_at_the_tag(file: str) -> None:
    """Whoever fills in an overlay reads no other page."""
    (page,) = [each for each in (DEPLOY / file).glob("*.yaml") if "ag: " in each.read_text(encoding="utf-8")]
    text = page.read_text(encoding="utf-8")
    assert "NOT PINNED YET" in text or re.search(r"sha256:[0-9a-f]{64}", text)


def test_every_stage_of_the_image_is_pinned() -> None:
    text = program().pinned((DEPLOY / "Dockerfile").read_text(encoding="utf-8"), lambda _: DIGEST)
    stages = re.findall(r"^FROM (\S+)", text, re.MULTILINE)
    assert len(stages) == 3
    assert all(stage.endswith(f"@{DIGEST}") for stage in stages)
