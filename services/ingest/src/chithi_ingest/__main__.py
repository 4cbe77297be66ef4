"""`python -m chithi_ingest`."""

from chithi_ingest.cli import main

if __name__ == "__main__":
    main()
