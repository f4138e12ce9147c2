"""Configuration as OpenTofu or Terraform sees it.

In: the files of `infra/`, or a folder that holds them. Out: what the command said about it, as frozen values and as
diagnostics with their place. The command is the user's own (`runner`), and python-terraform starts it (`library`);
nothing here knows how the configuration came to be.
"""

from infrar_engine.deploy.check import check_configuration
from infrar_engine.deploy.driver import Checked, Driver, Output, Planned
from infrar_engine.deploy.runner import Runner, RunnerError, RunnerMissingError, find_runner

__all__ = [
    "Checked",
    "Driver",
    "Output",
    "Planned",
    "Runner",
    "RunnerError",
    "RunnerMissingError",
    "check_configuration",
    "find_runner",
]
