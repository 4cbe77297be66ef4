"""The state of a form that is being filled in: what has no value is missing, which is not zero."""

from collections.abc import Mapping

from chithi_mobile.core.models import Form, Group, Indicator

LARGEST = 999_999_999
NARRATIVE_LIMIT = 2000


class Entry:
    """Counts typed so far; only indicators of the form, only whole numbers from 0."""

    def __init__(self, form: Form, values: Mapping[str, int]) -> None:
        self.form = form
        known = {indicator.code for indicator in form.indicators}
        self.values = {code: value for code, value in values.items() if code in known}

    def put(self, code: str, value: int | None) -> None:
        if value is None:
            self.values.pop(code, None)
        else:
            self.values[code] = max(0, min(LARGEST, value))

    def nothing_happened(self, group: Group) -> bool:
        """The tick "không phát sinh": every indicator of the group was said to be zero."""
        return all(self.values.get(indicator.code) == 0 for indicator in group.indicators)

    def set_nothing_happened(self, group: Group, *, on: bool) -> None:
        for indicator in group.indicators:
            self.put(indicator.code, 0 if on else None)

    def missing(self) -> list[Indicator]:
        return [indicator for indicator in self.form.indicators if indicator.code not in self.values]
