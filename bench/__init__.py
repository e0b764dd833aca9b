"""Speed and memory as figures: `make bench`, or `python -m bench --help`."""
