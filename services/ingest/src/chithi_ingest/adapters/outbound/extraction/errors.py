"""Why a file gave no text."""


class ExtractionError(Exception):
    """A file that cannot be read: `code` is stable, `message_vi` says what is wrong and the way out."""

    def __init__(self, code: str, message_vi: str) -> None:
        super().__init__(f"{code}: {message_vi}")
        self.code = code
        self.message_vi = message_vi
