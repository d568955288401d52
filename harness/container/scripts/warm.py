# warm.py COMMAND …
# What is done in containers for the warm store (container/warm/). "offer" runs in a tutorial's container and
# so may have been tampered with: whatever it says is a wish, which the others check.
import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import time

NIX = ["nix", "--extra-experimental-features", "nix-command"]
HOUR = 3600


def known(*what):
    """What Nix knows of store paths, by path."""
    for form in (["--json", "--json-format", "1"], ["--json"]):
        done = subprocess.run([*NIX, "path-info", *form, *what], capture_output=True, text=True)
        if done.returncode == 0:
            found = json.loads(done.stdout)
            if isinstance(found, list):  # Nix 2.8
                found = {one["path"]: one for one in found}
            return {path: one for path, one in found.items() if one}
    raise SystemExit(done.stderr)


def part(path):
    return os.path.basename(path)[:32]


INFO = ".narinfo"
# Of what came out differently, or not at all: it is not tried again.
REFUSED = ".refused"


def has(directory, path, kind):
    return os.path.exists(f"{directory}/{part(path)}{kind}")


def base(paths):
    return " ".join(os.path.basename(one) for one in paths)


def read_info(file):
    """What a narinfo says."""
    try:
        with open(file) as text:
            lines = [line.rstrip("\n").partition(": ") for line in text]
        return {key: value for key, _, value in lines}
    except (OSError, UnicodeDecodeError):
        return {}


def dump(path, file):
    with open(file, "wb") as target:
        done = subprocess.run(["nix-store", "--dump", path], stdout=target, stderr=subprocess.PIPE)
    if done.returncode != 0:
        raise OSError(done.stderr.decode(errors="replace").strip())


# What sandbox.sh builds, to see whether it can, is a new one each time.
PROBE = re.compile(r".{44}sandbox-\d+-\d+")


def always_built(deriver):
    try:
        with open(deriver) as text:
            return '("allowSubstitutes","")' in text.read()
    except OSError:
        return True


def started():
    """When this container has started, in seconds since 1970."""
    with open("/proc/stat") as stat, open("/proc/1/stat") as first:
        booted = next(int(line.split()[1]) for line in stat if line.startswith("btime "))
        return booted + int(first.read().rpartition(")")[2].split()[19]) / os.sysconf("SC_CLK_TCK") - 2


def offer(directory, target):
    """What Nix has built here, and what it built that of: derivations and sources, nothing fetched."""
    since, every = started(), known("--all")
    new = {path: one for path, one in every.items() if one["registrationTime"] >= since}
    own = {path: one for path, one in new.items() if not one.get("ca")}
    used = [path for path in own if not own[path].get("ultimate") and has(directory, path, INFO)]
    built = [
        {"path": path, "narHash": one["narHash"], "deriver": one["deriver"]}
        for path, one in own.items()
        if one.get("ultimate")
        and one.get("deriver") in every
        and not has(directory, path, REFUSED)
        and not PROBE.fullmatch(path)
        and not always_built(one["deriver"])
    ]
    stale = [path for path in used if old(f"{directory}/{part(path)}{INFO}")]
    size = 0
    os.makedirs(f"{target}/nar")
    if built:
        derivers = [one["deriver"] for one in built]
        asked = ["nix-store", "--query", "--requisites", *derivers]
        closure = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()
        for path in closure:
            if path not in new or not new[path].get("ca"):
                continue
            one = new[path]
            dump(path, f"{target}/nar/{part(path)}.nar")
            size += one["narSize"]
            with open(f"{target}/{part(path)}.narinfo", "w") as info:
                info.write(
                    f"StorePath: {path}\nURL: nar/{part(path)}.nar\nCompression: none\n"
                    f"NarHash: {one['narHash']}\nNarSize: {one['narSize']}\n"
                    f"References: {base(one['references'])}\nCA: {one['ca']}\n"
                )
    with open(f"{target}/nix-cache-info", "w") as info:
        info.write("StoreDir: /nix/store\n")
    with open(f"{target}/offer.json", "w") as file:
        json.dump({"built": built, "stale": stale}, file)
    return {"used": len(used), "work": len(built) + len(stale), "size": size}


def served(directory):
    """How much of what Nix has here came from the store."""
    new = (one for one in known("--all").items() if one[1]["registrationTime"] >= started())
    return sum(
        not one.get("ca") and not one.get("ultimate") and has(directory, path, INFO)
        for path, one in new
    )


def old(file):
    try:
        return time.time() - os.stat(file).st_mtime > HOUR
    except OSError:
        return False


