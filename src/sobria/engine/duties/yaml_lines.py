"""YAML whose every mapping remembers the line it was written on, so that a fault can be shown."""

from typing import Any

import yaml

from sobria.engine.messages import Refusal

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Block(dict[str, Any]):
    """A mapping of a file. `line`: where it starts; `lines`: where each key stands."""

    def __init__(self, file: str, line: int) -> None:
        super().__init__()
        self.file = file
        self.line = line
        self.lines: dict[str, int] = {}

    def line_of(self, key: str) -> int:
        return self.lines.get(key, self.line)


def read_yaml(text: str, file: str) -> Any:
    """Raises Refusal, with the line, where the text is not YAML or says a key twice."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        return None if node is None else _built(node, loader, file)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise Refusal("duty-yaml", file=file, line=line) from error
    finally:
        loader.dispose()


def _built(node: yaml.Node, loader: Any, file: str) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _block(node, loader, file)
    if isinstance(node, yaml.SequenceNode):
        return [_built(one, loader, file) for one in node.value]
    try:
        return loader.construct_object(node)
    except ValueError:  # 2025-02-30 looks like a date and is none: the check of dates says so
        return node.value


def _block(node: yaml.MappingNode, loader: Any, file: str) -> Block:
    block = Block(file, node.start_mark.line + 1)
    for key_node, value_node in node.value:
        key, line = str(key_node.value), key_node.start_mark.line + 1
        if key in block:
            raise Refusal("duty-key-twice", file=file, line=line, key=key)
        block[key] = _built(value_node, loader, file)
        block.lines[key] = line
    return block
