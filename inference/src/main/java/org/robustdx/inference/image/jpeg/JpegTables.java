package org.robustdx.inference.image.jpeg;

import org.robustdx.inference.image.RefusedException;

/** The Huffman tables that are in force at a place of a JPEG stream. Streams without tables, such as the frames of motion JPEG, use the standard ones. */
final class JpegTables {
    private static final int TABLES = 4;

    private final JpegHuffman[] dc = new JpegHuffman[TABLES];
    private final JpegHuffman[] ac = new JpegHuffman[TABLES];

    JpegTables() {
        for (int i = 0; i < TABLES; i++) {
            dc[i] = JpegHuffman.standardDc(Math.min(i, 1));
            ac[i] = JpegHuffman.standardAc(Math.min(i, 1));
        }
    }

    /**
     * Takes the tables of a DHT segment.
     *
     * @throws RefusedException if they are invalid
     */
    void read(byte[] jpeg, JpegStream.Segment segment) throws RefusedException {
        int at = segment.from();
        while (at < segment.to()) {
            int number = jpeg[at] & 0xff;
            if ((number & 15) >= TABLES || number >> 4 > 1) {
                throw JpegStream.damaged("a Huffman table has an impossible number");
            }
            JpegHuffman table = JpegHuffman.read(jpeg, at + 1, segment.to());
            (number >> 4 == 0 ? dc : ac)[number & 15] = table;
            at += 1 + table.bytes();
        }
    }

    /**
     * Returns a DC table, ready for decoding.
     *
     * @throws RefusedException if no such code exists
     */
    JpegHuffman dc(int number) throws RefusedException {
        return dc[number].ready();
    }

    /**
     * Returns an AC table, ready for decoding.
     *
     * @throws RefusedException if no such code exists
     */
    JpegHuffman ac(int number) throws RefusedException {
        return ac[number].ready();
    }
}
