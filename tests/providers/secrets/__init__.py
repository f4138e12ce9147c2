"""Secrets and parameters on all three providers: types, errors, and what the clouds' stores do that others don't."""
