"""Estimates: plan, prices and usage to what a month costs."""
