"""Speed, measured and printed as ratios against named tools in the same run. `make bench`, or `python -m tests.bench NAME…`."""
