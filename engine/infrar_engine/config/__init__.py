"""infrar.yaml: what the code can't say by itself.

In: a path to look from. Out: a `Config`, or every mistake at once as a `ConfigError`. What names a provider's things
(regions, services, settings) is checked by the planner, which knows the provider.
"""

from infrar_engine.config.reading import FILE_NAME, find_config, load_config, read_config
from infrar_engine.config.values import DEFAULT_NAMING, Config, ConfigError, Environment, ResourceEntry

__all__ = [
    "DEFAULT_NAMING",
    "FILE_NAME",
    "Config",
    "ConfigError",
    "Environment",
    "ResourceEntry",
    "find_config",
    "load_config",
    "read_config",
]
