package org.robustdx.inference.image.dicom;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * Writes DICOM files that are right but for their structure: trees of sequences, palettes, RLE segments, fragments with their offset table, and marker
 * segments of JPEG 2000. Damage by chance seldom gets past the first length; this gets to what lies behind.
 */
final class DicomScrambler {
    private static final String[] SYNTAXES = {
        DicomWriter.IMPLICIT, DicomWriter.EXPLICIT, DicomWriter.BIG_ENDIAN, DicomWriter.DEFLATED
    };
    private static final String[] REPRESENTATIONS = {"SQ", "UN", "OB", "OW", "US", "LO", "??"};
    private static final long[] LENGTHS = {
        0, 1, 2, 7, 8, 255, 65_535, 65_536, 0x7fffffffL, 0xfffffffeL, DicomWriter.UNDEFINED
    };
    private static final int[] MARKERS = {
        0xff51, 0xff52, 0xff53, 0xff55, 0xff57, 0xff58, 0xff5c, 0xff5d, 0xff5e, 0xff5f, 0xff60, 0xff61, 0xff63, 0xff64,
        0xff90, 0xff91, 0xff92, 0xff93, 0xffd9
    };
    private static final int SIDE = 24;

    private final Random random;
    private final byte[] jpeg;
    private final byte[] gray2000;
    private final byte[] rgb2000;

    DicomScrambler(long seed) {
        random = new Random(seed);
        try {
            jpeg = DicomWriter.jpeg(BufferedImage.TYPE_INT_RGB, SIDE, SIDE, -1);
            BufferedImage gray = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
            for (int i = 0; i < SIDE * SIDE; i++) {
                gray.getRaster().setSample(i % SIDE, i / SIDE, 0, i * i % 251);
            }
            gray2000 = Jpeg2000Streams.encode(gray);
            rgb2000 = Jpeg2000Streams.rgb(SIDE, SIDE, 10, 200, 90);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail
        }
    }

    byte[] next() {
        return switch (random.nextInt(6)) {
            case 0 -> trees();
            case 1 -> palette();
            case 2 -> rle();
            case 3 -> fragments();
            case 4 -> finish(compressed(DicomWriter.JPEG_2000, segments(gray2000), "MONOCHROME2", 1));
            default -> finish(compressed(DicomWriter.JPEG_2000, segments(rgb2000), "RGB", 3));
        };
    }

    private byte[] trees() {
        String syntax = SYNTAXES[random.nextInt(SYNTAXES.length)];
        DicomWriter image = DicomWriter.image(syntax, "MONOCHROME2", 2, 2, 1, 16);
        for (int i = random.nextInt(4); i > 0; i--) {
            int tag =
                    switch (random.nextInt(4)) {
                        case 0 -> Tag.SHARED_GROUPS;
                        case 1 -> Tag.PER_FRAME_GROUPS;
                        default -> 0x00880200 + 2 * i;
                    };
            image.raw(tree(syntax, tag, 0));
        }
        return finish(image.pixels16(1, 2, 3, 4));
    }

    /** A sequence with items that hold elements and sequences; lengths are right, undefined or wrong, encodings change. */
    private byte[] tree(String syntax, int tag, int depth) {
        ByteArrayOutputStream items = new ByteArrayOutputStream();
        for (int i = random.nextInt(3); i > 0; i--) {
            String inside = rarely(8) ? SYNTAXES[random.nextInt(3)] : syntax;
            DicomWriter item = new DicomWriter(inside);
            for (int e = random.nextInt(3); e > 0; e--) {
                switch (random.nextInt(4)) {
                    case 0 -> item.us(Tag.ROWS, 99);
                    case 1 -> item.text(Tag.WINDOW_CENTER, "DS", "5").text(Tag.WINDOW_WIDTH, "DS", "9");
                    case 2 -> item.fragments(new byte[random.nextInt(3)]);
                    default -> {
                        if (depth < (rarely(20) ? 40 : 4)) {
                            item.raw(tree(inside, rarely(2) ? Tag.FRAME_VOI_LUT : 0x00880200, depth + 1));
                        }
                    }
                }
            }
            items.writeBytes(closed(syntax, Tag.ITEM, "", item.dataset(), Tag.ITEM_END));
        }
        String vr = rarely(4) ? REPRESENTATIONS[random.nextInt(REPRESENTATIONS.length)] : "SQ";
        return closed(syntax, tag, vr, items.toByteArray(), Tag.SEQUENCE_END);
    }

