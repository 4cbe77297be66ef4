"""`python -m chithi_tasks`."""

from chithi_tasks.cli import main

if __name__ == "__main__":
    main()
