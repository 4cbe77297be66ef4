"""The outbox: the truth about every report that was filed on this phone."""

from typing import Any

from kivy.properties import BooleanProperty, ListProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from chithi_mobile.core.models import Report
from chithi_mobile.ui import words
from chithi_mobile.ui.kit import Card, load
from chithi_mobile.ui.page import Page

load("screens/outbox.kv")

SHOWN = 60


class OutboxCard(Card):
    """One report and where it is."""

    report_id = StringProperty()
    title = StringProperty()
    detail = StringProperty()
    sign_text = StringProperty()
    sign_kind = StringProperty("waiting")
    sign_icon = StringProperty()
    report_state = StringProperty()


class OutboxPage(Page):
    """Rows are changed in place, so that a tap never falls between two drawings."""

    summary = StringProperty()
    waiting = BooleanProperty(False)
    reports = ListProperty()

    def refresh(self) -> None:
        self.reports = self.phone.outbox()[:SHOWN]
        waiting = sum(report.state in ("waiting", "sending") for report in self.reports)
        self.waiting = waiting > 0
        self.summary = f"{waiting} báo cáo chưa gửi xong" if waiting else "Không còn báo cáo chờ gửi"
        cards: BoxLayout = self.ids.cards
        while len(cards.children) > len(self.reports):
            cards.remove_widget(cards.children[0])
        while len(cards.children) < len(self.reports):
            cards.add_widget(OutboxCard())
        for card, report in zip(reversed(cards.children), self.reports, strict=True):
            self._fill(card, report)

    def _fill(self, card: OutboxCard, report: Report) -> None:
        sign = words.outbox_sign(report, needs_sign_in=self.phone.account.needs_sign_in)
        form = self.phone.store.form(report.subject.form_id)
        task = self.phone.store.assignment(report.subject.assignment_id or "")
        saved = words.moment(report.saved_at, self.phone.clock())
        card.report_id, card.report_state = report.id, report.state
        card.title = task.title if task else form.title if form else report.subject.form_id
        card.detail = f"{words.period_name(report.subject.period)} · viết lúc {saved}"
        card.sign_text, card.sign_kind, card.sign_icon = sign.text, sign.kind, sign.icon

    def send(self, *_: Any) -> None:
        self.app.courier.wake(force=True)

    def correct(self, report_id: str) -> None:
        subject = self.phone.store.reports.get(report_id).subject
        self.app.nav.go("report", assignment_id=subject.assignment_id, form_id=subject.form_id, period=subject.period)
