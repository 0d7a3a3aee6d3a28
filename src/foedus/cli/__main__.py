"""Run the command line as ``python -m foedus.cli``."""

from foedus.cli.main import main

if __name__ == "__main__":
    main()
