"""The frozen program's first line; which program it is, its own name says."""

import sys

from triage_app.__main__ import main

if __name__ == "__main__":
    sys.exit(main())
