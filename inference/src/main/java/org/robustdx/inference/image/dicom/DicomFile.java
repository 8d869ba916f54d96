package org.robustdx.inference.image.dicom;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.DicomAttribute;
import org.robustdx.inference.image.RefusedException;

/** A parsed DICOM file: the attributes that describe its pixels, and the position of the pixels. Messages never quote text from the file. */
public final class DicomFile {
    private static final int PREAMBLE = 128;
    private static final byte[] PREFIX = {'D', 'I', 'C', 'M'};
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(\\d{1,32}(\\.\\d{0,32})?|\\.\\d{1,32})([eE][+-]?\\d{1,3})?");

    private final byte[] content;
    private final TransferSyntax syntax;
    private final Map<Integer, Element> elements;
    private final Map<Integer, Map<Integer, Element>> tables;
    private final List<Element> fragments;

    private DicomFile(byte[] content, TransferSyntax syntax, DatasetParser parsed) {
        this.content = content;
        this.syntax = syntax;
        this.elements = parsed.elements();
        this.tables = parsed.tables();
        this.fragments = parsed.fragments();
    }

    /** Returns whether the content is a DICOM file (PS3.10), with or without its preamble, or looks like a data set without its header. */
    public static boolean looksLike(byte[] content) {
        return hasPrefix(content, PREAMBLE) || hasPrefix(content, 0) || looksHeaderless(content);
    }

    /**
     * Returns the content, parsed.
     *
     * @throws RefusedException if it is no DICOM file, breaks the rules, or has a transfer syntax that is not read
     */
    public static DicomFile parse(byte[] content, DecodeLimits limits) throws RefusedException {
        return parse(content, limits, (bytes, start, syntax) -> new DatasetParser(bytes, start, syntax));
    }

    /**
     * Returns the content, parsed for these groups of attributes only.
     *
     * @throws RefusedException as {@link #parse(byte[], DecodeLimits)}
     */
    static DicomFile parse(byte[] content, DecodeLimits limits, Set<Integer> groups) throws RefusedException {
        return parse(content, limits, (bytes, start, syntax) -> new DatasetParser(bytes, start, syntax, groups));
    }

    private interface Parsing {
        DatasetParser of(byte[] content, int start, TransferSyntax syntax);
    }

    private static DicomFile parse(byte[] content, DecodeLimits limits, Parsing parsing) throws RefusedException {
        limits.checkBytes(content.length);
        Map<Integer, Element> meta = new HashMap<>();
        int start = DatasetParser.meta(content, begin(content), meta);
        Element uid = meta.get(Tag.TRANSFER_SYNTAX);
        TransferSyntax syntax = uid == null ? guess(content, start) : TransferSyntax.of(text(content, uid));
        byte[] dataset = content;
        checkByteOrder(content, start, syntax);
        if (syntax == TransferSyntax.DEFLATED) {
            dataset = inflate(content, start, limits);
            start = 0;
        }
        DatasetParser parser = parsing.of(dataset, start, syntax);
        parser.parse();
        return new DicomFile(dataset, syntax, parser);
    }

    /** Returns where the file meta information, or the data set, begins. */
    private static int begin(byte[] content) throws RefusedException {
        if (hasPrefix(content, PREAMBLE)) {
            return PREAMBLE + PREFIX.length;
        }
        if (hasPrefix(content, 0)) {
            return PREFIX.length;
        }
        if (!looksHeaderless(content)) {
            throw new RefusedException(Reason.CORRUPT, "no DICM prefix, and no data set at the beginning");
        }
        return 0;
    }

    private static boolean hasPrefix(byte[] c, int at) {
        return c.length >= at + PREFIX.length && Arrays.equals(c, at, at + PREFIX.length, PREFIX, 0, PREFIX.length);
    }

    /** Old files begin with the data set: group 2 or 8, low element number, and a header that can be one. */
    private static boolean looksHeaderless(byte[] c) {
        if (c.length < 16) {
            return false;
        }
        boolean bigEndian = c[0] == 0;
        int group = Cursor.unsigned16At(c, 0, bigEndian);
        int element = Cursor.unsigned16At(c, 2, bigEndian);
        if ((group != 0x0002 && group != 0x0008) || element > 0x0100) {
            return false;
        }
        if (bigEndian) {
            return explicitAt(c, 0);
        }
        return explicitAt(c, 0) || (Cursor.unsigned16At(c, 6, false) == 0 && Cursor.unsigned16At(c, 4, false) <= 1024);
    }

    private static boolean explicitAt(byte[] c, int at) {
        return at + 6 <= c.length && c[at + 4] >= 'A' && c[at + 4] <= 'Z' && c[at + 5] >= 'A' && c[at + 5] <= 'Z';
    }

