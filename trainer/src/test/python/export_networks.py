"""Writes well-known classifiers as ONNX files, for the tests that import them: random weights, no training.

Usage: python3 export_networks.py DIR [NAME...]

Needs Python 3 with torch and torchvision, such as Debian's python3-torchvision. Batch normalisations get the statistics of random images,
since an untrained network has none. DenseNet is exported without folding them, so that their operator occurs in one of the files.

The tests run with: ./mvnw -pl trainer -am test -Dtest=ImportedNetworksTest -Dsurefire.failIfNoSpecifiedTests=false -Drobustdx.networks=DIR
"""

import sys
from pathlib import Path

import torch
import torchvision
from torch import nn
from torch.onnx import TrainingMode

# Name: operator set and side of the images. Operator sets differ in how they say the same thing, so each network takes another one. The
# adaptive pooling of VGG can be exported only at 224 pixels.
NETWORKS = {
    "resnet18": (9, 128),
    "resnet50": (11, 128),
    "vgg11": (12, 224),
    "vgg16": (13, 224),
    "densenet121": (14, 128),
    "mobilenet_v2": (15, 128),
    "efficientnet_b0": (16, 128),
}


def randomise(network: nn.Module, side: int) -> None:
    """Gives batch normalisations random gains and the statistics of random images, without which deep networks ignore their input."""
    network.eval()
    for module in network.modules():
        if isinstance(module, nn.BatchNorm2d):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.uniform_(module.bias, -0.2, 0.2)
            module.momentum = 1.0
            module.train()
    with torch.no_grad():
        network(torch.randn(8, 3, side, side))
    network.eval()


def main() -> None:
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, (opset, side) in NETWORKS.items():
        if len(sys.argv) > 2 and name not in sys.argv[2:]:
            continue
        torch.manual_seed(1)
        network = getattr(torchvision.models, name)(num_classes=10)
        randomise(network, side)
        torch.onnx.export(
            network,
            torch.zeros(1, 3, side, side),
            folder / f"{name}.onnx",
            opset_version=opset,
            input_names=["x"],
            output_names=["y"],
            dynamic_axes={"x": {0: "n"}, "y": {0: "n"}},
            training=TrainingMode.PRESERVE if name == "densenet121" else TrainingMode.EVAL,
        )
        print(f"{name}: opset {opset}")


if __name__ == "__main__":
    main()
