package org.robustdx.inference.image.jpeg;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.image.RefusedException;

/**
 * Decodes the entropy-coded data of a JPEG stream (ITU-T T.81, annexes E, F and G) and detects lost data. Other decoders fill in missing data, often
 * without an error. Here, each restart interval must hold exactly its blocks, and the restart markers must be in sequence.
 */
final class JpegEntropy {
    private static final int RST0 = 0xd0;
    private static final int TABLES = 4;

    private final JpegStream stream;
    private final JpegFrame frame;
    private final @Nullable JpegCoefficients coefficients;
    private final JpegBits bits;
    private final JpegProgress progress;
    private final JpegHuffman[] dcTables = new JpegHuffman[TABLES];
    private final JpegHuffman[] acTables = new JpegHuffman[TABLES];
    /** By component: what its coefficients may be. */
    private final int[] largestDc;

    private final int[][] longest;
    private final int[] dcs;
    private int interval;
    private int scans;

    private JpegEntropy(JpegStream stream, @Nullable JpegCoefficients coefficients) throws RefusedException {
        this.stream = stream;
        this.coefficients = coefficients;
        frame = stream.frame();
        bits = new JpegBits(stream.jpeg());
        progress = new JpegProgress(frame);
        dcs = new int[frame.components().size()];
        JpegQuantization[] quantization = JpegQuantization.of(stream);
        largestDc = new int[quantization.length];
        longest = new int[quantization.length][];
        for (int i = 0; i < quantization.length; i++) {
            largestDc[i] = quantization[i].largest(0);
            longest[i] = quantization[i].lengths();
        }
        // Streams without tables, such as the frames of motion JPEG, use the standard ones.
        for (int i = 0; i < TABLES; i++) {
            dcTables[i] = JpegHuffman.standardDc(Math.min(i, 1));
            acTables[i] = JpegHuffman.standardAc(Math.min(i, 1));
        }
    }

    /**
     * Checks that a stream of one sequential scan holds all of its blocks.
     *
     * @throws RefusedException if blocks are missing, or the stream has more than one scan
     */
    static void check(JpegStream stream) throws RefusedException {
        new JpegEntropy(stream, null).run();
    }

    /**
     * Returns the coefficients of any stream.
     *
     * @throws RefusedException if not all of them are there
     */
    static JpegCoefficients decode(JpegStream stream) throws RefusedException {
        checkLengths(stream);
        JpegCoefficients coefficients = new JpegCoefficients(stream.frame());
        new JpegEntropy(stream, coefficients).run();
        return coefficients;
    }

    /** Checks that the data can fill the memory that the header's size claims: each block has at least one bit of DC. */
    private static void checkLengths(JpegStream stream) throws RefusedException {
        long blocks = 0;
        for (JpegFrame.Component component : stream.frame().components()) {
            blocks += (long) component.blocksWide() * component.blocksHigh();
        }
        long bits = 0;
        for (JpegStream.Segment segment : stream.segments()) {
            bits += 8L * (segment.dataEnd() - segment.to());
        }
        if (bits < blocks) {
            throw JpegStream.damaged("the data are too short for " + blocks + " blocks");
        }
    }

    private void run() throws RefusedException {
        byte[] jpeg = stream.jpeg();
        for (JpegStream.Segment segment : stream.segments()) {
            switch (segment.marker()) {
                case JpegStream.DHT -> tables(jpeg, segment);
                case JpegStream.DRI -> interval = JpegStream.unsigned16(jpeg, segment.from());
                case JpegStream.SOS -> scan(segment);
                default -> {
                    // The others do not change how the data are coded.
                }
            }
        }
        progress.checkComplete();
    }

    private void tables(byte[] jpeg, JpegStream.Segment segment) throws RefusedException {
        int at = segment.from();
        while (at < segment.to()) {
            int number = jpeg[at] & 0xff;
            if ((number & 15) >= TABLES || number >> 4 > 1) {
                throw JpegStream.damaged("a Huffman table has an impossible number");
            }
            JpegHuffman table = JpegHuffman.read(jpeg, at + 1, segment.to());
            (number >> 4 == 0 ? dcTables : acTables)[number & 15] = table;
            at += 1 + table.bytes();
        }
    }