    private static TransferSyntax guess(byte[] content, int start) {
        if (!explicitAt(content, start)) {
            return TransferSyntax.IMPLICIT_LITTLE_ENDIAN;
        }
        // Groups of the beginning are below 0x0400; one above is the other byte order, as pydicom has it too.
        return Cursor.unsigned16At(content, start, false) < 0x0400
                ? TransferSyntax.EXPLICIT_LITTLE_ENDIAN
                : TransferSyntax.EXPLICIT_BIG_ENDIAN;
    }

    /** Refuses a data set in the byte order that its transfer syntax excludes: its lengths would be read as others. */
    private static void checkByteOrder(byte[] content, int start, TransferSyntax syntax) throws RefusedException {
        if (syntax != TransferSyntax.DEFLATED
                && start + 2 <= content.length
                && Cursor.unsigned16At(content, start, !syntax.bigEndian()) == 0x0008) {
            throw new RefusedException(Reason.CORRUPT, "byte order contradicts the transfer syntax");
        }
    }

    private static byte[] inflate(byte[] content, int from, DecodeLimits limits) throws RefusedException {
        Inflater inflater = new Inflater(true);
        try {
            inflater.setInput(content, from, content.length - from);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] block = new byte[1 << 16];
            while (!inflater.finished()) {
                int n = inflater.inflate(block);
                if (n == 0 && !inflater.finished()) {
                    throw new RefusedException(Reason.CORRUPT, "deflated data set ends too early");
                }
                out.write(block, 0, n);
                limits.checkBytes(out.size());
            }
            return out.toByteArray();
        } catch (DataFormatException e) {
            throw new RefusedException(Reason.CORRUPT, "deflated data set is damaged");
        } finally {
            inflater.end();
        }
    }

    /** Returns what the image says of its kind, normalised; an attribute that is missing or empty is not there. */
    Map<DicomAttribute, String> attributes() {
        Map<DicomAttribute, String> attributes = new EnumMap<>(DicomAttribute.class);
        for (DicomAttribute attribute : DicomAttribute.values()) {
            String value = DicomAttribute.normalised(string(attribute.tag()));
            if (!value.isEmpty()) {
                attributes.put(attribute, value);
            }
        }
        return attributes;
    }

    /** Returns the identifier of the image's modality, such as {@code CT}, where it is one. */
    String modality() {
        Element element = elements.get(Tag.MODALITY);
        String text = element == null ? "" : text(content, element);
        return text.matches("[A-Z]{1,16}") ? text : "unknown";
    }

    byte[] content() {
        return content;
    }

    TransferSyntax syntax() {
        return syntax;
    }

    @Nullable
    Element element(int tag) {
        return elements.get(tag);
    }

    boolean has(int tag) {
        return elements.containsKey(tag);
    }

    List<Element> fragments() {
        return fragments;
    }

    /** Returns the attributes of the first lookup table of a sequence, empty if the file has none. */
    Map<Integer, Element> table(int sequence) {
        return tables.getOrDefault(sequence, Map.of());
    }

    /** Returns the 16-bit value at a place of an attribute's value, or nothing where the attribute is missing or too short. */
    OptionalInt unsigned16(int tag, int index) {
        Element element = elements.get(tag);
        if (element == null || element.length() < 2 * (index + 1)) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(Cursor.unsigned16At(content, element.offset() + 2 * index, syntax.bigEndian()));
    }

    /** Returns the first number of a decimal or integer string, or nothing where the attribute is missing or empty. */
    OptionalDouble number(int tag) throws RefusedException {
        Element element = elements.get(tag);
        String text = element == null ? "" : text(content, element);
        int end = text.indexOf('\\');
        String first = (end < 0 ? text : text.substring(0, end)).strip();
        if (first.isEmpty()) {
            return OptionalDouble.empty();
        }
        if (!NUMBER.matcher(first).matches()) {
            throw new RefusedException(Reason.CORRUPT, "value of " + Tag.show(tag) + " is not a number");
        }
        return OptionalDouble.of(Double.parseDouble(first));
    }

    /** Returns a text attribute, empty where it is missing. */
    String string(int tag) {
        Element element = elements.get(tag);
        return element == null ? "" : text(content, element);
    }

    private static String text(byte[] content, Element element) {
        // The attributes read here are short; a long value is cut and then found invalid.
        String raw =
                new String(content, element.offset(), Math.min(element.length(), 1024), StandardCharsets.ISO_8859_1);
        return raw.replace('\0', ' ').strip();
    }
}
