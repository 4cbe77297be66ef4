"""The keys that seal this system's secrets: random, made at its first start, and kept beside its data."""

import os
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from chithi_tasks.adapters.outbound.identity.vault import new_key

FILE = "secrets-keys"


def keys_of(run_dir: Path) -> str:
    """What `CHITHI_SECRETS_KEYS` is here; the file is readable by this user alone.

    It appears whole or not at all, also when two make it at once: data sealed with a lost key would be lost too.
    """
    run_dir.mkdir(parents=True, exist_ok=True)
    kept = run_dir / FILE
    if not kept.exists():
        with NamedTemporaryFile("w", dir=run_dir, encoding="ascii") as made, suppress(FileExistsError):  # mode 0600
            made.write(new_key())
            made.flush()
            os.fsync(made.fileno())
            os.link(made.name, kept)
    return kept.read_text("ascii").strip()
