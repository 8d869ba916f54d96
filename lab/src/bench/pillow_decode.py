#!/usr/bin/python3
"""Decodes files with Pillow for `bench decode`. Reads lines "TIMES PATH" and answers each with the processor time of a decode in milliseconds.

Answers "-" for a file that Pillow does not read. The first line it writes is Pillow's version.
"""
import io
import sys
import time

import PIL
from PIL import Image


def decode(content):
    image = Image.open(io.BytesIO(content))
    image.load()


print(PIL.__version__, flush=True)
for line in sys.stdin:
    times, path = line.rstrip("\n").split(" ", 1)
    with open(path, "rb") as file:
        content = file.read()
    try:
        decode(content)
        start = time.process_time()
        for _ in range(int(times)):
            decode(content)
        print((time.process_time() - start) * 1000 / int(times), flush=True)
    except Exception:
        print("-", flush=True)
