"""A Firefox model of random weights, so small that it is made in a test: files as the engine reads them.

Form of the weights (Marian, version 1): the number of items, a head for each (length of the name, type, number of
dimensions, length of the data), names, shapes, and the data at 256 bytes. Of the vocabularies: a sentencepiece model,
which is a message of protocol buffers. The model says nothing, and says it each time.
"""

import random
import struct
from collections.abc import Iterable, Sequence
from pathlib import Path

WORDS, WIDTH, INNER = 60, 32, 64
"""Pieces of a vocabulary, and dimensions of the model."""

FLOAT, INT8, BYTES = 0x404, 0x4101, 0x101

CHINESE = "国务院数据安全管理办法通信行业发展规划"
ENGLISH = ("notice", "of", "the", "data", "security", "measures", "plan", "for", "development", "on")


def write_model(folder: Path, *, is_joint: bool = False, width: int = WIDTH) -> Path:
    """Write a model into a folder: with two vocabularies, or a joint one. `width`: of one tensor that has to fit."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.zhen.intgemm.alphas.bin").write_bytes(_weights(width))
    source, target = _vocabulary(["▁", *CHINESE]), _vocabulary(f"▁{word}" for word in ENGLISH)
    if is_joint:
        (folder / "vocab.zhen.spm").write_bytes(_vocabulary(["▁", *CHINESE, *(f"▁{word}" for word in ENGLISH)]))
    else:
        (folder / "srcvocab.zhen.spm").write_bytes(source)
        (folder / "trgvocab.zhen.spm").write_bytes(target)
    return folder


def _weights(width: int) -> bytes:
    chance = random.Random(0)
    items: list[tuple[str, int, tuple[int, ...], bytes]] = []

    def add_floats(name: str, count: int) -> None:
        values = (chance.gauss(0, 0.1) for _ in range(count))
        items.append((name, FLOAT, (1, count), struct.pack(f"<{count}f", *values)))

    def add_matrix(name: str, rows: int, columns: int) -> None:
        values = bytes(chance.randrange(-60, 60) & 255 for _ in range(rows * columns))
        items.append((name, INT8, (rows, columns), values + struct.pack("<f", 100.0)))  # the scale stands behind
        items.append((f"{name}_QuantMultA", FLOAT, (1, 1), struct.pack("<f", 40.0)))

    def add_layer(prefix: str, *, attention: str, has_rnn: bool) -> None:
        if has_rnn:
            add_matrix(f"{prefix}rnn_W", WIDTH, WIDTH)
            add_matrix(f"{prefix}rnn_Wf", WIDTH, WIDTH)
            names = ("rnn_bf", "rnn_ffn_ln_scale", "rnn_ffn_ln_bias")
            for name in names:
                add_floats(prefix + name, WIDTH)
        for part in "qkvo":
            add_matrix(f"{prefix}{attention}_W{part}", WIDTH, WIDTH)
            add_floats(f"{prefix}{attention}_b{part}", WIDTH)
        add_matrix(f"{prefix}ffn_W1", WIDTH, INNER)
        add_floats(f"{prefix}ffn_b1", INNER)
        add_matrix(f"{prefix}ffn_W2", INNER, WIDTH)
        for name in (
            f"{attention}_Wo_ln_scale",
            f"{attention}_Wo_ln_bias",
            "ffn_b2",
            "ffn_ffn_ln_scale",
            "ffn_ffn_ln_bias",
        ):
            add_floats(prefix + name, WIDTH)

    add_matrix("Wemb", WORDS, width)
    add_floats("decoder_ff_logit_out_b", WORDS)
    add_layer("encoder_l1_", attention="self", has_rnn=False)
    add_layer("decoder_l1_", attention="context", has_rnn=True)
    items.append(("none_QuantMultA", FLOAT, (1, 1), struct.pack("<f", 40.0)))
    about = (
        f"dec-cell: ssru\ndec-depth: 1\ndim-emb: {WIDTH}\ndim-vocabs:\n  - {WORDS}\n  - {WORDS}\nenc-depth: 1\n"
        f"transformer-dim-ffn: {INNER}\ntransformer-heads: 4\ntransformer-ffn-depth: 2\ntype: transformer\n"
        "transformer-decoder-autoreg: rnn\ntied-embeddings-all: true\ntied-embeddings-src: false\nversion: v1.9.0\n\0"
    ).encode()
    items.append(("special:model.yml", BYTES, (len(about),), about))
    return _file(items)


def _file(items: Sequence[tuple[str, int, tuple[int, ...], bytes]]) -> bytes:
    names = [name.encode() + b"\0" for name, *_ in items]
    data = [values + bytes(-len(values) % 256) for *_, values in items]
    out = struct.pack("<QQ", 1, len(items))
    for name, values, (_, kind, shape, _) in zip(names, data, items, strict=True):
        out += struct.pack("<QQQQ", len(name), kind, len(shape), len(values))
    out += b"".join(names)
    out += b"".join(struct.pack(f"<{len(shape)}i", *shape) for _, _, shape, _ in items)
    gap = -(len(out) + 8) % 256
    return out + struct.pack("<Q", gap) + bytes(gap) + b"".join(data)


def _vocabulary(pieces: Iterable[str]) -> bytes:
    """A sentencepiece model of these pieces, filled up to WORDS."""
    known = list(dict.fromkeys(pieces))
    known += [f"▁word{number}" for number in range(WORDS - 2 - len(known))]
    out = _piece("</s>", 0.0, 3) + _piece("<unk>", 0.0, 2)
    out += b"".join(_piece(piece, -1.0 - number / 100, 1) for number, piece in enumerate(known))
    no_id = (1 << 64) - 1
    trainer = ((3, 1), (4, WORDS), (40, 1), (41, no_id), (42, 0), (43, no_id))
    normalizer = _field(1, b"identity") + b"".join(_number(key, 1) for key in (3, 4, 5))
    return out + _field(2, b"".join(_number(key, value) for key, value in trainer)) + _field(3, normalizer)


def _piece(text: str, score: float, kind: int) -> bytes:
    return _field(1, _field(1, text.encode()) + _varint(2 << 3 | 5) + struct.pack("<f", score) + _number(3, kind))


def _field(key: int, data: bytes) -> bytes:
    return _varint(key << 3 | 2) + _varint(len(data)) + data


def _number(key: int, value: int) -> bytes:
    return _varint(key << 3) + _varint(value)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])