    private void scan(JpegStream.Segment segment) throws RefusedException {
        scans++;
        JpegScan scan = JpegScan.read(stream.jpeg(), segment, frame);
        for (JpegScan.Part part : scan.parts()) {
            progress.send(part.component(), scan);
        }
        for (JpegScan.Part part : scan.parts()) {
            dcTables[part.dc()].ready();
            acTables[part.ac()].ready();
        }
        JpegBlocks blocks = new JpegBlocks(bits, scan.first(), scan.last(), scan.low());
        List<JpegScan.Part> parts = scan.parts();
        JpegFrame.Component only = frame.components().get(parts.get(0).component());
        boolean single = parts.size() == 1;
        int wide = single ? only.blocksWide() : frame.unitsWide();
        int units = wide * (single ? only.blocksHigh() : frame.unitsHigh());
        Arrays.fill(dcs, 0);
        bits.begin(segment.to(), segment.dataEnd());
        for (int unit = 0; unit < units; unit++) {
            if (interval > 0 && unit > 0 && unit % interval == 0) {
                restart(unit / interval - 1, blocks, segment);
            }
            boolean decoded = single
                    ? block(scan, parts.get(0), blocks, unit / wide, unit % wide)
                    : unit(scan, blocks, unit / wide, unit % wide);
            if (!decoded) {
                throw damaged("the data break off or are wrong in unit " + (unit + 1) + " of " + units);
            }
        }
        end(units, blocks, segment);
    }

    private boolean unit(JpegScan scan, JpegBlocks blocks, int row, int column) {
        for (JpegScan.Part part : scan.parts()) {
            JpegFrame.Component component = frame.components().get(part.component());
            for (int y = 0; y < component.vertical(); y++) {
                for (int x = 0; x < component.horizontal(); x++) {
                    int blockRow = row * component.vertical() + y;
                    if (!block(scan, part, blocks, blockRow, column * component.horizontal() + x)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    private boolean block(JpegScan scan, JpegScan.Part part, JpegBlocks blocks, int row, int column) {
        JpegHuffman dc = dcTables[part.dc()];
        JpegHuffman ac = acTables[part.ac()];
        int component = part.component();
        if (coefficients == null) {
            return blocks.skip(dc, ac, dcs, component, largestDc[component], longest[component]) && !bits.exhausted();
        }
        short[] target = coefficients.of(component);
        int at = coefficients.offset(component, row, column);
        boolean decoded;
        if (!frame.progressive()) {
            decoded = blocks.sequential(dc, ac, dcs, component, target, at);
        } else if (scan.first() > 0) {
            decoded = scan.refines() ? blocks.acRefine(ac, target, at) : blocks.acFirst(ac, target, at);
        } else if (scan.refines()) {
            decoded = blocks.dcRefine(target, at);
        } else {
            decoded = blocks.dcFirst(dc, dcs, component, target, at);
        }
        return decoded && !bits.exhausted();
    }

    /** Goes to the next restart interval, behind the marker that must stand here. */
    private void restart(int number, JpegBlocks blocks, JpegStream.Segment segment) throws RefusedException {
        int marker = finish(blocks, segment);
        if (marker >= segment.dataEnd()) {
            throw damaged("restart interval " + (number + 2) + " is missing");
        }
        int found = (stream.jpeg()[marker] & 0xff) - RST0;
        if (found != number % 8) {
            throw damaged("restart marker " + found + " stands where " + number % 8 + " should");
        }
        Arrays.fill(dcs, 0);
        bits.begin(marker + 1, segment.dataEnd());
    }

    private void end(int units, JpegBlocks blocks, JpegStream.Segment segment) throws RefusedException {
        int marker = finish(blocks, segment);
        if (marker >= segment.dataEnd()) {
            return;
        }
        // Some writers put a restart marker after the last interval, too. Nothing may follow it.
        int next = interval > 0 ? (units - 1) / interval % 8 : -1;
        boolean closing = (stream.jpeg()[marker] & 0xff) - RST0 == next && marker + 1 == segment.dataEnd();
        if (!closing) {
            throw damaged("there are more restart intervals than the image has");
        }
    }

    /** Returns the offset of the second byte of the marker that ends the interval. */
    private int finish(JpegBlocks blocks, JpegStream.Segment segment) throws RefusedException {
        boolean ended = blocks.restart();
        if (!bits.finished() || !ended) {
            throw damaged("an interval holds more data than its blocks take");
        }
        int marker = bits.marker();
        while (marker < segment.dataEnd() && stream.jpeg()[marker] == (byte) 0xff) {
            marker++;
        }
        return marker;
    }

    private RefusedException damaged(String what) {
        return JpegStream.damaged(what + " (scan " + scans + ")");
    }
}
