"""The file format of networks (ONNX), as far as the sentence encoder needs it: weights are read, a graph is written.

The package `onnx` would do the same with a hundred times the code. An ONNX file is a protocol buffer: fields of a
number and a value, messages inside messages (https://onnx.ai/onnx/repo-docs/IR.html); the numbers here are those of
its fields.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

OPERATORS = 17  # the set of ONNX's own operators that a written graph speaks
IR_VERSION = 8
MICROSOFT = "com.microsoft"  # the operators that onnxruntime adds
NUMBERS = {1: "float32", 2: "uint8", 3: "int8", 7: "int64", 9: "bool"}
CODES = {name: code for code, name in NUMBERS.items()}
FLOAT, INT, INTS = 1, 2, 7  # kinds of attributes


@dataclass(frozen=True, slots=True)
class Node:
    """One step of a network."""

    operator: str
    inputs: list[str]
    outputs: list[str]


@dataclass(slots=True)
class Graph:
    """A network that is being put together; `to_bytes` gives the file."""

    nodes: list[bytes] = field(default_factory=list)
    weights: dict[str, NDArray[Any]] = field(default_factory=dict)

    def node(self, operator: str, inputs: Sequence[str], *outputs: str, domain: str = "", **attributes: Any) -> str:
        """Add a step; gives the name of its first output. Attributes are whole numbers, floats or lists of whole
        numbers.
        """
        parts = [_bytes(1, name.encode()) for name in inputs] + [_bytes(2, name.encode()) for name in outputs]
        parts += [_bytes(4, operator.encode())]
        parts += [_bytes(5, _attribute(name, value)) for name, value in attributes.items()]
        parts += [_bytes(7, domain.encode())] if domain else []
        self.nodes.append(b"".join(parts))
        return outputs[0]

    def weight(self, name: str, values: NDArray[Any]) -> str:
        """Add numbers that do not change; gives their name."""
        self.weights[name] = values
        return name

    def to_bytes(self, *, given: tuple[str, str, Sequence[str]], found: tuple[str, str, Sequence[str | int]]) -> bytes:
        """The file of a network with one input and one output: name, kind of number and shape of each."""
        parts = [_bytes(1, node) for node in self.nodes] + [_bytes(2, b"graph")]
        parts += [_bytes(5, _tensor(name, values)) for name, values in self.weights.items()]
        parts += [_bytes(11, _end(*given)), _bytes(12, _end(*found))]
        sets = [("", OPERATORS), (MICROSOFT, 1)]
        spoken = b"".join(_bytes(8, _bytes(1, name.encode()) + _whole(2, number)) for name, number in sets)
        return _whole(1, IR_VERSION) + _bytes(7, b"".join(parts)) + spoken


def read_network(file: Path) -> tuple[Mapping[str, NDArray[Any]], list[Node]]:
    """The weights of a network by name, and its steps in order. Raises `ValueError` for a file that is none."""
    try:
        graph = next(value for number, value in _fields(memoryview(file.read_bytes())) if number == 7)
        parts = list(_fields(graph))
        return dict(_read_tensor(part) for number, part in parts if number == 5), [
            _read_node(part) for number, part in parts if number == 1
        ]
    except (StopIteration, IndexError, KeyError, TypeError, UnicodeDecodeError) as error:
        raise ValueError(f"{file.name} is no network that can be read.") from error


def _read_tensor(message: memoryview) -> tuple[str, NDArray[Any]]:
    shape: list[int] = []
    name, kind, raw = "", "", memoryview(b"")
    for number, value in _fields(message):
        if number == 1:
            shape.append(value)
        elif number == 2:
            kind = NUMBERS[value]
        elif number == 8:
            name = bytes(value).decode()
        elif number == 9:
            raw = value
    return name, np.frombuffer(raw, dtype=kind).reshape(shape)


def _read_node(message: memoryview) -> Node:
    parts: dict[int, list[str]] = {1: [], 2: [], 4: []}
    for number, value in _fields(message):
        if number in parts:
            parts[number].append(bytes(value).decode())
    return Node(parts[4][0], parts[1], parts[2])


def _fields(message: memoryview) -> Iterator[tuple[int, Any]]:
    """Number and value of each field: a whole number, or the bytes of anything else."""
    at = 0
    while at < len(message):
        key, at = _read_whole(message, at)
        kind = key & 7
        if kind == 0:
            value, at = _read_whole(message, at)
            yield key >> 3, value
            continue
        size, at = _read_whole(message, at) if kind == 2 else ({1: 8, 5: 4}[kind], at)
        yield key >> 3, message[at : at + size]
        at += size


def _read_whole(message: memoryview, at: int) -> tuple[int, int]:
    """A whole number, seven bits to a byte, and the place after it."""
    found = shift = 0
    while True:
        byte = message[at]
        at += 1
        found |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return found, at


def _written(number: int) -> bytes:
    number &= (1 << 64) - 1  # a negative one is written as its complement
    found = bytearray()
    while number > 127:
        found.append(number & 127 | 128)
        number >>= 7
    found.append(number)
    return bytes(found)


def _whole(number: int, value: int) -> bytes:
    return _written(number << 3) + _written(value)


def _bytes(number: int, value: bytes) -> bytes:
    return _written(number << 3 | 2) + _written(len(value)) + value


def _attribute(name: str, value: Any) -> bytes:
    named = _bytes(1, name.encode())
    if isinstance(value, float):
        return named + _written(2 << 3 | 5) + struct.pack("<f", value) + _whole(20, FLOAT)
    if isinstance(value, int):
        return named + _whole(3, value) + _whole(20, INT)
    return named + b"".join(_whole(8, one) for one in value) + _whole(20, INTS)


def _tensor(name: str, values: NDArray[Any]) -> bytes:
    shape = b"".join(_whole(1, size) for size in values.shape)
    raw = np.ascontiguousarray(values).tobytes()
    return shape + _whole(2, CODES[values.dtype.name]) + _bytes(8, name.encode()) + _bytes(9, raw)


def _end(name: str, kind: str, shape: Sequence[str | int]) -> bytes:
    sizes = [_bytes(2, size.encode()) if isinstance(size, str) else _whole(1, size) for size in shape]
    tensor = _whole(1, CODES[kind]) + _bytes(2, b"".join(_bytes(1, size) for size in sizes))
    return _bytes(1, name.encode()) + _bytes(2, _bytes(1, tensor))
