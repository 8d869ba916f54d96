"""The gradient of `robustdx bench gradient`, in PyTorch: the graph of an ONNX file, by the pixels, on the CPU.

The first line on standard output says what runs. Then each line of standard input is answered with one line: {"steps": N} with the seconds of
every gradient, {"memory": true} with the peak resident memory of the process in MiB. Settings come as one JSON object on the
command line: {"file": "resnet18.onnx", "input": "input", "output": "output", "dims": [8, 3, 128, 128], "threads": 2}
"""

import json
import math
import sys
import time

import onnx
import torch
import torch.nn.functional as F
from onnx import numpy_helper


def image_pads(attributes, x, value=0.0):
    """Returns x with the padding that PyTorch's operators lack, and the padding that they have."""
    top, left, bottom, right = attributes.get("pads", [0, 0, 0, 0])
    if (top, left) == (bottom, right):
        return x, (top, left)
    return F.pad(x, (left, right, top, bottom), value=value), (0, 0)


def conv(a, x, w, b=None):
    x, pads = image_pads(a, x)
    return F.conv2d(x, w, b, a.get("strides", 1), pads, a.get("dilations", 1), a.get("group", 1))


def max_pool(a, x):
    x, pads = image_pads(a, x, -math.inf)
    return F.max_pool2d(x, a["kernel_shape"], a.get("strides", 1), pads, a.get("dilations", 1), bool(a.get("ceil_mode", 0)))


def average_pool(a, x):
    x, pads = image_pads(a, x)
    return F.avg_pool2d(x, a["kernel_shape"], a.get("strides", 1), pads, bool(a.get("ceil_mode", 0)), bool(a.get("count_include_pad", 0)))


def gemm(a, x, w, c=None):
    x = x.t() if a.get("transA", 0) else x
    w = w.t() if a.get("transB", 0) else w
    y = a.get("alpha", 1.0) * (x @ w)
    return y if c is None else y + a.get("beta", 1.0) * c


def axes_of(a, axes):
    return a["axes"] if axes is None else axes.tolist()


def reduce(function):
    def run(a, x, axes=None):
        if axes is None and "axes" not in a:
            return function(x, list(range(x.dim())), keepdim=bool(a.get("keepdims", 1)))
        return function(x, axes_of(a, axes), keepdim=bool(a.get("keepdims", 1)))

    return run


def squeeze(a, x, axes=None):
    for axis in sorted((axis % x.dim() for axis in axes_of(a, axes)), reverse=True):
        x = x.squeeze(axis)
    return x


def unsqueeze(a, x, axes=None):
    axes = axes_of(a, axes)
    for axis in sorted(axis % (x.dim() + len(axes)) for axis in axes):
        x = x.unsqueeze(axis)
    return x


def reshape(a, x, shape):
    return x.reshape([x.shape[i] if size == 0 else size for i, size in enumerate(shape.tolist())])


def slices(a, x, starts, ends, axes=None, steps=None):
    axes = range(len(starts)) if axes is None else axes.tolist()
    steps = [1] * len(starts) if steps is None else steps.tolist()
    where = [slice(None)] * x.dim()
    for axis, start, end, step in zip(axes, starts.tolist(), ends.tolist(), steps):
        where[axis] = slice(start, end, step)
    return x[tuple(where)]


