#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Finds files and functions that have grown too long: numbers for seeing trouble early.

Aim: files of at most 250 lines, functions of at most 40. Beyond that a line is printed. Beyond 400 and 70 the exit
code is 1. Split by concept, never by line count. A function that is nothing but a flat table is excepted by the
comment `flat table` on one of the two lines before it or on its first line; tables outside functions do not count.
"""

import ast
import re
import subprocess
import sys
from pathlib import Path

FILE_AIM, FILE_LIMIT = 250, 400
FUNCTION_AIM, FUNCTION_LIMIT = 40, 70
MARK = "flat table"

CXX_SUFFIXES = {".cpp", ".hpp", ".c", ".h"}
SHELL_SUFFIXES = {".sh"}
# Comments, raw strings, strings, characters (digit separators are no characters), preprocessor lines.
CXX_NOISE = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<tag>[^()\\ ]{0,16})\(.*?\)(?P=tag)"|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'|^[ \t]*#(?:\\\n|[^\n])*",
    re.DOTALL | re.MULTILINE,
)
NOT_A_FUNCTION = re.compile(r"\b(namespace|class|struct|union|enum|concept)\b")
SHELL_FUNCTION = re.compile(r"^(?:function )?(\w+) ?\(\) \{$")


def cxx_functions(text):
    """Yields (name, first line, last line) of each function body; what is nested in one belongs to it."""
    code = CXX_NOISE.sub(lambda noise: re.sub(r"[^\n]", " ", noise.group()), text)
    scopes = []  # True where the brace opened a function
    head_start = 0  # where the statement before the next brace began
    parentheses = 0  # braces within parentheses are initialisers or lambdas of a call
    opened = None
    for at, char in enumerate(code):
        if char == "(":
            parentheses += 1
        elif char == ")":
            parentheses -= 1
        elif char == "{":
            head = code[head_start:at]
            outer = opened is None and parentheses == 0
            function = outer and "(" in head and not is_initialiser(head) and not is_type(head)
            scopes.append(function)
            if function:
                opened = (function_name(head), head_start + len(head) - len(head.lstrip()))
        elif char == "}":
            if scopes and scopes.pop():
                yield opened[0], line_of(code, opened[1]), line_of(code, at)
                opened = None
        if char in "{};" and parentheses == 0:
            head_start = at + 1


def is_initialiser(head):
    without_parentheses = re.sub(r"\([^()]*\)|operator\s*[=!<>]+|[=!<>]=", "", head)
    return "=" in re.sub(r"template\s*<.*?>", "", without_parentheses)


def is_type(head):
    return NOT_A_FUNCTION.search(re.sub(r"template\s*<.*?>|\(.*", "", head, flags=re.DOTALL)) is not None


def function_name(head):
    name = re.search(r"([\w:~]+|operator\s*\S+?)\s*\(", head)
    return name.group(1) if name else "function"


def line_of(text, at):
    return text.count("\n", 0, at) + 1


def shell_functions(text):
    name = start = None
    for number, line in enumerate(text.splitlines(), 1):
        if match := SHELL_FUNCTION.match(line):
            name, start = match.group(1), number
        elif line == "}" and name:
            yield name, start, number
            name = None


def python_functions(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.name, node.lineno, node.end_lineno


def functions_of(path, text):
    if path.suffix in CXX_SUFFIXES:
        return cxx_functions(text)
    if path.suffix == ".py":
        return python_functions(text)
    return shell_functions(text)


def is_script(path):
    return path.suffix in CXX_SUFFIXES | SHELL_SUFFIXES | {".py"} or path.name == "run"


def findings(path, text):
    """Yields (length, limit, sentence) for each thing beyond its aim."""
    lines = text.splitlines()
    if len(lines) > FILE_AIM:
        yield len(lines), FILE_LIMIT, f"{path}: {len(lines)} lines (aim {FILE_AIM}, limit {FILE_LIMIT})"
    for name, first, last in functions_of(path, text):
        length = last - first + 1
        excepted = any(MARK in line for line in lines[max(0, first - 3) : first])
        if length > FUNCTION_AIM and not excepted:
            where = f"{path}:{first}: {name}: {length} lines (aim {FUNCTION_AIM}, limit {FUNCTION_LIMIT})"
            yield length, FUNCTION_LIMIT, where


def main():
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], check=True, capture_output=True, text=True
    )
    failed = False
    for path in map(Path, sorted(set(listed.stdout.splitlines()))):
        if not is_script(path) or not path.is_file():
            continue
        for length, limit, sentence in findings(path, path.read_text(encoding="utf-8")):
            failed = failed or length > limit
            print(f"{'TOO LONG' if length > limit else 'long'}  {sentence}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
