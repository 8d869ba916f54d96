package org.robustdx.inference.image.dicom;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;

/**
 * Walks a data set (PS3.5, chapter 7) up to its pixel data and notes where the attributes that describe pixels lie. Lengths are checked against
 * what is left, every step advances, and sequences nest to a fixed depth, so any bytes end in a data set or in a refusal.
 *
 * <p>Whether value representations are written out is seen at the first element, of the data set and of each item, as pydicom sees it: transfer
 * syntaxes are often wrong about it. An element without one among others that have one is read as implicit. A data set that is not encoded as it
 * is labelled has to keep its tags in ascending order, or else any damage could pass for another encoding.
 */
final class DatasetParser {
    private static final int MAX_DEPTH = 16;
    private static final int MOST_FRAGMENTS = 1 << 16;
    private static final long UNDEFINED = 0xffffffffL;
    private static final Set<String> SHORT_FORM = Set.of(
            "AE", "AS", "AT", "CS", "DA", "DS", "DT", "FD", "FL", "IS", "LO", "LT", "PN", "SH", "SL", "SS", "ST", "TM",
            "UI", "UL", "US");
    // Enhanced multi-frame objects keep these in functional groups; those of the first frame count.
    private static final Set<Integer> FUNCTIONAL =
            Set.of(Tag.WINDOW_CENTER, Tag.WINDOW_WIDTH, Tag.VOI_FUNCTION, Tag.RESCALE_INTERCEPT, Tag.RESCALE_SLOPE);
    // The sequences that hold those: implicit encoding does not say that they are some.
    private static final Set<Integer> FUNCTIONAL_SEQUENCES = Set.of(Tag.FRAME_VOI_LUT, Tag.PIXEL_VALUE_TRANSFORMATION);

    // Sequences that hold lookup tables; the first table of each counts.
    private static final Set<Integer> TABLES = Set.of(Tag.MODALITY_LUT, Tag.VOI_LUT);
    private static final Set<Integer> GROUPS = Set.of(0x0008, 0x0018, 0x0028, 0x2050, 0x7fe0);

    private final Set<Integer> groups;
    private final Cursor cursor;
    private final boolean labelledImplicit;
    private boolean mislabelled;
    private int lastTag;
    /** The attributes of the table that is read. */
    private Map<Integer, Element> tableOf = new HashMap<>();

    private final Map<Integer, Element> elements = new HashMap<>();
    private final Map<Integer, Element> functional = new HashMap<>();
    private final Map<Integer, Map<Integer, Element>> tables = new HashMap<>();
    private final List<Element> fragments = new ArrayList<>();

    DatasetParser(byte[] content, int from, TransferSyntax syntax) {
        this(content, from, syntax, GROUPS);
    }

    /** Creates a parser that notes the attributes of these groups. */
    DatasetParser(byte[] content, int from, TransferSyntax syntax, Set<Integer> groups) {
        this.groups = Set.copyOf(groups);
        this.cursor = new Cursor(content, from, syntax.bigEndian());
        this.labelledImplicit = syntax.implicit();
    }

    /** Reads the file meta information (PS3.10, 7.1), explicit little endian, and returns where it ends. */
    static int meta(byte[] content, int from, Map<Integer, Element> into) throws RefusedException {
        DatasetParser parser = new DatasetParser(content, from, TransferSyntax.EXPLICIT_LITTLE_ENDIAN);
        boolean implicit = parser.looksImplicit(content.length, false);
        while (parser.cursor.peekTag(content.length) >>> 16 == 0x0002) {
            int tag = parser.cursor.tag(content.length);
            Header header = parser.header(tag, content.length, implicit);
            int offset = parser.cursor.skip(header.length, content.length);
            into.putIfAbsent(tag, new Element(tag, header.vr, offset, (int) header.length));
        }
        return parser.cursor.position();
    }