def build(directory, incoming, key):
    """Builds in this clean container what was built in another one."""
    with open(f"{incoming}/offer.json") as file:
        wanted = json.load(file)
    for path in wanted["stale"]:
        touch(f"{directory}/{part(path)}.narinfo")
    claimed = {one["path"]: one for one in wanted["built"] if re.fullmatch(PATH, one["path"])}
    derivers = sorted({one["deriver"] for one in claimed.values()})
    settings = {
        "substituters": f"file://{incoming} file://{directory}",
        "trusted-public-keys": key,
        "fallback": "true",
        "keep-going": "true",
    }
    options = [word for name, value in settings.items() for word in ("--option", name, value)]
    before = known("--all")
    if derivers:
        subprocess.run(["nix-store", "--realise", *derivers, *options], stdout=subprocess.DEVNULL)
    entries, differ, failed, dropped = [], [], [], []
    after = known("--all")
    for path, claim in claimed.items():
        one = after.get(path)
        if path in before:
            continue
        elif one is None or one["narHash"] != claim["narHash"]:
            (failed if one is None else differ).append(path)
            open(f"{directory}/{part(path)}{REFUSED}", "w").close()
        # What came from outside has a hash of its content: nothing of that is kept. And what Nix took
        # from the store, it has found to be sound.
        elif not one.get("ca") and one.get("ultimate"):
            if has(directory, path, INFO):
                dropped.append(path)
            entries.append({field: one[field] for field in FIELDS} | {"path": path})
    with lock(directory):
        for path in dropped:
            remove(directory, part(path))
    return {"entries": entries, "differ": differ, "failed": failed, "dropped": dropped}


FIELDS = "narHash", "narSize", "references", "deriver"
PATH = r"/nix/store/[0-9a-z]{32}-[^/]+"


class lock:
    def __init__(self, directory):
        self.file = f"{os.path.dirname(directory)}/lock"

    def __enter__(self):
        self.held = open(self.file, "w")
        fcntl.flock(self.held, fcntl.LOCK_EX)

    def __exit__(self, *_):
        self.held.close()


def touch(file):
    try:
        os.utime(file)
    except OSError:
        pass


def remove(directory, name):
    """First what is looked for: nobody finds what is half gone."""
    for file in (f"{directory}/{name}.narinfo", f"{directory}/nar/{name}.nar"):
        try:
            os.unlink(file)
        except OSError:
            pass


def publish(directory, file, limit):
    """Adds what was built here; the least recently used goes first where there is no room."""
    with open(file) as text:
        entries = json.load(text)
    root = os.path.dirname(directory)
    added, full = [], None
    with lock(directory):
        tidy(directory)
        for one in entries:
            path, name = one["path"], part(one["path"])
            if one["narSize"] > limit:
                continue
            evict(root, limit - one["narSize"])
            try:
                dump(path, f"{directory}/nar/{name}.draft")
                os.rename(f"{directory}/nar/{name}.draft", f"{directory}/nar/{name}.nar")
                with open(f"{directory}/{name}.draft", "w") as info:
                    info.write(one["info"])
                os.rename(f"{directory}/{name}.draft", f"{directory}/{name}.narinfo")
                added.append(path)
            except OSError as error:
                for rest in (f"nar/{name}.draft", f"{name}.draft"):
                    if os.path.exists(f"{directory}/{rest}"):
                        os.unlink(f"{directory}/{rest}")
                remove(directory, name)
                full = str(error)
                break
    return {"added": added, "full": full}


def tidy(directory):
    """Takes away what nobody is served any more, and what somebody has left half done."""
    root, name = os.path.split(directory)
    for entry in list(os.scandir(root)):
        if entry.is_dir() and int(entry.name.rpartition("-")[2]) < int(name.rpartition("-")[2]):
            shutil.rmtree(entry.path, ignore_errors=True)
    for entry in list(os.scandir(f"{directory}/nar")):
        if not os.path.exists(f"{directory}/{entry.name[:32]}.narinfo"):
            os.unlink(entry.path)


def listed(root):
    found = []
    for entry in os.scandir(root):
        if not entry.is_dir():
            continue
        for one in os.scandir(entry.path):
            if not one.name.endswith(".narinfo"):
                continue
            name = one.name.removesuffix(".narinfo")
            try:
                size = os.stat(f"{entry.path}/nar/{name}.nar").st_size + one.stat().st_size
                found.append((one.stat().st_mtime, size, entry.name, name))
            except FileNotFoundError:
                found.append((0, 0, entry.name, name))
    return sorted(found)


def evict(root, room):
    found = listed(root)
    total = sum(size for _, size, _, _ in found)
    for _, size, directory, name in found:
        if total <= room:
            return
        remove(f"{root}/{directory}", name)
        total -= size


def tell(root):
    return [
        {"directory": directory, "path": read_info(f"{root}/{directory}/{name}.narinfo").get("StorePath"),
         "size": size, "usedAt": used * 1000}
        for used, size, directory, name in listed(root)
    ]


command, *words = sys.argv[1:]
answer = {
    "offer": lambda: offer(words[0], words[1]),
    "served": lambda: served(words[0]),
    "build": lambda: build(words[0], words[1], words[2]),
    "publish": lambda: publish(words[0], words[1], int(words[2])),
    "tell": lambda: tell(words[0]),
}[command]()
print(json.dumps(answer))
