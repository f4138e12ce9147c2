"""The command line: one command a file, which parses arguments, calls the pipeline and says what came of it.

Exit codes: 0 fine; 1 the code or the configuration has errors; 2 wrong usage, or an output that is refused or can't be
written; 3 a plugin is missing or broken; 130 after Ctrl-C, 141 when the reader of a pipe went away, 143 after SIGTERM.
"""
