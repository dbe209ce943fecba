"""Benchmarks: scripts that measure speed, memory and quality; RESULTS.md has their results."""
