"""Weights of a model file as the state of a `model.Reader`, to train on from: what `export.py` wrote, read back.

The matrices come back as their int8 values times their scales. Parts that the file lacks keep the values that the reader began with.
"""
import hashlib, json, struct
import numpy as np, torch
from model import FAR


def stored(path):
    """{name: array as stored} of a model file, and its version, which is the beginning of its checksum."""
    found, _ = raw_tensors(path)
    return found, hashlib.sha256(open(path, "rb").read()[:-32]).hexdigest()[:16]


def tensors(path):
    """{name: float array} of a model file, scales applied, and its header."""
    found, header = raw_tensors(path)
    return {k: v * found[k + ".scale"][:, None] if v.dtype == np.int8 else v for k, v in found.items()}, header


def raw_tensors(path):
    raw = open(path, "rb").read()
    assert raw[:8] == b"SAYSOMDL", f"{path}: not a model file"
    size = struct.unpack("<I", raw[12:16])[0]
    header = json.loads(raw[16:16 + size])
    start = -(-(16 + size) // 64) * 64
    kinds = {"i8": np.int8, "f32": np.float32, "u8": np.uint8}
    return {t["name"]: np.frombuffer(raw, kinds[t["type"]], int(np.prod(t["shape"])), start + t["at"]).reshape(t["shape"]) for t in header["tensors"]}, header


def restore(net, path):
    """Fills `net` from the model file; returns its labels."""
    t, header = tensors(path)
    w = {k: v.clone() for k, v in net.state_dict().items()}

    def put(name, array):
        assert w[name].shape == array.shape, f"{name}: {tuple(w[name].shape)} and {array.shape}"
        w[name] = torch.from_numpy(np.array(array, dtype=np.float32))

    def put_rows(name, array):
        """The rows that there are: labels may have been added since at the end."""
        assert w[name].shape[1:] == array.shape[1:] and len(array) <= len(w[name]), f"{name}: {tuple(w[name].shape)} and {array.shape}"
        w[name][: len(array)] = torch.from_numpy(np.array(array, dtype=np.float32))

    put("encoder.word.weight", t["word"])
    for name in ("place", "case", "gap", "convention"):
        if name in t:
            put(f"encoder.{name}.weight", t[name])
    put("encoder.norm.weight", t["norm.weight"]); put("encoder.norm.bias", t["norm.bias"])
    for i in range(header["layers"]):
        for part in ("qkv", "out", "up", "down", "norm1", "norm2"):
            for kind in ("weight", "bias"):
                name = f"layer.{i}.{part}" + (".weight" if part.startswith("norm") and kind == "weight" else "" if kind == "weight" else ".bias")
                put(f"encoder.blocks.{i}.{part}.{kind}", t[name])
    for name in ("of_word", "of_cue", "pair_word", "pair_cue", "arc_word", "arc_head", "rel_word", "rel_head"):
        put(name + ".weight", t[name]); put(name + ".bias", t[name + ".bias"])
    for name, at in (("near", "near"), *((f"far.{i}", f"far{i}") for i in range(len(FAR)))):
        if at in t:
            out, inner, taps = w[name + ".weight"].shape
            put(name + ".weight", t[at].reshape(taps, out, inner).transpose(1, 2, 0))
            put(name + ".bias", t[at + ".bias"].reshape(taps, out)[taps // 2])
    put("pair", t["pair"].reshape(w["pair"].shape))
    put("arc", t["arc"].T)
    put("rel", t["rel"])
    for name in ("anaphor", "antecedent"):
        if name in t:
            put(name + ".weight", t[name]); put(name + ".bias", t[name + ".bias"])
    if "same" in t:
        put("same", t["same"].T); put("apart", t["apart"])
    for name in ("cue", "role", "tag", "feats", "lemma", "name", "sentence", "arc_bias", "mention", "same_bias"):
        if "head." + name in t:
            put_rows(name + ".weight", t["head." + name]); put_rows(name + ".bias", t["head." + name + ".bias"])
    put("distance.weight", t["distance"]); put("step", t["step"]); put("root", t["root"])
    net.load_state_dict(w)
    return header["labels"]
