"""Merges trees into one tree of links, as nixpkgs' buildEnv does.

A directory of one tree alone becomes a single link. Where two trees have the same file, the one
with the smaller priority wins; the same priority is a collision, unless the contents are equal.
"""

import filecmp
import itertools
import os
import sys



def words(name):
    return os.environ.get(name, "").split()


# What belongs to one package alone.
SKIPPED = {"nix-support", "log", *words("skip")}

sources = list(itertools.zip_longest(words("sources"), map(int, words("sourcePriorities")), fillvalue=5))
ignore_collisions = bool(os.environ.get("ignoreCollisions"))
check_contents = bool(os.environ.get("checkCollisionContents"))
root = os.environ["out"] + os.environ.get("extraPrefix", "")


def resolve(first, second):
    """The one of two files of the same name that stays."""
    if first[1] != second[1]:
        return min(first, second, key=lambda source: source[1])
    if check_contents and same(first[0], second[0]):
        return first
    if not ignore_collisions:
        sys.exit(f"error: collision between `{first[0]}' and `{second[0]}'")
    print(f"warning: collision between `{first[0]}' and `{second[0]}'", file=sys.stderr)
    return first


def same(first, second):
    if os.path.realpath(first) == os.path.realpath(second):
        return True
    return os.path.isfile(first) and os.path.isfile(second) and filecmp.cmp(first, second, shallow=False)


def merge(candidates, relative):
    """Links what the candidates, (path, priority) pairs, have at this place."""
    target = os.path.join(root, relative) if relative else root
    directories = [source for source in candidates if os.path.isdir(source[0])]
    if len(candidates) == 1 and relative:
        os.symlink(candidates[0][0], target)
    elif directories and len(directories) == len(candidates):
        os.makedirs(target, exist_ok=True)
        names = {}
        for path, priority in candidates:
            for name in sorted(os.listdir(path)):
                if relative or name not in SKIPPED:
                    names.setdefault(name, []).append((os.path.join(path, name), priority))
        for name, found in sorted(names.items()):
            merge(found, os.path.join(relative, name))
    elif candidates:
        winner = candidates[0]
        for other in candidates[1:]:
            winner = resolve(winner, other)
        os.symlink(winner[0], target)


os.makedirs(root, exist_ok=True)
unique = list(dict.fromkeys(sources))
for link in words("links") or ["/"]:
    place = link.strip("/")
    found = [(os.path.join(path, place), priority) for path, priority in unique]
    if place:
        os.makedirs(os.path.dirname(os.path.join(root, place)), exist_ok=True)
    merge([source for source in found if os.path.lexists(source[0])], place)
