package org.robustdx.inference.image.jpeg;

import java.util.ArrayList;
import java.util.List;
import org.robustdx.inference.image.DecodeLimits;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;

/**
 * The segments of a JPEG stream (ITU-T T.81, B.1), found by its markers alone.
 *
 * @param jpeg the array that holds the stream
 * @param frame its frame header
 * @param segments the segments up to the end of the image, in order
 */
@SuppressWarnings("ArrayRecordComponent") // a view: never compared, never a key
record JpegStream(byte[] jpeg, JpegFrame frame, List<Segment> segments) {
    static final int SOI = 0xd8;
    static final int EOI = 0xd9;
    static final int SOS = 0xda;
    static final int DQT = 0xdb;
    static final int DNL = 0xdc;
    static final int DRI = 0xdd;
    static final int DHT = 0xc4;
    static final int DAC = 0xcc;
    static final int COM = 0xfe;
    private static final int JPG = 0xc8;
    private static final int TEM = 0x01;
    /** Usual streams have a hundred segments at most. Each takes some memory here. */
    private static final int MAX_SEGMENTS = 16_384;

    /**
     * A marker segment.
     *
     * @param marker second byte of its marker
     * @param from offset of its first byte after the length
     * @param to offset after its last byte
     * @param dataEnd offset after the entropy-coded data that follow the header of a scan; otherwise {@code to}
     */
    record Segment(int marker, int from, int to, int dataEnd) {
        boolean isFrame() {
            return marker >= 0xc0 && marker <= 0xcf && marker != DHT && marker != JPG && marker != DAC;
        }

        boolean isApplication() {
            return (marker & 0xf0) == 0xe0;
        }
    }

    /**
     * Finds the segments.
     *
     * @param from offset of the start-of-image marker
     * @param to offset after the stream's last byte; what follows the end-of-image marker is ignored
     * @throws RefusedException if these are not the segments of one whole image, or the image is over a limit
     */
    static JpegStream parse(byte[] jpeg, int from, int to, DecodeLimits limits) throws RefusedException {
        if (to - from < 4 || jpeg[from] != (byte) 0xff || (jpeg[from + 1] & 0xff) != SOI) {
            throw new RefusedException(Reason.CORRUPT, "JPEG stream does not begin as JPEG does");
        }
        List<Segment> segments = new ArrayList<>();
        JpegFrame frame = null;
        int scans = 0;
        int at = from + 2;
        while (true) {
            at = marker(jpeg, at, to);
            int marker = jpeg[at + 1] & 0xff;
            if (marker == EOI) {
                break;
            }
            if (marker == TEM) {
                at += 2;
                continue;
            }
            Segment segment = segment(jpeg, at, to);
            segments.add(segment);
            if (segments.size() > MAX_SEGMENTS) {
                throw new RefusedException(Reason.LIMIT, "JPEG stream has more than " + MAX_SEGMENTS + " segments");
            }
            if (segment.isFrame()) {
                if (frame != null) {
                    throw damaged("there are two frame headers");
                }
                frame = JpegFrame.read(jpeg, marker, segment.from(), segment.to());
                limits.checkPixels(frame.width(), frame.height());
            } else if (marker == SOS) {
                if (frame == null) {
                    throw damaged("a scan comes before the frame header");
                }
                scans++;
                limits.checkScans(scans, (long) frame.width() * frame.height());
            } else if (marker == DNL && (frame == null || unsigned16(jpeg, segment.from()) != frame.height())) {
                throw damaged("the number of lines (DNL) is not that of the frame header");
            }
            at = segment.dataEnd();
        }
        if (frame == null || scans == 0) {
            throw damaged("the stream holds no image");
        }
        return new JpegStream(jpeg, frame, List.copyOf(segments));
    }

    /** Returns whether this is a sequential stream with all components in one scan. */
    boolean isSingleScan() {
        return !frame.progressive()
                && segments.stream().filter(s -> s.marker() == SOS).count() == 1;
    }

    /**
     * Checks that the scans hold at least one bit for each part of the image, before memory is allocated for them.
     *
     * @throws RefusedException if they do not
     */
    void checkBits(long parts, String name) throws RefusedException {
        long bits = 0;
        for (Segment segment : segments) {
            bits += 8L * (segment.dataEnd() - segment.to());
        }
        if (bits < parts) {
            throw damaged("the data are too short for " + parts + " " + name);
        }
    }

    /** Returns the offset of the last 0xff before a marker: fill bytes may precede it. */
    private static int marker(byte[] jpeg, int from, int to) throws RefusedException {
        int at = from;
        if (at < to && jpeg[at] != (byte) 0xff) {
            throw damaged("bytes that belong to no segment");
        }
        while (at + 1 < to && jpeg[at + 1] == (byte) 0xff) {
            at++;
        }
        if (at + 1 >= to) {
            throw damaged("the end-of-image marker is missing");
        }
        return at;
    }

    private static Segment segment(byte[] jpeg, int at, int to) throws RefusedException {
        int marker = jpeg[at + 1] & 0xff;
        // Restart markers, reserved ones, those of hierarchical coding, a second start of image.
        boolean known = (marker >= 0xc0 && marker < 0xd0) || (marker > SOI && marker <= 0xef) || marker == COM;
        if (!known || marker == JPG || marker == 0xde || marker == 0xdf) {
            throw damaged("marker FF%02X stands where none may be".formatted(marker));
        }
        int length = at + 4 <= to ? unsigned16(jpeg, at + 2) : 0;
        int end = at + 2 + length;
        boolean tooShort = length < 2 || ((marker == DNL || marker == DRI) && length != 4);
        if (tooShort || end > to) {
            throw damaged("segment FF%02X has an impossible length".formatted(marker));
        }
        return new Segment(marker, at + 4, end, marker == SOS ? endOfData(jpeg, end, to) : end);
    }

    /** Returns the offset of the first marker that is not a restart marker, fill bytes before it included. */
    private static int endOfData(byte[] jpeg, int from, int to) {
        int at = JpegBits.indexOfFf(jpeg, from, to);
        while (at < to) {
            int next = at + 1;
            while (next < to && jpeg[next] == (byte) 0xff) {
                next++;
            }
            if (next < to && jpeg[next] != 0 && (jpeg[next] & 0xf8) != 0xd0) {
                return at;
            }
            at = JpegBits.indexOfFf(jpeg, next + 1, to);
        }
        return to;
    }

    static int unsigned16(byte[] bytes, int at) {
        return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
    }

    /** Returns the refusal of a stream that lost data, or is not a JPEG stream. */
    static RefusedException damaged(String what) {
        return new RefusedException(Reason.CORRUPT, "damaged: " + what);
    }
}
