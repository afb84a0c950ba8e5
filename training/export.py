#!/usr/bin/env python3
"""Write a checkpoint as the model file that the Rust reader loads.

    export.py WORK OUT [--over BASE]      WORK as train.py or distil.py left it (reader.pt, or checkpoint.pt of an unfinished run), OUT the model file

Layout (little endian): the magic `SAYSOMDL`, version u32, length of the header u32, the header (JSON), zeros up to a multiple of 64, the data of
the tensors one after the other, each at a multiple of 64 from the start of the data, and last the SHA-256 of all before it.
With --over the file holds only the tensors that the model file BASE has otherwise, and names that file's version.
Matrices are int8 with one scale a row (output channel, or word piece), symmetric; small output layers, biases and norms float32.
"""
import argparse, hashlib, json, os, struct
import numpy as np, torch
import data, restore
from model import FAR, STEPS
from train import base_model, tokenizer

VERSION = 2


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("work"); p.add_argument("out"); p.add_argument("--over", help="a model file that has what is the same")
    args = p.parse_args()
    done = args.work + "/reader.pt"
    w = torch.load(done) if os.path.exists(done) else torch.load(args.work + "/checkpoint.pt", weights_only=False)["average"]
    w = {k: v.float().numpy() for k, v in w.items()}
    labels = json.load(open(args.work + "/labels.json"))
    labels.update(upos=data.UPOS, names=data.NAMES, mentions=data.MENTIONS)
    tensors, blob = [], bytearray()
    has, version = restore.stored(args.over) if args.over else ({}, None)

    def put(name, array):
        if name in has and has[name].dtype == array.dtype and np.array_equal(has[name], array):
            return
        blob.extend(bytes(-len(blob) % 64))
        tensors.append({"name": name, "type": {"int8": "i8", "float32": "f32", "uint8": "u8"}[str(array.dtype)], "shape": list(array.shape), "at": len(blob)})
        blob.extend(np.ascontiguousarray(array).tobytes())

    def quantised(name, matrix):
        scale = np.maximum(np.abs(matrix).max(1), 1e-8) / 127
        put(name, np.rint(matrix / scale[:, None]).astype(np.int8))
        put(name + ".scale", scale.astype(np.float32))

    def linear(name, weight, bias):
        quantised(name, weight)
        put(name + ".bias", bias)

    vocabulary = sorted(tokenizer(base_model()).get_vocab().items(), key=lambda x: x[1])
    put("vocabulary", np.frombuffer("\n".join(v for v, _ in vocabulary).encode(), dtype=np.uint8))
    quantised("word", w["encoder.word.weight"])
    for name in ("place", "case", "gap", "convention"):
        put(name, w[f"encoder.{name}.weight"])
    put("norm.weight", w["encoder.norm.weight"]); put("norm.bias", w["encoder.norm.bias"])
    layers = 1 + max(int(k.split(".")[2]) for k in w if k.startswith("encoder.blocks."))
    for i in range(layers):
        for part in ("qkv", "out", "up", "down"):
            linear(f"layer.{i}.{part}", w[f"encoder.blocks.{i}.{part}.weight"], w[f"encoder.blocks.{i}.{part}.bias"])
        for part in ("norm1", "norm2"):
            put(f"layer.{i}.{part}.weight", w[f"encoder.blocks.{i}.{part}.weight"]); put(f"layer.{i}.{part}.bias", w[f"encoder.blocks.{i}.{part}.bias"])
    for name in ("of_word", "of_cue", "pair_word", "pair_cue", "arc_word", "arc_head", "rel_word", "rel_head", "anaphor", "antecedent"):
        linear(name, w[name + ".weight"], w[name + ".bias"])
    for name, at in (("near", "near"), *((f"far{i}", f"far.{i}") for i in range(len(FAR)))):
        mix = w[at + ".weight"]  # (out, in, 5) to (5 * out, in): what each word gives to its five neighbours, the bias with the middle one
        bias = np.zeros((mix.shape[2], mix.shape[0]), np.float32)
        bias[mix.shape[2] // 2] = w[at + ".bias"]
        linear(name, mix.transpose(2, 0, 1).reshape(-1, mix.shape[1]), bias.reshape(-1))
    pair = w["pair"]  # (12, r, q): row (o, r) dotted with the cue's q
    linear("pair", pair.reshape(-1, pair.shape[2]), np.zeros(pair.shape[0] * pair.shape[1], np.float32))
    arc = w["arc"]  # (a, a): word side times arc gives what is dotted with the heads
    linear("arc", arc.T, np.zeros(arc.shape[1], np.float32))
    linear("same", w["same"].T, np.zeros(w["same"].shape[1], np.float32))
    rel = w["rel"]  # (relations, l + 1, l + 1)
    put("rel", rel)
    for name in ("cue", "role", "tag", "feats", "lemma", "name", "sentence", "arc_bias", "mention", "same_bias"):
        put("head." + name, w[name + ".weight"]); put("head." + name + ".bias", w[name + ".bias"])
    for name in ("distance.weight", "step", "root", "apart"):
        put(name.split(".")[0], w[name])
    header = json.dumps({"layers": layers, "far": list(FAR), "apart": list(STEPS), "heads": 12, "labels": labels, "tensors": tensors, **({"base": version} if version else {})}, ensure_ascii=False).encode()
    start = b"SAYSOMDL" + struct.pack("<II", VERSION, len(header)) + header
    whole = start + bytes(-len(start) % 64) + bytes(blob)
    with open(args.out, "wb") as f:
        f.write(whole + hashlib.sha256(whole).digest())
    print(f"{args.out}: {len(whole) + 32} bytes, {len(tensors)} tensors")


if __name__ == "__main__":
    main()
