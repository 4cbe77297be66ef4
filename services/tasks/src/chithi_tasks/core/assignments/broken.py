"""What was asked cannot be done as asked: the field, the rule, and a sentence for people."""


class Broken(Exception):
    """A rule about one field of a command; the message says the way out."""

    def __init__(self, field: str, rule: str, message: str) -> None:
        super().__init__(f"{field}: {rule}")
        self.field, self.rule, self.message = field, rule, message
