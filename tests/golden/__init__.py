"""Whole projects and their builds, kept as files and compared byte for byte."""
