"""Before any test: no setting, key or data folder of the machine may reach one."""

import os
import tempfile

from hypothesis import HealthCheck, settings

from discovery.config import Settings
from tests.support.databases import each_database

__all__ = ["each_database"]

for name in Settings.model_fields:
    os.environ.pop(name.upper(), None)

# These win over a `.env` in the checkout, also in processes that a test starts.
os.environ["LLM_PROVIDER"] = "none"
os.environ["DISCOVERY_HOME"] = tempfile.mkdtemp(prefix="discovery-tests-")

# Machines are slow and noisy; how long an example takes says nothing about it.
settings.register_profile(
    "any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any-machine")
