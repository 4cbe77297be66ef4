"""Why a file gave no text."""

from chithi_ingest.adapters.outbound.extraction.errors import ExtractionError

__all__ = ["ExtractionError"]
