"""Says what refers to a system that is not there: python3 closed.py PATH...

Over all files below the paths: dynamic loaders, run paths and needed libraries of ELF files,
interpreters of scripts, the programs that scripts and setup hooks name, and links. All of it has
to be in the store, but for /bin/sh and /usr/bin/env, which Nix' users rely on everywhere.
"""

import os
import re
import stat
import struct
import sys

STORE = "/nix/store/"
# Profiles, which come and go; as in nixos/nix, one of its links waits for a profile that has manuals.
STATE = "/nix/var/nix/"
ALLOWED = {"/bin/sh", "/usr/bin/env"}
# A path to a program or a library of a distribution, as a word of a shell script.
OUTSIDE = re.compile(r"(?<![\w$})./*-])/(?:usr/(?:local/)?)?(?:bin|sbin|lib|lib64|libexec)/[\w.+-]+|/opt/[\w.+-]+")

INTERPRETER, DYNAMIC, LOADED = 3, 2, 1
NEEDED, STRINGS, RPATH, RUNPATH = 1, 5, 15, 29


def elf_facts(data):
    """The loader, the run path and the needed libraries; None for what is not loaded (objects)."""
    wide = data[4] == 2
    order = "<" if data[5] == 1 else ">"
    if struct.unpack_from(order + "H", data, 16)[0] not in (2, 3):
        return None
    header = struct.unpack_from(order + ("QQQIHHH" if wide else "IIIIHHH"), data, 24)
    start, size, count = header[1], header[5], header[6]
    segments = []
    for index in range(count):
        at = start + index * size
        if wide:
            kind, _, offset, address, _, length = struct.unpack_from(order + "IIQQQQ", data, at)
        else:
            kind, offset, address, _, length = struct.unpack_from(order + "IIIII", data, at)
        segments.append((kind, offset, address, length))

    def text(offset):
        return data[offset : data.index(b"\0", offset)].decode(errors="replace")

    loader = next((text(offset) for kind, offset, _, _ in segments if kind == INTERPRETER), None)
    entries = []
    for kind, offset, _, length in segments:
        if kind == DYNAMIC:
            form = order + ("QQ" if wide else "II")
            entries = list(struct.iter_unpack(form, data[offset : offset + length]))
    strings = next((value for tag, value in entries if tag == STRINGS), None)
    for kind, offset, address, length in segments:
        if strings is not None and kind == LOADED and address <= strings < address + length:
            strings += offset - address
            break
    named = lambda tags: [text(strings + value) for tag, value in entries if tag in tags]
    run_path = [one for path in named((RPATH, RUNPATH)) for one in path.split(":")]
    return loader, run_path, named((NEEDED,))


def in_store(path):
    return path.startswith(STORE) and os.path.exists(path)


def elf_faults(path, data):
    facts = elf_facts(data)
    if facts is None:
        return
    loader, run_path, needed = facts
    # libc.so.6 is a library that can be started to say its version.
    if loader and not in_store(loader) and os.path.basename(path) != "libc.so.6":
        yield f"loader {loader}"
    here = os.path.dirname(path)
    directories = [one.replace("${ORIGIN}", here).replace("$ORIGIN", here) for one in run_path]
    for directory in directories:
        if not directory.startswith(STORE):
            yield f"run path {directory or '(empty)'}"
    for library in needed:
        if not any(in_store(f"{directory}/{library}") for directory in [*directories, here]):
            yield f"needs {library}"


def script_faults(path, data):
    lines = data.decode(errors="replace").splitlines()
    if lines[0].startswith("#!"):
        interpreter = lines[0][2:].split()[:1]
        if not interpreter or not (interpreter[0] in ALLOWED or in_store(interpreter[0])):
            yield f"interpreter {' '.join(interpreter)}"
        shell = bool(interpreter) and os.path.basename(interpreter[0]) in ("sh", "bash", "env", "bash-static")
    else:
        shell = True
    for number, line in enumerate(lines if shell else [], 1):
        if not line.lstrip().startswith("#"):
            for found in OUTSIDE.findall(line):
                if found not in ALLOWED:
                    yield f"line {number} names {found}"


def faults(path):
    information = os.lstat(path)
    if stat.S_ISLNK(information.st_mode):
        target = os.readlink(path)
        if (target + "/").startswith(STATE):
            return
        if not os.path.exists(path):
            yield f"dangling link to {target}"
        elif target.startswith("/") and not target.startswith(STORE):
            yield f"link to {target}"
    elif stat.S_ISREG(information.st_mode) and not path.endswith(".drv"):
        with open(path, "rb") as file:
            data = file.read(4)
            if data == b"\x7fELF":
                yield from elf_faults(path, data + file.read())
            elif data[:2] == b"#!" and information.st_mode & 0o111 or path.endswith("/nix-support/setup-hook"):
                yield from script_faults(path, data + file.read())


def walk(root):
    if os.path.islink(root) or not os.path.isdir(root):
        yield root
        return
    for directory, names, files in os.walk(root):
        for name in [*files, *names]:
            path = os.path.join(directory, name)
            if name in files or os.path.islink(path):
                yield path


def main(roots):
    count = wrong = 0
    for root in roots:
        for path in walk(root):
            count += 1
            for fault in faults(path):
                wrong += 1
                print(f"{path}: {fault}")
    print(f"{len(roots)} store paths, {count} files, {wrong} faults")
    return wrong > 0 or count == 0


sys.exit(main(sys.argv[1:]))
