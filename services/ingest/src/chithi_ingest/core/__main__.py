"""Print the JSON of a text file: `python -m chithi_ingest.core FILE`."""

import json
import sys
from pathlib import Path

from chithi_ingest.core import parse


def main() -> None:
    """Read the file named on the command line."""
    directive = parse(Path(sys.argv[1]).read_text("utf-8"))
    sys.stdout.write(json.dumps(directive.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
