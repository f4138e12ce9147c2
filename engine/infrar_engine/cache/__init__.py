"""What earlier builds of a project found, in `.infrar_cache/` beside its files; deleting it costs time and nothing else.

In: what a command asks for, and the project as it is. Out: the `Outcome` of a run over the same project, if there was one and
everything that it depended on is as it was. Entries are found by a hash of the request, the engine, the plugins and infrar.yaml,
and hold a hash of every file of the project. A file that has changed since matters only if the run looked at it, or would now:
`account.py` says which do. Nothing in an entry is executed, and one that isn't whole is ignored.
"""

from infrar_engine.cache.memory import Memory, Outcome

__all__ = ["Memory", "Outcome"]
