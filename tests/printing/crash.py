"""Stands for the process that makes a PDF and crashes as a C library does; asked so, it writes its environment first."""

from __future__ import annotations

import os
import signal
import sys

if __name__ == "__main__":
    if sys.stdin.read() == "environment":
        with open(sys.argv[1], "w") as output:
            output.write("\n".join(os.environ))
    os.kill(os.getpid(), signal.SIGSEGV)
