"""The pages of `infrar explain`, run; how many diagnostics a mistake gives; what comments silence."""
