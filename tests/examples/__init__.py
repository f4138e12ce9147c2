"""The example programs, as written and as built, on every provider."""
