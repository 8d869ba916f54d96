package org.robustdx.gateway.dicom;

import java.util.List;

/** A data element (PS3.5, chapter 7). */
public sealed interface Element {
    /** Returns the tag as {@code 0xGGGGEEEE}. */
    int tag();

    /**
     * An element with a plain value.
     *
     * @param tag its tag
     * @param vr its value representation, two letters; {@code UN} if unknown
     * @param bytes its value as encoded, little endian
     */
    record Value(int tag, String vr, Bytes bytes) implements Element {}

    /**
     * A sequence of items.
     *
     * @param tag its tag
     * @param items its items
     */
    record Sequence(int tag, List<DataSet> items) implements Element {
        public Sequence {
            items = List.copyOf(items);
        }
    }

    /**
     * Encapsulated pixel data (PS3.5, A.4).
     *
     * @param tag its tag
     * @param vr its value representation
     * @param fragments the offset table and the fragments
     */
    record Encapsulated(int tag, String vr, List<Bytes> fragments) implements Element {
        public Encapsulated {
            fragments = List.copyOf(fragments);
        }
    }
}
