"""`python -m chithi_notify`."""

from chithi_notify.cli import main

if __name__ == "__main__":
    main()
