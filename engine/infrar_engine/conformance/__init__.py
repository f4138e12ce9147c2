"""The conformance suite: what the SDK promises, as small programs that every provider must run alike.

    storage/*.py   the programs of a capability: ordinary programs on the SDK alone, each with what it prints
    programs       reads them
    playing        runs them: on the local runtime, through a provider's functions, and transformed
    player         what the programs run in: a process of its own, which may be one that cannot import the SDK
    verdicts       a provider's name in, a verdict for each program and each way of running it out

The programs and their runner are part of the engine, because whoever writes a provider runs the very same suite:
`infrar providers conform NAME`. Why a program fails is for them to read, so a verdict carries both transcripts.
"""
