"""Says which dependencies of a wheel cannot be found, and fails if there are any.

check-dependencies.py WHEEL
"""

import importlib.metadata
import sys
import zipfile
from email import message_from_string

from setuptools.extern.packaging.requirements import Requirement


def requirements(wheel):
    with zipfile.ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        metadata = message_from_string(archive.read(name).decode())
    for text in metadata.get_all("Requires-Dist", []):
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield requirement


def complaint(requirement):
    try:
        version = importlib.metadata.version(requirement.name)
    except importlib.metadata.PackageNotFoundError:
        return f"{requirement.name} not installed"
    if requirement.specifier and not requirement.specifier.contains(version, prereleases=True):
        return f"{requirement.name}{requirement.specifier} not satisfied by version {version}"
    return None


complaints = [text for text in map(complaint, requirements(sys.argv[1])) if text]
for text in complaints:
    print(f"  - {text}")
sys.exit(1 if complaints else 0)
