package org.robustdx.gateway.dicom;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes DICOM files (PS3.10), little endian. Sequences and items have undefined length. */
public final class DicomWriter {
    /** Explicit VR Little Endian. */
    public static final String EXPLICIT = DicomReader.EXPLICIT;

    private static final String IMPLEMENTATION_CLASS = "2.25.282635920619027714823360166372731876212";
    private static final String IMPLEMENTATION_VERSION = "ROBUSTDX_GATEWAY";
    private static final int PREAMBLE = 128;
    private static final int SHORT_MAX = 0xffff;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final boolean implicit;

    private DicomWriter(boolean implicit) {
        this.implicit = implicit;
    }

    /** Returns the object as a file, with file meta information of its own. */
    public static byte[] write(DicomObject object) {
        DataSet meta = new DataSet()
                .put(new Element.Value(0x00020001, "OB", Bytes.of(new byte[] {0, 1})))
                .put(0x00020002, "UI", object.sopClass())
                .put(0x00020003, "UI", object.sopInstance())
                .put(Tags.TRANSFER_SYNTAX, "UI", object.transferSyntax())
                .put(0x00020012, "UI", IMPLEMENTATION_CLASS)
                .put(0x00020013, "SH", IMPLEMENTATION_VERSION);
        DicomWriter header = new DicomWriter(false);
        header.dataSet(meta);
        DicomWriter file = new DicomWriter(false);
        file.out.writeBytes(new byte[PREAMBLE]);
        file.out.writeBytes("DICM".getBytes(StandardCharsets.US_ASCII));
        file.tag(0x00020000);
        file.out.writeBytes("UL".getBytes(StandardCharsets.US_ASCII));
        file.unsigned16(4);
        file.unsigned32(header.out.size());
        file.out.writeBytes(header.out.toByteArray());
        DicomWriter body = new DicomWriter(object.transferSyntax().equals(DicomReader.IMPLICIT));
        body.dataSet(object.data());
        file.out.writeBytes(body.out.toByteArray());
        return file.out.toByteArray();
    }

    private void dataSet(DataSet data) {
        data.elements().forEach(this::element);
    }

    private void element(Element element) {
        if (element instanceof Element.Value value) {
            header(value.tag(), value.vr(), value.bytes().length());
            value.bytes().writeTo(out);
        } else if (element instanceof Element.Sequence sequence) {
            header(sequence.tag(), "SQ", -1);
            for (DataSet item : sequence.items()) {
                delimiter(Tags.ITEM, -1);
                dataSet(item);
                delimiter(Tags.ITEM_END, 0);
            }
            delimiter(Tags.SEQUENCE_END, 0);
        } else if (element instanceof Element.Encapsulated pixels) {
            header(pixels.tag(), pixels.vr(), -1);
            for (Bytes fragment : pixels.fragments()) {
                delimiter(Tags.ITEM, fragment.length());
                fragment.writeTo(out);
            }
            delimiter(Tags.SEQUENCE_END, 0);
        }
    }

    private void header(int tag, String vr, int length) {
        tag(tag);
        if (implicit) {
            unsigned32(length);
        } else if (DicomReader.isLongForm(vr)) {
            out.writeBytes(vr.getBytes(StandardCharsets.US_ASCII));
            unsigned16(0);
            unsigned32(length);
        } else {
            if (length > SHORT_MAX) {
                throw new IllegalArgumentException(
                        "value of %08x: %d bytes (expected: at most %d)".formatted(tag, length, SHORT_MAX));
            }
            out.writeBytes(vr.getBytes(StandardCharsets.US_ASCII));
            unsigned16(length);
        }
    }

    private void delimiter(int tag, int length) {
        tag(tag);
        unsigned32(length);
    }

    private void tag(int tag) {
        unsigned16(tag >>> 16);
        unsigned16(tag);
    }

    private void unsigned16(int value) {
        out.write(value);
        out.write(value >>> 8);
    }

    private void unsigned32(int value) {
        unsigned16(value);
        unsigned16(value >>> 16);
    }
}
