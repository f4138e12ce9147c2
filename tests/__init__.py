"""The tests: one folder for each part of the product, `kit` for what they stand on."""
