"""The last look before filing: every value, what is missing, and what should not be in the text."""

from typing import Any

from kivy.properties import StringProperty

from chithi_mobile.core.entry import Entry
from chithi_mobile.core.models import Report, Subject
from chithi_mobile.core.screening import warning
from chithi_mobile.ui import words
from chithi_mobile.ui.groups import summary_cards
from chithi_mobile.ui.kit import load
from chithi_mobile.ui.page import Page

load("screens/review.kv")


class ReviewPage(Page):
    """Filing works without a network: the report goes into the outbox."""

    heading = StringProperty()
    period_text = StringProperty()
    missing = StringProperty()
    screened = StringProperty()
    _draft: Report | None = None

    def arrive(self, **arguments: Any) -> None:
        subject: Subject = arguments["subject"]
        user, form = self.phone.account.user, self.phone.store.form(subject.form_id)
        self._draft = self.phone.store.reports.draft(user.username, subject) if user else None
        if self._draft and form:
            self._show(Entry(form, self._draft.values), self._draft)

    def _show(self, entry: Entry, draft: Report) -> None:
        task = self.phone.store.assignment(draft.subject.assignment_id or "")
        period = draft.subject.period
        self.heading = task.title if task else entry.form.title
        self.period_text = f"{words.period_name(period)} · {words.period_days(period)}"
        count = len(entry.missing())
        self.missing = f"{count} chỉ tiêu chưa nhập: để trống, không tính là 0." if count else ""
        self.screened = warning(draft.narrative)
        self.ids.scroll.scroll_y = 1
        self.ids.groups.clear_widgets()
        for card in summary_cards(entry, draft.narrative):
            self.ids.groups.add_widget(card)

    def submit(self) -> None:
        draft, self._draft = self._draft, None
        if draft:
            subject = draft.subject
            self.phone.file(subject.form_id, subject.period, draft.values, subject.assignment_id, draft.narrative)
            self.app.courier.wake(force=True)
            self.app.nav.tab("outbox")
