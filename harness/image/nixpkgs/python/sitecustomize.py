"""One place for packages, lib/python3.11/site-packages, as upstream has it.

Debian's own places are compiled into the interpreter (the site module is frozen), so they are
corrected here, at the first moment that Python offers.
"""

import os
import site
import sys


def getsitepackages(prefixes=None):
    """Returns a list containing all global site-packages directories."""
    unique = dict.fromkeys(prefixes or site.PREFIXES)
    return [os.path.join(prefix, "lib", "python3.11", "site-packages") for prefix in unique]


site.getsitepackages = getsitepackages
sys.path[:] = [path for path in sys.path if not path.endswith("/dist-packages")]
for directory in getsitepackages():
    if directory not in sys.path and os.path.isdir(directory):
        site.addsitedir(directory)

# A search path whose .pth files count, unlike those of PYTHONPATH; for this process alone.
for directory in os.environ.pop("NIX_PYTHONPATH", "").split(":"):
    if directory:
        site.addsitedir(directory)
