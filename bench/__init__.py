"""The measurements, each a command: `python -m bench.NAME`; `python -m bench` runs them all."""
