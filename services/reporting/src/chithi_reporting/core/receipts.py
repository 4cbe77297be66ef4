"""Receipt numbers: what a person reads out on the phone to prove that a report arrived."""

from datetime import date


def series(day: date) -> str:
    """Numbers start anew each calendar month: `2611` is November 2026."""
    return f"{day:%y%m}"


def receipt(series: str, number: int) -> str:
    """`BC-2611-00417`; BC is báo cáo."""
    return f"BC-{series}-{number:05}"
