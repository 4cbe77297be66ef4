"""The report form: counts by steppers, a short narrative, saved with every change."""

from typing import Any

from kivy.clock import Clock
from kivy.properties import BooleanProperty, ObjectProperty, StringProperty

from chithi_mobile.core.entry import NARRATIVE_LIMIT, Entry
from chithi_mobile.core.models import Form, Report, Subject
from chithi_mobile.core.period import following, period_of, previous, proposed
from chithi_mobile.core.screening import warning
from chithi_mobile.core.timing import today
from chithi_mobile.ui import words
from chithi_mobile.ui.groups import GroupCard, summary_cards
from chithi_mobile.ui.kit import load
from chithi_mobile.ui.page import Page

load("screens/report.kv")

PAUSE = 0.25
"""Seconds without a change until the draft is written."""


class ReportPage(Page):
    """One form for one subject. A filed report is shown but not changed, unless it came back."""

    heading = StringProperty()
    about = StringProperty()
    period_text = StringProperty()
    saved_note = StringProperty()
    returned = StringProperty()
    screened = StringProperty()
    latest_period = BooleanProperty(False)
    locked = BooleanProperty(False)
    sign_text = StringProperty()
    sign_kind = StringProperty("waiting")
    sign_icon = StringProperty()
    has_form = BooleanProperty(True)
    can_review = BooleanProperty(False)
    back = ObjectProperty(None, allownone=True)
    _subject: Subject
    _entry: Entry | None = None
    _narrative = ""
    _changed = False

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._save_soon = Clock.create_trigger(self._save, PAUSE)

    def arrive(
        self, *, assignment_id: str | None = None, form_id: str = "", period: str = "", **arguments: Any
    ) -> None:
        self.back = self.app.nav.back if assignment_id or form_id else None
        period = period or proposed(today(self.phone.clock()))
        form = self._form(assignment_id, form_id)
        self.has_form = form is not None
        if form:
            self._open(form, Subject(form.id, period, assignment_id))

    def refresh(self) -> None:
        if not self.has_form and self.phone.forms():
            self.arrive()
        elif self._entry and self.locked:
            self._show_locked(self._entry.form, self._filed())

    def leave(self) -> None:
        self._save_soon.cancel()
        self._save()

    def entered(self, code: str, value: int | None) -> None:
        if self._entry:
            self._entry.put(code, value)
            self._touched()

    def nothing_happened(self, card: GroupCard) -> None:
        if self._entry:
            self._entry.set_nothing_happened(card.group, on=not card.nothing)
            card.show(self._entry)
            self._touched()

    def written(self, text: str) -> None:
        self.screened = warning(text)
        if self._entry and text != self._narrative:
            self._narrative = text
            self._touched()

    def move(self, by: int) -> None:
        """To the period before or after."""
        if self._entry:
            self.leave()
            period = (following if by > 0 else previous)(self._subject.period)
            self._open(self._entry.form, Subject(self._subject.form_id, period, self._subject.assignment_id))

    def review(self) -> None:
        self.leave()
        self.app.nav.go("review", subject=self._subject)

    def _form(self, assignment_id: str | None, form_id: str) -> Form | None:
        task = self.phone.store.assignment(assignment_id) if assignment_id else None
        wanted = form_id or (task.form_id if task else "")
        forms = self.phone.forms()
        return next((form for form in forms if (form.id == wanted if wanted else form.per == "unit")), None)

    def _open(self, form: Form, subject: Subject) -> None:
        self._subject, self._entry, self._changed = subject, None, False
        task = self.phone.store.assignment(subject.assignment_id or "")
        self.heading, self.about = (task.title if task else form.title), (form.title if task else "")
        self.period_text = f"{words.period_name(subject.period)} · {words.period_days(subject.period)}"
        self.latest_period = subject.period >= period_of(today(self.phone.clock()))
        self.ids.scroll.scroll_y = 1
        filed = self._filed()
        self.locked = filed is not None and filed.state != "returned"
        if self.locked:
            self._entry = Entry(form, {})
            self._show_locked(form, filed)
        else:
            self._show_form(form, filed)

    def _show_form(self, form: Form, filed: Report | None) -> None:
        user = self.phone.account.user
        draft = self.phone.store.reports.draft(user.username, self._subject) if user else None
        source = draft or filed
        entry = Entry(form, source.values if source else {})
        self._narrative = source.narrative if source else ""
        self.ids.narrative.text = self._narrative
        self.returned = f"Bị trả lại: {filed.problem}" if filed else ""
        self.saved_note = self._saved(draft)
        groups = self.ids.groups
        groups.clear_widgets()
        for group in form.groups:
            card = GroupCard(group=group, page=self)
            card.show(entry)
            groups.add_widget(card)
        self._entry = entry
        self._check()

    def _show_locked(self, form: Form, filed: Report | None) -> None:
        if filed is None:
            return
        sign = words.outbox_sign(filed, needs_sign_in=self.phone.account.needs_sign_in)
        self.sign_text, self.sign_kind, self.sign_icon = sign.text, sign.kind, sign.icon
        self.returned = self.screened = ""
        self.ids.groups.clear_widgets()
        for card in summary_cards(Entry(form, filed.values), filed.narrative):
            self.ids.groups.add_widget(card)

    def _filed(self) -> Report | None:
        user = self.phone.account.user
        return self.phone.store.reports.latest(user.username, self._subject) if user else None

    def _touched(self) -> None:
        self._changed = True
        for card in self.ids.groups.children:
            card.show_tick(self._entry)
        self._check()
        self._save_soon()

    def _check(self) -> None:
        entry = self._entry
        self.can_review = entry is not None and (bool(entry.values) or bool(self._narrative.strip()))

    def _save(self, *_: Any) -> None:
        user = self.phone.account.user
        if not (self._changed and user and self._entry) or self.locked:
            return
        self._changed = False
        narrative = self._narrative[:NARRATIVE_LIMIT]
        reports, now = self.phone.store.reports, self.phone.clock()
        self.saved_note = self._saved(reports.save_draft(user, self._subject, self._entry.values, narrative, now))

    def _saved(self, draft: Report | None) -> str:
        return f"Đã lưu trên máy {words.moment(draft.saved_at, self.phone.clock())}" if draft else "Chưa nhập gì"