    private byte[] closed(String syntax, int tag, String vr, byte[] content, int end) {
        DicomWriter part = new DicomWriter(syntax);
        if (rarely(12)) {
            return part.header(tag, vr, length(content.length)).raw(content).dataset();
        }
        if (random.nextBoolean()) {
            return part.header(tag, vr, content.length).raw(content).dataset();
        }
        part.header(tag, vr, DicomWriter.UNDEFINED).raw(content);
        return (rarely(12) ? part : part.header(end, "", rarely(12) ? 8 : 0)).dataset();
    }

    private byte[] palette() {
        int allocated = random.nextBoolean() ? 8 : 16;
        DicomWriter image = DicomWriter.image(
                        SYNTAXES[random.nextInt(SYNTAXES.length)], "PALETTE COLOR", 2, 2, 1, allocated)
                .us(Tag.PIXEL_REPRESENTATION, random.nextInt(2));
        int entries = oneOf(0, 1, 2, 255, 256, 65_535);
        for (int c = 0; c < 3; c++) {
            int[] descriptor = {
                rarely(8) ? oneOf(0, 3, 256) : entries, oneOf(0, 1, 128, 65_535), oneOf(8, 8, 16, 16, 12, 0)
            };
            image.us(Tag.RED_DESCRIPTOR + c, rarely(12) ? Arrays.copyOf(descriptor, random.nextInt(3)) : descriptor);
        }
        for (int c = 0; c < 3; c++) {
            int count = entries == 0 ? 65_536 : entries;
            int bytes = random.nextBoolean() ? count * 2 : count;
            byte[] data = new byte[rarely(6) ? Math.max(0, bytes + oneOf(-2, -1, 1, 2)) : bytes];
            random.nextBytes(data);
            if (!rarely(16) && data.length < 65_535) {
                image.element(
                        (rarely(16) ? Tag.SEGMENTED_RED_DATA : Tag.RED_DATA) + c,
                        random.nextBoolean() ? "OW" : "US",
                        data);
            } else if (data.length >= 65_535) {
                image.element(Tag.RED_DATA + c, "OW", data);
            }
        }
        return finish(allocated == 8 ? image.pixels8(0, 1, 200, 255) : image.pixels16(0, 1, 40_000, 65_535));
    }

    private byte[] rle() {
        int samples = random.nextBoolean() ? 1 : 3;
        int bytes = oneOf(1, 2, 4);
        int area = 6 * 4;
        List<byte[]> segments = new ArrayList<>();
        for (int i = samples * bytes + (rarely(8) ? oneOf(-1, 1, 12) : 0); i > 0; i--) {
            ByteArrayOutputStream segment = new ByteArrayOutputStream();
            for (int n = 0; n < area; ) {
                int run = 1 + random.nextInt(area - n + (rarely(8) ? 100 : 0));
                if (random.nextBoolean()) {
                    segment.write(1 - Math.max(2, run));
                    segment.write(random.nextInt(256));
                    n += Math.max(2, run);
                } else {
                    segment.write(run - 1);
                    for (int k = rarely(12) ? 1 : 0; k < run; k++) {
                        segment.write(random.nextInt(256));
                    }
                    n += run;
                }
                if (rarely(8)) {
                    segment.write(-128);
                }
            }
            byte[] whole = segment.toByteArray();
            segments.add(rarely(12) ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole);
        }
        byte[] frame = DicomWriter.rle(
                segments.subList(0, Math.min(15, segments.size())).toArray(new byte[0][]));
        if (rarely(4)) {
            int at = 4 * random.nextInt(16);
            long value = rarely(2) ? length(frame.length) : random.nextInt(frame.length + 8);
            for (int k = 0; k < 4; k++) {
                frame[at + k] = (byte) (value >> (8 * k));
            }
        }
        return finish(DicomWriter.image(DicomWriter.RLE, samples == 1 ? "MONOCHROME2" : "RGB", 4, 6, samples, 8 * bytes)
                .fragments(frame));
    }

