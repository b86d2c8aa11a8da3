"""`python -m discovery`: the terminal twin of the window."""

import sys

from discovery.cli import main
from discovery.log import log_safely

log_safely()
sys.exit(main())
