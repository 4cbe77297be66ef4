"""The page /kich-hoat: where a phone's camera leads that read the QR code of an enrolment; nobody is signed in yet."""

from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import Response

from chithi_tasks.web.assets import ASSETS
from chithi_tasks.web.words_people import PEOPLE
from chithi_webui import environment, render

TEMPLATES = Path(__file__).parent / "templates"


def arrival_routes(public_url: str) -> APIRouter:
    """The page, bound to the address that a phone has to know."""
    router = APIRouter(include_in_schema=False)
    pages = environment(TEMPLATES, words=PEOPLE, assets=ASSETS)

    @router.get("/kich-hoat")
    async def arrive(request: Request) -> Response:
        return render(pages, "arrival.html", request=request, server=public_url)

    return router
