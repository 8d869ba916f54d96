package org.robustdx.inference.image.dicom;

/**
 * The position of the value of a data element.
 *
 * @param tag its tag
 * @param vr its value representation, two letters; {@code UN} where the encoding is implicit
 * @param offset offset of its value
 * @param length length of its value in bytes, all of them inside the content
 */
record Element(int tag, String vr, int offset, int length) {}
