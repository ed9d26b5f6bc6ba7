"""Measurements that take longer than a test may: `python -m bench` measures every stage beside others."""