    private byte[] fragments() {
        int frames = rarely(3) ? oneOf(2, 3, 8, 0, -1, 513) : 1;
        DicomWriter image = DicomWriter.image(
                        rarely(2) ? DicomWriter.JPEG : DicomWriter.JPEG_EXTENDED, "YBR_FULL_422", SIDE, SIDE, 3, 8)
                .text(Tag.NUMBER_OF_FRAMES, "IS", String.valueOf(frames))
                .header(Tag.PIXEL_DATA, "OB", rarely(16) ? length(jpeg.length) : DicomWriter.UNDEFINED);
        ByteArrayOutputStream table = new ByteArrayOutputStream();
        for (int i = random.nextInt(4); i > 0; i--) {
            int offset = oneOf(0, 8, jpeg.length, jpeg.length + 8, -1, Integer.MAX_VALUE);
            for (int k = 0; k < 32; k += 8) {
                table.write(offset >> k);
            }
        }
        if (!rarely(16)) {
            image.header(Tag.ITEM, "", table.size()).raw(table.toByteArray());
        }
        for (int f = Math.max(1, Math.min(8, frames)); f > 0; f--) {
            for (int at = 0; at < jpeg.length; ) {
                int n = rarely(2) ? jpeg.length - at : random.nextInt(jpeg.length - at + 1);
                image.header(rarely(40) ? Tag.ITEM_END : Tag.ITEM, "", rarely(40) ? length(n) : n)
                        .raw(Arrays.copyOfRange(jpeg, at, at + n));
                at += rarely(40) ? n + 1 : n;
            }
        }
        return finish(rarely(16) ? image : image.header(Tag.SEQUENCE_END, "", 0));
    }

    private DicomWriter compressed(String syntax, byte[] stream, String photometric, int samples) {
        return DicomWriter.image(syntax, photometric, SIDE, SIDE, samples, 8).fragments(stream);
    }

    /** Marker segments of the headers: fields changed, segments lost, doubled, exchanged, or others put in. */
    private byte[] segments(byte[] stream) {
        int data = Jpeg2000Streams.indexOf(stream, 0xff93);
        List<byte[]> parts = new ArrayList<>();
        parts.add(Arrays.copyOf(stream, 2));
        for (int at = 2; at < data; ) {
            int end = at + 2 + ((stream[at + 2] & 0xff) << 8 | (stream[at + 3] & 0xff));
            parts.add(Arrays.copyOfRange(stream, at, end));
            at = end;
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            int which = random.nextInt(parts.size());
            byte[] part = parts.get(which);
            switch (random.nextInt(5)) {
                case 0, 1 -> part[random.nextInt(part.length)] = (byte) oneOf(0, 1, 2, 3, 15, 32, 127, 128, 255);
                case 2 -> parts.add(random.nextInt(parts.size() + 1), part.clone());
                case 3 -> parts.remove(which);
                default -> parts.add(random.nextInt(parts.size() + 1), segment());
            }
            if (parts.isEmpty()) {
                parts.add(new byte[2]);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        parts.forEach(out::writeBytes);
        byte[] rest = Arrays.copyOfRange(stream, data, stream.length);
        for (int i = rarely(2) ? random.nextInt(4) : 0; i > 0; i--) {
            rest[2 + random.nextInt(rest.length - 2)] = (byte) random.nextInt(256);
        }
        out.writeBytes(rest);
        return out.toByteArray();
    }

    private byte[] segment() {
        byte[] part = new byte[4 + random.nextInt(24)];
        random.nextBytes(part);
        int marker = MARKERS[random.nextInt(MARKERS.length)];
        part[0] = (byte) (marker >> 8);
        part[1] = (byte) marker;
        part[2] = 0;
        part[3] = (byte) (part.length - 2);
        return part;
    }

    /** The file, sometimes under another label or without its beginning. */
    private byte[] finish(DicomWriter image) {
        byte[] file = rarely(6) ? image.fileLabelled(SYNTAXES[random.nextInt(SYNTAXES.length)]) : image.file();
        if (rarely(20)) {
            return rarely(2) ? image.dataset() : Arrays.copyOfRange(file, 128, file.length);
        }
        if (rarely(20)) {
            byte[] uid = "1.2.840.10008.1.2.4.9".getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(uid, 0, file, 140, uid.length);
        }
        return file;
    }

    private long length(int right) {
        return rarely(2) ? LENGTHS[random.nextInt(LENGTHS.length)] : Math.max(0, right + random.nextInt(9) - 4);
    }

    private int oneOf(int... values) {
        return values[random.nextInt(values.length)];
    }

    private boolean rarely(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }
}
