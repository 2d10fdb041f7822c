"""WordPress tags: their names, their addresses, and the refusal to make one twice."""

from starlette.responses import JSONResponse, Response

from simulator.calls import Call, Refused
from simulator.state import Record
from simulator.wording import slug_of
from simulator.wordpress.posts import error
from simulator.world import World


class Tags:
    """Tags of the blog."""

    def __init__(self, world: World) -> None:
        self._front = f"{world.config.public_url}/wordpress"
        self._state = world.state
        self._drawer = world.state.drawer("wordpress/tags")

    def listed(self, call: Call) -> Response:
        """GET the collection, by slug if one is asked for."""
        wanted = {slug for slug in call.query("slug").split(",") if slug}
        return JSONResponse([tag for tag in self._drawer if not wanted or tag["slug"] in wanted])

    def create(self, sent: Record) -> Response:
        """POST: a new tag; 400 with the number of the one that has its name or its slug already."""
        name = str(sent.get("name") or "").strip()
        if not name:
            raise Refused(error(400, "rest_missing_callback_param", "Missing parameter(s): name"))
        slug = slug_of(str(sent.get("slug") or name))
        for tag in self._drawer:
            if slug == tag["slug"] or name.casefold() == tag["name"].casefold():
                raise Refused(_taken(tag["id"]))
        number = 20 + self._state.next_number("wordpress/tags")
        link = f"{self._front}/tag/{slug}/"
        tag = {"id": number, "name": name, "slug": slug, "taxonomy": "post_tag", "link": link}
        self._drawer.put(str(number), tag)
        return JSONResponse(tag, 201)

    def by_slug(self, slug: str) -> Record | None:
        """Tag at that address."""
        return next((tag for tag in self._drawer if tag["slug"] == slug), None)

    def of(self, numbers: set[int]) -> list[Record]:
        """Tags with those numbers, oldest first."""
        return [tag for tag in self._drawer if tag["id"] in numbers]


def _taken(number: int) -> JSONResponse:
    message = "A term with the name provided already exists in this taxonomy."
    return JSONResponse({"code": "term_exists", "message": message, "data": {"status": 400, "term_id": number}}, 400)