    void parse() throws RefusedException {
        int end = cursor.end();
        boolean implicit = looksImplicit(end, labelledImplicit);
        mislabelled = implicit != labelledImplicit;
        while (cursor.position() < end && !elements.containsKey(Tag.PIXEL_DATA)) {
            if (end - cursor.position() < 8 && onlyZeros(end)) {
                return;
            }
            inOrder(cursor.peekTag(end));
            element(end, 0, implicit, Scope.TOP);
        }
    }

    private void inOrder(int tag) throws RefusedException {
        if (mislabelled && Integer.compareUnsigned(tag, lastTag) <= 0) {
            throw new RefusedException(
                    Reason.CORRUPT,
                    "encoding contradicts the transfer syntax, and " + Tag.show(tag) + " stands behind "
                            + Tag.show(lastTag));
        }
        lastTag = tag;
    }

    /** Returns whether the next element has no value representation, or {@code otherwise} where nothing can be seen. */
    private boolean looksImplicit(int end, boolean otherwise) {
        return end - cursor.position() < 6 ? otherwise : !representationAt(cursor.position() + 4);
    }

    private boolean representationAt(int offset) {
        return isCapital(cursor.byteAt(offset)) && isCapital(cursor.byteAt(offset + 1));
    }

    private static boolean isCapital(byte letter) {
        return letter >= 'A' && letter <= 'Z';
    }

    /** Returns the attributes found, those of the data set itself before those of functional groups. */
    Map<Integer, Element> elements() {
        Map<Integer, Element> all = new HashMap<>(functional);
        all.putAll(elements);
        return all;
    }

    /** Returns the items of encapsulated pixel data (PS3.5, A.4), the basic offset table first; none where pixel data is native. */
    List<Element> fragments() {
        return fragments;
    }

    /** Returns the attributes of the first item of each sequence of lookup tables, by the sequence's tag. */
    Map<Integer, Map<Integer, Element>> tables() {
        return tables;
    }

    private enum Scope {
        TOP,
        FUNCTIONAL_GROUP,
        TABLE,
        OTHER
    }

    private record Header(String vr, long length) {}

    private Header header(int tag, int end, boolean implicitHere) throws RefusedException {
        if (implicitHere || tag >>> 16 == 0xfffe) {
            return new Header("UN", cursor.unsigned32(end));
        }
        if (end - cursor.position() >= 2 && !representationAt(cursor.position())) {
            mislabelled = true;
            return new Header("UN", cursor.unsigned32(end));
        }
        int at = cursor.skip(2, end);
        String vr = "" + (char) cursor.byteAt(at) + (char) cursor.byteAt(at + 1);
        if (SHORT_FORM.contains(vr)) {
            return new Header(vr, cursor.unsigned16(end));
        }
        cursor.skip(2, end);
        return new Header(vr, cursor.unsigned32(end));
    }

    private void element(int end, int depth, boolean implicitHere, Scope scope) throws RefusedException {
        int tag = cursor.tag(end);
        Header header = header(tag, end, implicitHere);
        boolean pixels = tag == Tag.PIXEL_DATA;
        boolean groups = scope == Scope.TOP && (tag == Tag.SHARED_GROUPS || tag == Tag.PER_FRAME_GROUPS);
        boolean table = scope == Scope.TOP && TABLES.contains(tag);
        boolean sequence = header.vr.equals("SQ")
                || (header.vr.equals("UN")
                        && (header.length == UNDEFINED || table || FUNCTIONAL_SEQUENCES.contains(tag)));
        if (pixels && header.length == UNDEFINED) {
            List<Element> items = encapsulated(end);
            if (scope == Scope.TOP) {
                elements.put(tag, new Element(tag, header.vr, cursor.position(), 0));
                fragments.addAll(items);
            }
        } else if (header.length == UNDEFINED && !sequence) {
            throw new RefusedException(
                    Reason.CORRUPT, "length of " + Tag.show(tag) + " is undefined, but it is no sequence");
        } else if (header.length == UNDEFINED
                || groups
                || (table && sequence)
                || (scope == Scope.FUNCTIONAL_GROUP && sequence)) {
            Scope inside = groups ? Scope.FUNCTIONAL_GROUP : table ? Scope.TABLE : nested(scope);
            if (table) {
                tableOf = tables.computeIfAbsent(tag, t -> new HashMap<>());
            }
            sequence(tag, header.length, end, depth + 1, implicitHere, inside);
        } else {
            int offset = cursor.skip(header.length, end);
            note(new Element(tag, header.vr, offset, (int) header.length), scope);
        }
    }

