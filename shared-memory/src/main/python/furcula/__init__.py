"""Furcula for Python: reads and writes the shared memory of Furcula processes on the same host."""
