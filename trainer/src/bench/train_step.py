"""The training step of `robustdx bench train`, in PyTorch: same architecture, batch, loss and optimizer, on the CPU.

The first line on standard output says what runs. Then each line of standard input, {"steps": N}, is answered with one line, the seconds
of every step. Settings come as one JSON object on the command line:
{"width": 40, "image_size": 64, "channels": 1, "classes": 2, "batch": 32, "copies": 1, "threads": 2, "seed": 1}
"""

import json
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

LAST_SIDE = 7


class Residual(nn.Module):
    """A basic block: two 3x3 convolutions, and a 1x1 shortcut where the shape changes."""

    def __init__(self, cin, cout, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(cin, cout, 3, stride, 1)
        self.conv2 = nn.Conv2d(cout, cout, 3, 1, 1)
        same = stride == 1 and cin == cout
        self.shortcut = nn.Identity() if same else nn.Conv2d(cin, cout, 1, stride)

    def forward(self, x):
        return F.relu(self.shortcut(x) + self.conv2(F.relu(self.conv1(x))))


class UpConv(nn.Module):
    """A transposed convolution of stride 2, as the sub-pixel convolution that it is equal to."""

    def __init__(self, cin, cout, k):
        super().__init__()
        self.conv = nn.Conv2d(cin, 4 * cout, k, 1, k // 2)

    def forward(self, x):
        return F.pixel_shuffle(self.conv(x), 2)


class ResidualUp(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.up = UpConv(cin, cout, 3)
        self.conv = nn.Conv2d(cout, cout, 3, 1, 1)
        self.shortcut = UpConv(cin, cout, 1)

    def forward(self, x):
        return F.relu(self.shortcut(x) + self.conv(F.relu(self.up(x))))


class DenoisingCnn(nn.Module):
    def __init__(self, width, side, channels, classes):
        super().__init__()
        self.stem = nn.Conv2d(channels, width, 3, 2, 1)
        self.stages = nn.ModuleList()
        side //= 2
        cin, cout = width, width
        while not self.stages or side > LAST_SIDE:
            self.stages.append(nn.Sequential(Residual(cin, cout, 2), Residual(cout, cout, 1)))
            side //= 2
            cin, cout = cout, min(2 * cout, 8 * width)
        half = max(4, width // 2)
        self.up = ResidualUp(width, half)
        self.refine = Residual(half, half, 1)
        self.image = UpConv(half, channels, 3)
        self.classifier = nn.Linear(cin, classes)

    def forward(self, pixels):
        mean = pixels.mean((1, 2, 3), keepdim=True)
        variance = (pixels - mean).square().mean((1, 2, 3), keepdim=True)
        h = F.relu(self.stem((pixels - mean) / (variance + 1e-3).sqrt()))
        h = self.stages[0](h)
        denoised = torch.sigmoid(self.image(self.refine(self.up(h))))
        for stage in self.stages[1:]:
            h = stage(h)
        pooled = h.mean((2, 3))
        pooled = pooled / (pooled.square().mean(1, keepdim=True) + 1e-4).sqrt()
        return self.classifier(pooled), pooled, denoised


def main():
    wanted = json.loads(sys.argv[1])
    torch.manual_seed(wanted["seed"])
    torch.set_num_threads(wanted["threads"])
    model = DenoisingCnn(wanted["width"], wanted["image_size"], wanted["channels"], wanted["classes"])
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.02)
    n, groups, side = wanted["batch"], 1 + wanted["copies"], wanted["image_size"]
    clean = torch.rand(n, wanted["channels"], side, side)
    noisy = [(clean + 0.4 * torch.rand_like(clean) - 0.2).clamp(0, 1) for _ in range(groups - 1)]
    pixels = torch.cat([clean, *noisy])
    labels = torch.randint(wanted["classes"], (n,)).repeat(groups)

    def step():
        optimizer.zero_grad(set_to_none=True)
        logits, pooled, denoised = model(pixels)
        loss = F.cross_entropy(logits, labels)
        if groups > 1:
            features = pooled.view(groups, n, -1)
            loss = loss + F.mse_loss(features[1:], features[:1].detach().expand_as(features[1:]))
        images = denoised.view(groups, *clean.shape)
        loss = loss + 10 * (images - clean).square().mean()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        return loss.item()

    parameters = sum(p.numel() for p in model.parameters())
    print(json.dumps({"pytorch": torch.__version__, "threads": torch.get_num_threads(), "parameters": parameters}), flush=True)
    for line in sys.stdin:
        seconds = []
        for _ in range(json.loads(line)["steps"]):
            start = time.perf_counter()
            step()
            seconds.append(time.perf_counter() - start)
        print(json.dumps(seconds), flush=True)


if __name__ == "__main__":
    main()
