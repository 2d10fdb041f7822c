"""The standard cover that articles without photos use."""

from io import BytesIO

from PIL import Image

from simulator.cover import cover_png


def test_the_standard_cover_is_a_picture_that_zalo_accepts() -> None:
    """Without it an article without photos shows a broken picture on Zalo."""
    data = cover_png()
    assert len(data) < 1_000_000
    with Image.open(BytesIO(data)) as picture:
        assert (picture.format, picture.size) == ("PNG", (1200, 630))
