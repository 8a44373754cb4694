"""
The weights in model.onnx. The graph is a linear model, so that nothing has to run it: what counts are its constants, the
initializers of the ONNX file (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto).
"""

import struct
from collections.abc import Iterator
from typing import NamedTuple, Union

from .vocabulary import Entry, little_endian

GRAPH_OF_MODEL, INITIALIZER_OF_GRAPH = 7, 5
DIMS, DATA_TYPE, NAME, RAW_DATA = 1, 2, 8, 9
CODES = {1: "f", 3: "b", 6: "i", 7: "q"}
VARINT, FIXED64, LENGTH_DELIMITED, FIXED32 = 0, 1, 2, 5


class Weights(NamedTuple):
    """The weights of one target: row 0 and the last row of the table are zeros, for features that it does not use."""

    class_count: int
    before: int
    last: int
    bias: list
    table: memoryview
    scales: Union[list, None]


def read_weights(graph: bytes, target: str) -> Weights:
    """The weights of a target, from the bytes of model.onnx."""
    constants = _read_constants(graph)
    bias = constants[f"{target}_bias"]
    scales = constants.get(f"{target}_scales")
    return Weights(
        class_count=len(bias),
        before=constants[f"{target}_before"][0],
        last=constants[f"{target}_last"][0],
        bias=list(bias),
        table=memoryview(constants[f"{target}_table"]),
        scales=list(scales) if scales is not None else None,
    )


def score_classes(weights: Weights, entries: list[Entry]) -> list[float]:
    """The score of each class: its bias, and for each feature the feature's weight times the class's."""
    sums = weights.bias
    for number, weight, _needs in entries:
        place = min(max(number - weights.before, 0), weights.last)
        factor = weight * weights.scales[place] if weights.scales else weight
        row = weights.table[place * weights.class_count : (place + 1) * weights.class_count]
        sums = [score + factor * each for score, each in zip(sums, row)]
    return sums


def _read_constants(graph: bytes) -> dict:
    constants = {}
    for number, body in _read_fields(memoryview(graph)):
        if number == GRAPH_OF_MODEL:
            tensors = (tensor for inner, tensor in _read_fields(body) if inner == INITIALIZER_OF_GRAPH)
            constants.update(_read_tensor(tensor) for tensor in tensors)
    return constants


def _read_tensor(body: memoryview) -> tuple:
    fields = dict(_read_fields(body))
    return bytes(fields[NAME]).decode(), little_endian(CODES[fields[DATA_TYPE]], bytes(fields[RAW_DATA]))


def _read_fields(message: memoryview) -> Iterator[tuple]:
    """The fields of a Protocol Buffers message: its number, and its integer or bytes."""
    at = 0
    while at < len(message):
        tag, at = _read_varint(message, at)
        number, kind = tag >> 3, tag & 7
        if kind == VARINT:
            value, at = _read_varint(message, at)
        elif kind == LENGTH_DELIMITED:
            length, at = _read_varint(message, at)
            value, at = message[at : at + length], at + length
        elif kind in (FIXED32, FIXED64):
            size = 4 if kind == FIXED32 else 8
            value, at = struct.unpack_from("<I" if size == 4 else "<Q", message, at)[0], at + size
        else:
            raise ValueError("model.onnx is damaged.")
        yield number, value


def _read_varint(message: memoryview, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at
