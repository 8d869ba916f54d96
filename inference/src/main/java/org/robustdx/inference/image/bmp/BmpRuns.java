package org.robustdx.inference.image.bmp;

import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;
import org.robustdx.inference.image.bmp.BmpHeader.Coding;

/** Expands the run-length codings of BMP: RLE8 and RLE4. Each pixel is written at most once, so the time is bounded by pixels and bytes. */
final class BmpRuns {
    private static final int END_OF_LINE = 0;
    private static final int END_OF_IMAGE = 1;
    private static final int MOVE = 2;

    private final byte[] content;
    private final BmpHeader header;
    private final boolean halves;
    private final byte[] indexes;
    private int at;
    private int x;
    /** Rows are counted from below, as they are stored. */
    private int y;

    private long written;

    BmpRuns(byte[] content, BmpHeader header) {
        this.content = content;
        this.header = header;
        this.halves = header.coding() == Coding.RLE4;
        this.indexes = new byte[header.width() * header.height()];
        this.at = header.pixelOffset();
    }

    /** Returns the palette index of each pixel, from the top. */
    byte[] read() throws RefusedException {
        while (true) {
            int count = next();
            int code = next();
            if (count > 0) {
                for (int i = 0; i < count; i++) {
                    write(halves ? (i % 2 == 0 ? code >> 4 : code & 15) : code);
                }
            } else if (code == END_OF_IMAGE) {
                break;
            } else if (code == END_OF_LINE) {
                x = 0;
                y++;
            } else if (code == MOVE) {
                x = Math.min(header.width(), x + next());
                y = Math.min(header.height(), y + next());
            } else {
                literal(code);
            }
        }
        if (written < indexes.length) {
            // A damaged file looks the same, and readers do not agree on what such pixels show.
            throw new RefusedException(
                    Reason.UNSUPPORTED,
                    "runs that leave out " + (indexes.length - written) + " pixels are not supported");
        }
        return indexes;
    }

    private void literal(int count) throws RefusedException {
        int bytes = halves ? (count + 1) / 2 : count;
        int pair = 0;
        for (int i = 0; i < count; i++) {
            if (!halves) {
                write(next());
            } else if (i % 2 == 0) {
                pair = next();
                write(pair >> 4);
            } else {
                write(pair & 15);
            }
        }
        if (bytes % 2 == 1) {
            next(); // filled up to two bytes
        }
    }

    private void write(int index) throws RefusedException {
        if (x >= header.width() || y >= header.height()) {
            throw new RefusedException(Reason.CORRUPT, "a run goes past the end of its row or of the image");
        }
        indexes[(header.height() - 1 - y) * header.width() + x] = (byte) index;
        x++;
        written++;
    }

    private int next() throws RefusedException {
        if (at >= content.length) {
            throw new RefusedException(Reason.CORRUPT, "truncated: runs without their end");
        }
        return content[at++] & 0xff;
    }
}