def depth_to_space(a, x):
    if a.get("mode", b"DCR") == b"CRD":
        return F.pixel_shuffle(x, a["blocksize"])
    n, c, h, w = x.shape
    s = a["blocksize"]
    return x.reshape(n, s, s, c // (s * s), h, w).permute(0, 3, 4, 1, 5, 2).reshape(n, c // (s * s), h * s, w * s)


def clip(a, x, low=None, high=None):
    low = a.get("min") if low is None else low.item()
    high = a.get("max") if high is None else high.item()
    return torch.clamp(x, low, high)


OPERATORS = {
    "Abs": lambda a, x: x.abs(),
    "Add": lambda a, x, y: x + y,
    "AveragePool": average_pool,
    "BatchNormalization": lambda a, x, g, b, m, v: F.batch_norm(x, m, v, g, b, False, 0.0, a.get("epsilon", 1e-5)),
    "Cast": lambda a, x: x.float() if a["to"] == 1 else x.long(),
    "Clip": clip,
    "Concat": lambda a, *x: torch.cat(x, a["axis"]),
    "Constant": lambda a: a["value"],
    "Conv": conv,
    "DepthToSpace": depth_to_space,
    "Div": lambda a, x, y: x / y,
    "Dropout": lambda a, x, *_: x,
    "Erf": lambda a, x: torch.erf(x),
    "Exp": lambda a, x: x.exp(),
    "Flatten": lambda a, x: x.flatten(a.get("axis", 1)),
    "Gather": lambda a, x, i: torch.index_select(x, a.get("axis", 0), i.reshape(-1)).reshape(
        x.shape[: a.get("axis", 0)] + i.shape + x.shape[a.get("axis", 0) + 1 :]),
    "Gemm": gemm,
    "GlobalAveragePool": lambda a, x: x.mean((2, 3), keepdim=True),
    "HardSigmoid": lambda a, x: torch.clamp(a.get("alpha", 0.2) * x + a.get("beta", 0.5), 0, 1),
    "HardSwish": lambda a, x: F.hardswish(x),
    "Identity": lambda a, x: x,
    "LeakyRelu": lambda a, x: F.leaky_relu(x, a.get("alpha", 0.01)),
    "Log": lambda a, x: x.log(),
    "MatMul": lambda a, x, y: x @ y,
    "MaxPool": max_pool,
    "Mul": lambda a, x, y: x * y,
    "Neg": lambda a, x: -x,
    "Pow": lambda a, x, y: x**y,
    "Reciprocal": lambda a, x: 1 / x,
    "ReduceMean": reduce(torch.mean),
    "ReduceSum": reduce(torch.sum),
    "Relu": lambda a, x: F.relu(x),
    "Reshape": reshape,
    "Shape": lambda a, x: torch.tensor(x.shape),
    "Sigmoid": lambda a, x: torch.sigmoid(x),
    "Slice": slices,
    "Softmax": lambda a, x: torch.softmax(x, a.get("axis", -1)),
    "Sqrt": lambda a, x: x.sqrt(),
    "Squeeze": squeeze,
    "Sub": lambda a, x, y: x - y,
    "Tanh": lambda a, x: torch.tanh(x),
    "Transpose": lambda a, x: x.permute(a["perm"]),
    "Unsqueeze": unsqueeze,
}


def attribute(value):
    value = onnx.helper.get_attribute_value(value)
    return torch.tensor(numpy_helper.to_array(value)) if isinstance(value, onnx.TensorProto) else value


class Graph:
    """What an output of the file needs, from one of its tensors."""

    def __init__(self, file, source, output):
        graph = onnx.load(file).graph
        self.source, self.output = source, output
        self.constants = {t.name: torch.tensor(numpy_helper.to_array(t)) for t in graph.initializer}
        wanted, nodes = {output}, []
        for node in reversed(graph.node):
            if source not in node.output and wanted & set(node.output):
                wanted |= set(node.input)
                nodes.append((node.op_type, list(node.input), node.output[0], {a.name: attribute(a) for a in node.attribute}))
        missing = sorted({kind for kind, *_ in nodes} - set(OPERATORS))
        if missing:
            raise SystemExit("operators: " + ", ".join(missing) + " (expected: one of " + ", ".join(OPERATORS) + ")")
        self.nodes = nodes[::-1]

    def __call__(self, x):
        values = dict(self.constants)
        values[self.source] = x
        for kind, inputs, output, attributes in self.nodes:
            values[output] = OPERATORS[kind](attributes, *[values[name] if name else None for name in inputs])
        return values[self.output]


def peak():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) // 1024 for line in status if line.startswith("VmHWM"))


def pixels(dims):
    """The same numbers as in Java: between -2 and 2, without a random generator."""
    i = torch.arange(math.prod(dims), dtype=torch.int64)
    return ((i * 7919 % 10007).double() / 10007 * 4 - 2).float().reshape(dims)


def main():
    settings = json.loads(sys.argv[1])
    torch.set_num_threads(settings["threads"])
    graph = Graph(settings["file"], settings["input"], settings["output"])
    x = pixels(settings["dims"])

    def gradient():
        leaf = x.clone().requires_grad_(True)
        y = graph(leaf)
        (y * torch.cos(torch.arange(y.shape[1], dtype=torch.float32))).sum().backward()
        return leaf.grad

    print(json.dumps({"pytorch": torch.__version__, "norm": gradient().double().norm().item()}), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        if asked.get("memory"):
            print(json.dumps(peak()), flush=True)
            continue
        seconds = []
        for _ in range(asked["steps"]):
            start = time.perf_counter()
            gradient()
            seconds.append(time.perf_counter() - start)
        print(json.dumps(seconds), flush=True)


if __name__ == "__main__":
    main()
