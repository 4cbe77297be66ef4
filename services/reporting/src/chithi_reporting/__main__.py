"""`python -m chithi_reporting`."""

from chithi_reporting.cli import main

main()
