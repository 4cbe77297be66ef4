"""Where python-for-android starts; everywhere else the command is `chithi-mobile`."""

from chithi_mobile.main import main

if __name__ == "__main__":
    main()
