"""The limits inside which all providers do the same, one module a capability: pure checks, without input or output.

The local runtime applies them to every call, a build to the arguments that it can read in the code.
"""
