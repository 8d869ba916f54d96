#!/usr/bin/python3
"""Writes what pydicom reads of the first frame of each DICOM file in a directory, for PydicomAgreementTest.

    pixel_digests.py DIRECTORY > src/test/resources/org/robustdx/inference/image/dicom/pixel_digests.tsv

Columns: file, transfer syntax, frames, rows, columns, samples,
sha256 of the stored values as little-endian 32-bit integers (row by row, samples of a pixel together),
stored values on a grid of 16 x 16 pixels (for lossy coding, where decoders may differ by one or two),
displayed values on the same grid, 0 to 255: modality and VOI functions, palette, or RGB ("-" where pydicom has no such function to ask).
Files that pydicom cannot read are left out. Made with pydicom 2.3.1, Pillow 9.4.0.
"""
import hashlib
import os
import sys

import numpy
import pydicom
from pydicom.pixel_data_handlers.util import apply_color_lut, apply_modality_lut, apply_voi_lut, convert_color_space

SIDE = 16


def grid(frame):
    rows, columns = frame.shape[:2]
    ys = numpy.arange(SIDE) * (rows - 1) // (SIDE - 1)
    xs = numpy.arange(SIDE) * (columns - 1) // (SIDE - 1)
    return ",".join(str(v) for v in frame[numpy.ix_(ys, xs)].reshape(-1).tolist())


def displayed(dataset, frame):
    kind = dataset.PhotometricInterpretation
    if kind == "PALETTE COLOR":
        colours = apply_color_lut(frame, dataset)
        return colours if colours.dtype == numpy.uint8 else (colours >> 8).astype(numpy.uint8)
    if kind == "RGB":
        return (frame.astype(numpy.uint64) >> (dataset.BitsStored - 8)).astype(numpy.uint8)
    if kind.startswith("YBR_FULL"):
        return convert_color_space(frame, "YBR_FULL", "RGB")
    values = apply_modality_lut(frame, dataset).astype(numpy.float64)
    if "WindowCenter" not in dataset:
        return None
    shown = apply_voi_lut(apply_modality_lut(frame, dataset), dataset)
    # pydicom maps to the range of the stored (or rescaled) values; this is the same ramp from 0 to 255.
    signed = dataset.PixelRepresentation == 1
    bits = dataset.BitsStored
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)
    if "RescaleSlope" in dataset:
        low, high = (v * float(dataset.RescaleSlope) + float(dataset.RescaleIntercept) for v in (low, high))
    return numpy.rint((shown - low) / (high - low) * 255).astype(numpy.uint8)


def main(directory):
    for name in sorted(os.listdir(directory)):
        try:
            dataset = pydicom.dcmread(os.path.join(directory, name), force=True)
            frames = int(dataset.get("NumberOfFrames", 1) or 1)
            pixels = dataset.pixel_array
        except Exception as error:
            print(f"{name}: {type(error).__name__}", file=sys.stderr)
            continue
        frame = pixels[0] if frames > 1 else pixels
        words = (frame.astype(numpy.int64) & 0xFFFFFFFF).astype("<u4")
        shown = displayed(dataset, frame)
        samples = 1 if frame.ndim == 2 else frame.shape[2]
        print(
            name,
            dataset.file_meta.TransferSyntaxUID,
            frames,
            frame.shape[0],
            frame.shape[1],
            samples,
            hashlib.sha256(words.tobytes()).hexdigest(),
            grid(frame),
            "-" if shown is None else grid(shown),
            sep="\t",
        )


main(sys.argv[1])
