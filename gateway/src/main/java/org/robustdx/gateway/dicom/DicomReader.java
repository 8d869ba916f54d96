package org.robustdx.gateway.dicom;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Parses a DICOM file (PS3.10) completely. Lengths are checked against what is left, depth and number of elements are limited, and a deflated data set may
 * grow up to a limit, so that any bytes end in an object or in an exception.
 */
public final class DicomReader {
    static final String IMPLICIT = "1.2.840.10008.1.2";
    static final String EXPLICIT = "1.2.840.10008.1.2.1";
    private static final String DEFLATED = "1.2.840.10008.1.2.1.99";
    private static final String RLE = "1.2.840.10008.1.2.5";
    private static final String COMPRESSED = "1.2.840.10008.1.2.4.";
    private static final Set<String> LONG_FORM =
            Set.of("OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV");
    private static final int PREAMBLE = 128;
    private static final int MAX_DEPTH = 16;
    private static final int MAX_ELEMENTS = 200_000;
    private static final long UNDEFINED = 0xffffffffL;

    private final byte[] content;
    private final IntFunction<String> dictionary;
    private int position;
    private int elements;

    private DicomReader(byte[] content, int from, IntFunction<String> dictionary) {
        this.content = content;
        this.position = from;
        this.dictionary = dictionary;
    }

    /**
     * Returns the object in these bytes.
     *
     * @param dictionary value representation of a tag, for data sets that do not write them out; {@code UN} for unknown ones
     * @param maxBytes maximum size of the data set after inflating
     * @throws DicomException if the content is malformed or in an encoding that is not read
     */
    public static DicomObject read(byte[] content, IntFunction<String> dictionary, long maxBytes)
            throws DicomException {
        if (content.length < PREAMBLE + 4
                || content[PREAMBLE] != 'D'
                || content[PREAMBLE + 1] != 'I'
                || content[PREAMBLE + 2] != 'C'
                || content[PREAMBLE + 3] != 'M') {
            throw DicomException.malformed("no DICM prefix");
        }
        DicomReader reader = new DicomReader(content, PREAMBLE + 4, dictionary);
        String syntax = reader.meta();
        boolean deflated = syntax.equals(DEFLATED);
        boolean known = deflated
                || syntax.equals(IMPLICIT)
                || syntax.equals(EXPLICIT)
                || syntax.equals(RLE)
                || syntax.startsWith(COMPRESSED);
        if (!known) {
            throw DicomException.unsupported("transfer syntax "
                    + (syntax.matches("[0-9.]{1,64}") ? syntax : "without a valid identifier") + " is not read");
        }
        if (deflated) {
            reader = new DicomReader(inflate(content, reader.position, maxBytes), 0, dictionary);
        }
        DataSet data = new DataSet();
        while (reader.position < reader.content.length && !reader.onlyPaddingLeft()) {
            reader.element(reader.content.length, 0, syntax.equals(IMPLICIT)).ifKept(data);
        }
        return new DicomObject(deflated ? EXPLICIT : syntax, data);
    }

    /** Reads the file meta information and returns the transfer syntax. */
    private String meta() throws DicomException {
        DataSet meta = new DataSet();
        while (content.length - position >= 8 && unsigned16(position) == 0x0002) {
            element(content.length, 0, false).ifKept(meta);
        }
        return meta.text(Tags.TRANSFER_SYNTAX);
    }

