"""Benchmarks: each figure beside its bound of the same run."""
