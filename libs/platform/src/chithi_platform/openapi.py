"""The OpenAPI document of a service: every status that a route may answer, each refusal as a problem document."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI

from chithi_platform import problems

Json = dict[str, Any]
PROBLEM = {"$ref": "#/components/schemas/Problem"}
_FIELD = {"field": {"type": "string"}, "rule": {"type": "string"}, "message": {"type": "string"}}
SCHEMAS: Json = {
    "FieldError": {
        "type": "object",
        "description": "One field, the rule that it breaks (a stable code), and a sentence for people.",
        "required": list(_FIELD),
        "properties": _FIELD,
    },
    "Problem": {
        "type": "object",
        "description": "Why a request was refused (RFC 9457); `type` is stable for programs, the rest is for people.",
        "required": ["type", "title", "status", "instance"],
        "properties": {
            "type": {"type": "string", "format": "uri"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "instance": {"type": "string", "description": "names the request in the logs"},
            "errors": {"type": "array", "items": {"$ref": "#/components/schemas/FieldError"}},
        },
    },
}
_UNUSED = ("HTTPValidationError", "ValidationError")


def refusal(*statuses: int) -> dict[int | str, Json]:
    """What a router or a route adds to `responses` for the refusals that are its own."""
    return {status: {"description": HTTPStatus(status).phrase} for status in statuses}


def complete(app: FastAPI) -> None:
    """Give the app's document the refusals that follow from what a route takes and whom it asks."""
    plain = app.openapi

    def openapi() -> Json:
        new = app.openapi_schema is None
        schema = plain()
        if new:
            _complete(schema)
        return schema

    app.openapi = openapi  # type: ignore[method-assign]


def _complete(schema: Json) -> None:
    components = schema.setdefault("components", {}).setdefault("schemas", {})
    for operation in (one for path in schema.get("paths", {}).values() for one in path.values()):
        responses = operation["responses"]
        known = {int(status) for status in responses if status.isdigit() and int(status) >= HTTPStatus.BAD_REQUEST}
        for status in sorted(known | set(_met(operation))):
            answer = responses.setdefault(str(status), {"description": HTTPStatus(status).phrase})
            content = answer.setdefault("content", {})
            if not content or _UNUSED[0] in str(content):
                answer["content"] = {problems.MEDIA_TYPE: {"schema": PROBLEM}}
    for name in _UNUSED:
        components.pop(name, None)
    components.update(SCHEMAS)


def _met(operation: Json) -> Iterator[int]:
    """What any request may meet; what a route refuses on its own account it says itself."""
    yield from (HTTPStatus.INTERNAL_SERVER_ERROR, HTTPStatus.SERVICE_UNAVAILABLE)
    if "security" in operation:
        yield from (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
    if any(parameter["in"] == "path" for parameter in operation.get("parameters", ())):
        yield HTTPStatus.NOT_FOUND
    if any(parameter["name"].lower() == "if-match" for parameter in operation.get("parameters", ())):
        yield from (HTTPStatus.PRECONDITION_FAILED, HTTPStatus.PRECONDITION_REQUIRED)
    if "requestBody" in operation:
        yield from (HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