    private boolean onlyPaddingLeft() {
        if (content.length - position >= 8) {
            return false;
        }
        for (int i = position; i < content.length; i++) {
            if (content[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** An element that was read. */
    private record Read(Element element) {
        void ifKept(DataSet into) throws DicomException {
            if (into.get(element.tag()).isPresent()) {
                throw DicomException.malformed("an element occurs twice");
            }
            into.put(element);
        }
    }

    private Read element(int end, int depth, boolean implicit) throws DicomException {
        if (++elements > MAX_ELEMENTS) {
            throw DicomException.malformed("more than %d elements".formatted(MAX_ELEMENTS));
        }
        int tag = tag(end);
        String vr;
        long length;
        if (implicit) {
            vr = tag == Tags.PIXEL_DATA ? "OW" : dictionary.apply(tag);
            length = unsigned32(end);
        } else {
            int at = skip(2, end);
            if (!isCapital(content[at]) || !isCapital(content[at + 1])) {
                throw DicomException.malformed("an element has no value representation");
            }
            vr = "" + (char) content[at] + (char) content[at + 1];
            if (LONG_FORM.contains(vr)) {
                skip(2, end);
                length = unsigned32(end);
            } else {
                length = unsigned16(skip(2, end));
            }
        }
        if (tag == Tags.PIXEL_DATA && length == UNDEFINED) {
            return new Read(new Element.Encapsulated(tag, vr, fragments(end)));
        }
        // PS3.5, 6.2.2: an unknown value of undefined length is a sequence, in implicit encoding.
        if (vr.equals("SQ") || length == UNDEFINED) {
            return new Read(new Element.Sequence(tag, items(length, end, depth + 1, implicit || vr.equals("UN"))));
        }
        return new Read(new Element.Value(tag, vr, new Bytes(content, skip(length, end), (int) length)));
    }

    private List<DataSet> items(long length, int outerEnd, int depth, boolean implicit) throws DicomException {
        if (depth > MAX_DEPTH) {
            throw DicomException.malformed("sequences nest deeper than %d".formatted(MAX_DEPTH));
        }
        int end = length == UNDEFINED ? outerEnd : inner(length, outerEnd);
        List<DataSet> items = new ArrayList<>();
        while (length == UNDEFINED || position < end) {
            int tag = tag(end);
            long itemLength = unsigned32(end);
            if (length == UNDEFINED && tag == Tags.SEQUENCE_END) {
                return items;
            }
            if (tag != Tags.ITEM || ++elements > MAX_ELEMENTS) {
                throw DicomException.malformed("a sequence holds something else than items, or too many");
            }
            items.add(item(itemLength, end, depth, implicit));
        }
        return items;
    }

    private DataSet item(long length, int outerEnd, int depth, boolean implicit) throws DicomException {
        int end = length == UNDEFINED ? outerEnd : inner(length, outerEnd);
        DataSet item = new DataSet();
        while (length == UNDEFINED || position < end) {
            if (length == UNDEFINED && end - position >= 8 && peekTag() == Tags.ITEM_END) {
                skip(8, end);
                return item;
            }
            element(end, depth, implicit).ifKept(item);
        }
        return item;
    }

    private List<Bytes> fragments(int end) throws DicomException {
        List<Bytes> fragments = new ArrayList<>();
        while (true) {
            int tag = tag(end);
            long length = unsigned32(end);
            if (tag == Tags.SEQUENCE_END) {
                return fragments;
            }
            if (tag != Tags.ITEM || length == UNDEFINED || ++elements > MAX_ELEMENTS) {
                throw DicomException.malformed("encapsulated pixel data holds something else than fragments");
            }
            fragments.add(new Bytes(content, skip(length, end), (int) length));
        }
    }

    private int inner(long length, int outerEnd) throws DicomException {
        if (length > outerEnd - position) {
            throw truncated();
        }
        return position + (int) length;
    }

    private int skip(long count, int end) throws DicomException {
        if (count > end - position) {
            throw truncated();
        }
        int start = position;
        position += (int) count;
        return start;
    }

    private static DicomException truncated() {
        return DicomException.malformed("truncated: a length reaches beyond the end");
    }

    private int peekTag() {
        return (unsigned16(position) << 16) | unsigned16(position + 2);
    }

    private int tag(int end) throws DicomException {
        int at = skip(4, end);
        return (unsigned16(at) << 16) | unsigned16(at + 2);
    }

    private long unsigned32(int end) throws DicomException {
        int at = skip(4, end);
        return ((long) unsigned16(at + 2) << 16) | unsigned16(at);
    }

    private int unsigned16(int at) {
        return (content[at] & 0xff) | ((content[at + 1] & 0xff) << 8);
    }

    private static boolean isCapital(byte letter) {
        return letter >= 'A' && letter <= 'Z';
    }

    private static byte[] inflate(byte[] content, int from, long maxBytes) throws DicomException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(content, from, content.length - from);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] block = new byte[1 << 16];
            while (!inflater.finished()) {
                int n = inflater.inflate(block);
                if (n == 0 && !inflater.finished()) {
                    throw truncated();
                }
                if (out.size() + n > maxBytes) {
                    throw DicomException.malformed("deflated data set of more than %d bytes".formatted(maxBytes));
                }
                out.write(block, 0, n);
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            throw DicomException.malformed("deflated data set is damaged");
        } finally {
            inflater.end();
        }
    }

    static boolean isLongForm(String vr) {
        return LONG_FORM.contains(vr);
    }
}
