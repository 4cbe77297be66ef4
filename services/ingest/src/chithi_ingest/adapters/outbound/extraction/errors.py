"""Why a file gave no text."""

MAX_BYTES = 20 * 1024 * 1024  # of one file


class ExtractionError(Exception):
    """A file that cannot be read: `code` is stable, `message_vi` says what is wrong and the way out."""

    def __init__(self, code: str, message_vi: str) -> None:
        super().__init__(f"{code}: {message_vi}")
        self.code = code
        self.message_vi = message_vi


def too_many_bytes() -> ExtractionError:
    """The refusal of a file over `MAX_BYTES`."""
    return ExtractionError("too-large", f"Tệp lớn quá {MAX_BYTES // 1024 // 1024} MB. Hãy tách hoặc nén lại tệp.")
