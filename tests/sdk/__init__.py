"""The SDK: its surface, its limits, and the local runtime. Needs nothing but pytest and hypothesis."""
