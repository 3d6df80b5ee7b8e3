"""Benchmarks: one module a subject, run by `make bench-<name>`; each prints JSON lines and nothing else."""
