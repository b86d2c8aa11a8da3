"""`python -m discovery`: the terminal twin of the window."""

import sys

from discovery.cli import main

sys.exit(main())
