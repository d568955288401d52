"""Makes Python scripts run by themselves, wherever they are started.

    close-scripts.py PYTHON SITE[:SITE...] SCRIPT...

A script whose first line names a Python gets this PYTHON, and looks for modules in these
directories as well. Unlike a shell wrapper around it, it can still be given to a Python
interpreter, which is what Werkzeug's reloader does with the program that started it.
"""

import ast
import re
import sys
from pathlib import Path

SHEBANG = re.compile(rb"#!.*\bpython[0-9.]*\b.*")


def first_statement(source: str) -> int:
    """The line, counted from 0, before which a statement may stand."""
    line = 0
    for node in ast.parse(source).body:
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        is_future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
        if not (is_docstring or is_future):
            return node.lineno - 1
        line = node.end_lineno
    return line


def close(path: Path, python: str, sites: list[str]) -> None:
    content = path.read_bytes()
    if not SHEBANG.match(content):
        return
    lines = content.decode().splitlines()
    lines[0] = f"#!{python}"
    lines.insert(first_statement("\n".join(lines)), f"import site; [site.addsitedir(path) for path in {sites}]")
    mode = path.stat().st_mode
    path.chmod(mode | 0o200)
    path.write_text("\n".join(lines) + "\n")
    path.chmod(mode)


interpreter, search_path, *scripts = sys.argv[1:]
for script in map(Path, scripts):
    if script.is_file() and not script.is_symlink():
        close(script, interpreter, search_path.split(":"))
