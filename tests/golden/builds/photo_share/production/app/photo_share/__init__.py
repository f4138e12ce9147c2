"""Albums of photos on object storage."""
