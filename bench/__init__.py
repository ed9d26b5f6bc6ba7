"""Measurements that take longer than a test may: `python -m bench.checks`, `python -m bench.real_catalogs`."""
