#!/usr/bin/python3
"""Writes what pydicom reads of the first frame of every DICOM file below some directories, for PydicomSurveyTest.

    survey.py OUT DIRECTORY...

OUT/manifest.tsv gets a line for each file: path, transfer syntax, what pydicom says ("pixels", "no pixels" or the name of its error), rows, columns and
samples. OUT/N.i32, for line N from 0, gets the stored values as little-endian 32-bit integers, row by row, samples of a pixel together.
Files that pydicom does not recognise as DICOM are left out. Where the file meta information lacks a transfer syntax, the encoding counts that pydicom
has detected. Needs Debian's python3-pydicom, python3-gdcm, python3-pil and python3-numpy.
"""
import os
import sys

import numpy
import pydicom
from pydicom.uid import ExplicitVRBigEndian, ExplicitVRLittleEndian, ImplicitVRLittleEndian


def read(path):
    try:
        return pydicom.dcmread(path)
    except Exception:
        pass
    dataset = pydicom.dcmread(path, force=True)
    return dataset if len(dataset) > 0 and "SOPClassUID" in dataset else None


def with_syntax(dataset):
    if "TransferSyntaxUID" not in dataset.file_meta:
        explicit = ExplicitVRLittleEndian if dataset.is_little_endian else ExplicitVRBigEndian
        dataset.file_meta.TransferSyntaxUID = ImplicitVRLittleEndian if dataset.is_implicit_VR else explicit
    return dataset.file_meta.TransferSyntaxUID


def first_frame(dataset):
    pixels = dataset.pixel_array
    frames = int(dataset.get("NumberOfFrames", 1) or 1)
    return pixels[0] if frames > 1 else pixels


def main(out, directories):
    os.makedirs(out, exist_ok=True)
    paths = [os.path.join(d, f) for top in directories for d, _, files in os.walk(top) for f in files]
    lines = []
    for path in sorted(paths):
        try:
            dataset = read(path)
        except Exception:
            continue
        if dataset is None or "DICOMDIR" in os.path.basename(path):
            continue
        uid, said, shape = "-", "no pixels", ("-", "-", "-")
        try:
            uid = with_syntax(dataset)
            if "PixelData" in dataset:
                frame = first_frame(dataset)
                said = "pixels"
                shape = (frame.shape[0], frame.shape[1], frame.shape[2] if frame.ndim > 2 else 1)
                values = frame.astype(numpy.int64).astype(numpy.uint32).astype("<u4")
                values.tofile(os.path.join(out, f"{len(lines)}.i32"))
        except Exception as e:
            said = type(e).__name__
        lines.append("\t".join(str(field) for field in (path, uid, said, *shape)))
    with open(os.path.join(out, "manifest.tsv"), "w", encoding="utf-8") as manifest:
        manifest.write("".join(line + "\n" for line in lines))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
