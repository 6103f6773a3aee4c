"""`python -m zhengce`: the command line."""

import sys

from zhengce.cli.program import main

if __name__ == "__main__":
    sys.exit(main())
