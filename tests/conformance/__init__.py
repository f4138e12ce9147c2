"""The conformance suite on the local runtime and on every provider; the programs are in `infrar_engine.conformance`."""
