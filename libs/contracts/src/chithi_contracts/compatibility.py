"""What changed between two versions of a schema that would break who reads or wrote the events.

Both directions count: retained events of the old version are read by new consumers, and new events by old consumers.
Allowed are new optional properties and new values of an enum (deploy its consumers first).
"""

from collections.abc import Iterator
from typing import Any

Schema = dict[str, Any]
_EXACT = (
    "format",
    "pattern",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "uniqueItems",
)


def breaks(old: Schema, new: Schema) -> list[str]:
    """Every breaking change from `old` to `new`, as sentences; none when the change is additive."""
    return list(_Comparison(old, new).nodes(old, new, "event"))


class _Comparison:
    """Walks two schemas side by side; `$ref` is looked up in the document that it stands in."""

    def __init__(self, old: Schema, new: Schema) -> None:
        self._old, self._new = old, new
        self._walked: set[tuple[str | None, str | None]] = set()

    def nodes(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        """Compare two nodes, each the union of its variants."""
        refs = (old.get("$ref"), new.get("$ref"))
        if any(refs) and refs in self._walked:
            return
        self._walked.add(refs)
        before, after = _by_type(old, self._old), _by_type(new, self._new)
        if before.keys() != after.keys():
            yield f"{at}: type {_names(before)} became {_names(after)}"
            return
        for kind, variant in before.items():
            yield from self._variants(variant, after[kind], at)

    def _variants(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        for keyword in _EXACT:
            if old.get(keyword) != new.get(keyword):
                yield f"{at}: {keyword} {old.get(keyword)!r} became {new.get(keyword)!r}"
        if lost := _lost_values(old, new):
            yield f"{at}: the enum lost {lost}"
        yield from self._properties(old, new, at)
        yield from self._open_ends(old, new, at)

    def _properties(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        needed_before, needed_after = set(old.get("required", ())), set(new.get("required", ()))
        for name in sorted(needed_after - needed_before):
            yield f"{at}.{name}: is now required"
        for name, was in before.items():
            if name not in after:
                yield f"{at}.{name}: was removed"
                continue
            if name in needed_before - needed_after:
                yield f"{at}.{name}: is no longer required"
            yield from self.nodes(was, after[name], f"{at}.{name}")

    def _open_ends(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        for keyword, mark in (("items", "[]"), ("additionalProperties", "{}")):
            was, is_now = old.get(keyword, True), new.get(keyword, True)
            if isinstance(was, dict) and isinstance(is_now, dict):
                yield from self.nodes(was, is_now, at + mark)
            elif was != is_now:
                yield f"{at}: {keyword} {was!r} became {is_now!r}"


def _by_type(schema: Schema, document: Schema) -> dict[str, Schema]:
    """The variants that the schema allows, by JSON type; an untyped one counts as `any`."""
    if "$ref" in schema:
        return _by_type(_target(schema["$ref"], document), document)
    for keyword in ("anyOf", "oneOf"):
        if keyword in schema:
            merged: dict[str, Schema] = {}
            for variant in schema[keyword]:
                _merge(merged, _by_type(variant, document))
            return merged
    kinds = schema.get("type", "any")
    return {kind: schema for kind in ([kinds] if isinstance(kinds, str) else kinds)}


def _merge(merged: dict[str, Schema], more: dict[str, Schema]) -> None:
    """Two variants of one type stay apart under numbered names."""
    for kind, variant in more.items():
        count = sum(1 for known in merged if known.split("#")[0] == kind)
        merged[f"{kind}#{count}" if count else kind] = variant


def _target(ref: str, document: Schema) -> Schema:
    found: Schema = document["$defs"][ref.removeprefix("#/$defs/")]
    return found


def _lost_values(old: Schema, new: Schema) -> list[Any]:
    """Values that were allowed and are not any more; a new list on an open type loses all others."""
    before, after = _values(old), _values(new)
    if after is None:
        return []
    if before is None:
        return ["every other value"]
    return [value for value in before if value not in after]


def _values(schema: Schema) -> list[Any] | None:
    """The values that are listed, or None when any will do."""
    listed: list[Any] | None = schema.get("enum")
    return [schema["const"]] if "const" in schema else listed


def _names(variants: dict[str, Schema]) -> str:
    return " or ".join(sorted(kind.split("#")[0] for kind in variants))
