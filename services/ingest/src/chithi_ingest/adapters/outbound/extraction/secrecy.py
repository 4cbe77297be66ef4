"""The gate at the door: state secrets end here, in a process that forgets them."""

import re

from chithi_ingest.adapters.outbound.extraction.errors import ExtractionError
from chithi_ingest.adapters.outbound.extraction.extracted import Extracted
from chithi_ingest.core.secrecy.names import find_stamp_in_name, find_stamp_in_property
from chithi_ingest.core.secrecy.stamps import find_stamp

# programs that print to PDF keep the name of the file that was printed as the title
_FILE_NAME = re.compile(r"[^\n]{1,240}\.(?:docx?|odt|rtf|pdf|txt)", re.IGNORECASE)
STAMPED = (
    "Văn bản mang dấu chỉ độ mật không được đưa vào hệ thống này. Nội dung không được lưu lại. "
    "Hãy đăng ký và xử lý văn bản theo quy định về bảo vệ bí mật nhà nước, qua bộ phận văn thư mật."
)


def refuse_secret_name(name: str) -> None:
    """Raise `ExtractionError` (`secret-document`) for a file whose name bears a secrecy stamp."""
    if find_stamp_in_name(name) or find_stamp(name):
        raise _refusal()


def refuse_secret(found: Extracted) -> None:
    """Raise `ExtractionError` (`secret-document`) for a stamp in the text, or in what stands aside of it."""
    if find_stamp(found.text, recognised=found.recognised) or any(map(_stamped_aside, found.asides)):
        raise _refusal()


def _stamped_aside(text: str) -> bool:
    """Properties, remarks and pictured stamps: short words, some of them recognised."""
    named = find_stamp_in_name(text) if _FILE_NAME.fullmatch(text.strip()) else None
    return bool(named or find_stamp(text, recognised=True) or find_stamp_in_property(text))


def _refusal() -> ExtractionError:
    return ExtractionError("secret-document", STAMPED)