    private static Scope nested(Scope scope) {
        return scope == Scope.FUNCTIONAL_GROUP ? scope : Scope.OTHER;
    }

    private void note(Element element, Scope scope) {
        int group = element.tag() >>> 16;
        if (scope == Scope.TOP && groups.contains(group)) {
            elements.putIfAbsent(element.tag(), element);
        } else if (scope == Scope.FUNCTIONAL_GROUP && FUNCTIONAL.contains(element.tag())) {
            functional.putIfAbsent(element.tag(), element);
        } else if (scope == Scope.TABLE) {
            tableOf.putIfAbsent(element.tag(), element);
        }
    }

    private void sequence(int tag, long length, int outerEnd, int depth, boolean implicitHere, Scope scope)
            throws RefusedException {
        if (depth > MAX_DEPTH) {
            throw new RefusedException(Reason.LIMIT, "sequences are nested deeper than " + MAX_DEPTH);
        }
        int end = length == UNDEFINED ? outerEnd : inner(length, outerEnd);
        boolean first = true;
        while (length == UNDEFINED || cursor.position() < end) {
            int item = cursor.tag(end);
            long itemLength = cursor.unsigned32(end);
            if (item == Tag.SEQUENCE_END && length == UNDEFINED) {
                return;
            }
            if (item != Tag.ITEM) {
                throw new RefusedException(
                        Reason.CORRUPT, "sequence " + Tag.show(tag) + " holds something else than items");
            }
            // Only the first item of the per-frame groups is of the frame that is read, and only the first table
            // counts.
            boolean counts = first || (tag != Tag.PER_FRAME_GROUPS && scope != Scope.TABLE);
            item(itemLength, end, depth, implicitHere, counts ? scope : Scope.OTHER);
            first = false;
        }
    }

    private void item(long length, int outerEnd, int depth, boolean implicitHere, Scope scope) throws RefusedException {
        if (length != UNDEFINED && scope == Scope.OTHER) {
            cursor.skip(length, outerEnd);
            return;
        }
        int end = length == UNDEFINED ? outerEnd : inner(length, outerEnd);
        // Items inside implicit ones are implicit; in explicit ones each may be either, those of UN above all (PS3.5,
        // 6.2.2).
        boolean implicit = implicitHere || looksImplicit(end, false);
        while (length == UNDEFINED || cursor.position() < end) {
            if (cursor.peekTag(end) == Tag.ITEM_END) {
                cursor.skip(8, end);
                return;
            }
            element(end, depth, implicit, scope);
        }
    }

    /** Returns the end of a part of the given length, which must lie inside what is around it. */
    private int inner(long length, int outerEnd) throws RefusedException {
        int here = cursor.position();
        if (length > outerEnd - here) {
            cursor.skip(length, outerEnd); // says what is wrong
        }
        return here + (int) length;
    }

    private List<Element> encapsulated(int end) throws RefusedException {
        List<Element> items = new ArrayList<>();
        while (true) {
            int tag = cursor.tag(end);
            long length = cursor.unsigned32(end);
            if (tag == Tag.SEQUENCE_END) {
                return items;
            }
            if (tag != Tag.ITEM || length == UNDEFINED) {
                throw new RefusedException(Reason.CORRUPT, "encapsulated pixel data holds something else than items");
            }
            if (items.size() == MOST_FRAGMENTS) {
                throw new RefusedException(
                        Reason.LIMIT, "encapsulated pixel data has more than " + MOST_FRAGMENTS + " fragments");
            }
            items.add(new Element(tag, "OB", cursor.skip(length, end), (int) length));
        }
    }

    private boolean onlyZeros(int end) {
        for (int i = cursor.position(); i < end; i++) {
            if (cursor.byteAt(i) != 0) {
                return false;
            }
        }
        return true;
    }
}
