"""The JSON Schema and the example of every event, generated and committed beside the models."""

import json
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from chithi_contracts.events import Event

DIALECT = GenerateJsonSchema.schema_dialect
BASE_URI = "https://chithi.vn/schemas/"
SCHEMAS = Path(__file__).parent / "schemas"
EXAMPLES = Path(__file__).parent / "examples"
Json = dict[str, Any]


class WithoutTitles(GenerateJsonSchema):
    """A title that only repeats the field's name tells nothing."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def schema_of(event: type[Event]) -> Json:
    """The schema that every payload of the event fulfils; it stays open for fields that later producers add."""
    body = event.model_json_schema(schema_generator=WithoutTitles)
    return {"$schema": DIALECT, "$id": BASE_URI + event.dataschema(), **body}


def example_of(event: type[Event]) -> Json:
    """The hand-made example of the event."""
    example: Json = json.loads((EXAMPLES / event.dataschema()).read_text(encoding="utf-8"))
    return example


def as_text(document: Json) -> str:
    """A document as it is committed."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
