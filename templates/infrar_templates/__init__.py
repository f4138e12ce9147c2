"""Provider-neutral templates."""
