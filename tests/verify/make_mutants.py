"""Write a sample of the mutants of some files as JSON lines: file, what it became, and its line.

    python make_mutants.py ROOT COUNT SEED FILE...

Run by a Python that has cosmic-ray. Mutants that differ only in annotations, which are never evaluated here, are left
out. The first line says how many mutants there are in all, annotations included.
"""

from __future__ import annotations

import ast
import json
import random
import sys
from pathlib import Path

from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

LEFT_OUT = ("VariableInserter", "VariableReplacer", "ExceptionReplacer", "RemoveDecorator")
"""Operators that need arguments, or whose mutants say little of the tests."""

BITS = ("BitAnd", "BitOr", "BitXor", "LShift", "RShift")
"""Put in place of arithmetic they raise an error for any float: such a mutant only asks whether the line is run."""


def asked(name: str) -> bool:
    """Whether the mutants of an operator are tried."""
    words = name.rpartition("/")[2].split("_")
    cheap = words[0] == "ReplaceBinaryOperator" and words[1] not in BITS and words[2] in BITS
    return not cheap and not any(name.startswith(f"core/{left}") for left in LEFT_OUT)


class _WithoutAnnotations(ast.NodeTransformer):
    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.annotation = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = ast.Constant(None)
        return self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.returns = None
        return self.generic_visit(node)


def meaning(text: str) -> str:
    """What a file says once its annotations are taken away."""
    return ast.dump(_WithoutAnnotations().visit(ast.parse(text)))


def places(root: Path, file: str) -> list[tuple[str, str, int]]:
    """File, operator and occurrence of every mutant of a file."""
    nodes = list(ast_nodes(get_ast((root / file).read_text(encoding="utf-8"))))
    found = []
    for name in sorted(operator_names()):
        if asked(name):
            operator = get_operator(name)()
            count = sum(len(list(operator.mutation_positions(node))) for node in nodes)
            found += [(file, name, occurrence) for occurrence in range(count)]
    return found


def mutant(root: Path, file: str, name: str, occurrence: int) -> dict[str, object] | None:
    """One mutant, or None where it means the same or is no Python."""
    before = (root / file).read_text(encoding="utf-8")
    after = mutate_code(before, get_operator(name)(), occurrence)
    try:
        if after is None or meaning(after) == meaning(before):
            return None
    except SyntaxError:
        return None
    pairs = enumerate(zip(before.splitlines(), after.splitlines(), strict=False), start=1)
    line, was, now = next((number, old.strip(), new.strip()) for number, (old, new) in pairs if old != new)
    return {"file": file, "line": line, "was": was, "now": now, "text": after}


def main(root: Path, count: int, seed: int, files: list[str]) -> None:
    """Print the sample."""
    found = [place for file in files for place in places(root, file)]
    random.Random(seed).shuffle(found)
    sys.stdout.write(json.dumps({"mutants": len(found)}) + "\n")
    kept = 0
    for place in found:
        if kept == count:
            return
        made = mutant(root, *place)
        if made is not None:
            sys.stdout.write(json.dumps(made) + "\n")
            kept += 1


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
