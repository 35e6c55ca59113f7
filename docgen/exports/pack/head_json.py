"""head.json of the evidence pack."""

from collections.abc import Mapping, Sequence

import msgspec

from docgen.exports.pack.table import Json
from docgen.pages.evidence.head import Head, moment_text
from docgen.pages.evidence.table import PackTable


def head_json(
    head: Head, tables: Sequence[PackTable], files: Sequence[str], gaps: Mapping[str, Sequence[Json]]
) -> Json:
    """`files`: all but the head itself and the sums; `gaps`: of `facts_json`, by environment."""
    made: Json = {
        "schema": 1,
        "project": head.project,
        "source": {
            "revision": head.source.revision,
            "tree": head.source.tree,
            "committed": moment_text(head.source.committed),
            "folder": head.source.folder,
        },
        "made_by": {"docgen": head.version, "facts_schema": head.schema, "command": head.command},
        "judged_on": head.judged_on.isoformat(),
        "coverage": [msgspec.to_builtins(each) for each in head.coverage],
        "not_covered": list(head.not_covered),
        "warnings": list(head.warnings),
        "gaps": {name: list(each) for name, each in gaps.items()},
        "tables": [{"path": each.path, "title": each.title, "rows": len(each.rows)} for each in tables],
        "files": list(files),
        "inputs": [msgspec.to_builtins(each) for each in head.inputs],
    }
    return made
