"""Diagnostics, plans and differences → what people and machines read.

In: the frozen values of the pipeline. Out: text, JSON, SARIF, GitHub's workflow commands. Nothing here decides anything
or writes anywhere. Whatever is the user's (a path, a name, a line of source) is escaped for where it goes.
"""
