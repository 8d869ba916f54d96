package org.robustdx.gateway.dicom;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Data elements in the order of their tags. Not thread-safe. */
public final class DataSet {
    private final TreeMap<Integer, Element> elements = new TreeMap<>(Integer::compareUnsigned);

    /** Adds an element, in place of one with the same tag. */
    public DataSet put(Element element) {
        elements.put(element.tag(), element);
        return this;
    }

    /**
     * Adds a text element. Characters outside of ISO 8859-1 become question marks.
     *
     * @param vr value representation of text; {@code UI} is padded with NUL, all others with a space
     */
    public DataSet put(int tag, String vr, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length % 2 != 0) {
            byte[] even = new byte[bytes.length + 1];
            System.arraycopy(bytes, 0, even, 0, bytes.length);
            even[bytes.length] = (byte) (vr.equals("UI") ? 0 : ' ');
            bytes = even;
        }
        return put(new Element.Value(tag, vr, Bytes.of(bytes)));
    }

    /** Adds a sequence. */
    public DataSet put(int tag, List<DataSet> items) {
        return put(new Element.Sequence(tag, items));
    }

    /** Returns the element with this tag. */
    public Optional<Element> get(int tag) {
        return Optional.ofNullable(elements.get(tag));
    }

    /** Returns the value with this tag as ISO 8859-1 text without padding; empty if it is missing or no plain value. */
    public String text(int tag) {
        return elements.get(tag) instanceof Element.Value value
                ? value.bytes().latin1().replace('\0', ' ').strip()
                : "";
    }

    /** Returns the elements in the order of their tags. */
    public Collection<Element> elements() {
        return Collections.unmodifiableCollection(elements.values());
    }
}
