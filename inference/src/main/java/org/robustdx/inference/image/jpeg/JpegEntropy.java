package org.robustdx.inference.image.jpeg;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.image.RefusedException;

/**
 * Decodes the entropy-coded data of a DCT-coded JPEG stream (ITU-T T.81, annexes E, F and G) and detects lost data. Other decoders fill in missing data,
 * often without an error. Here, each restart interval must hold exactly its blocks, and the restart markers must be in sequence.
 */
final class JpegEntropy {
    /** Takes the blocks of an image, each once. */
    interface Blocks {
        /** A sink for a stream that is only checked. */
        Blocks NONE = (component, row, column, block, last) -> {};

        /**
         * Takes a block.
         *
         * @param block its coefficients, row by row, multiplied by their steps; valid during the call only
         * @param last index of the last coefficient that is not zero, in zigzag order
         */
        void put(int component, int row, int column, int[] block, int last);
    }

    private final JpegStream stream;
    private final JpegFrame frame;
    /** All coefficients of a progressive stream: a block is complete after the last scan only. */
    private final @Nullable JpegCoefficients coefficients;

    private final Blocks sink;
    private final JpegBits bits;
    private final JpegProgress progress;
    private final JpegTables tables = new JpegTables();
    private final JpegBlocks.Scale[] scales;
    private final int[] block = new int[JpegCoefficients.PER_BLOCK];
    private final int[] dcs;
    private int interval;
    private int scans;

    private JpegEntropy(JpegStream stream, Blocks sink) throws RefusedException {
        this.stream = stream;
        this.sink = sink;
        frame = stream.frame();
        coefficients = frame.progressive() ? new JpegCoefficients(frame) : null;
        bits = new JpegBits(stream.jpeg());
        progress = new JpegProgress(frame);
        dcs = new int[frame.components().size()];
        scales = Arrays.stream(JpegQuantization.of(stream))
                .map(JpegBlocks.Scale::of)
                .toArray(JpegBlocks.Scale[]::new);
    }

    /**
     * Decodes all blocks of a stream.
     *
     * @throws RefusedException if blocks are missing
     */
    static void decode(JpegStream stream, Blocks sink) throws RefusedException {
        new JpegEntropy(stream, sink).run();
    }

    /** Checks that the data can fill the memory that the header's size claims: each block has at least one bit of DC. */
    static void checkLengths(JpegStream stream) throws RefusedException {
        long blocks = 0;
        for (JpegFrame.Component component : stream.frame().components()) {
            blocks += (long) component.blocksWide() * component.blocksHigh();
        }
        stream.checkBits(blocks, "blocks");
    }

    private void run() throws RefusedException {
        byte[] jpeg = stream.jpeg();
        for (JpegStream.Segment segment : stream.segments()) {
            switch (segment.marker()) {
                case JpegStream.DHT -> tables.read(jpeg, segment);
                case JpegStream.DRI -> interval = JpegStream.unsigned16(jpeg, segment.from());
                case JpegStream.SOS -> scan(segment);
                default -> {
                    // The others do not change how the data are coded.
                }
            }
        }
        progress.checkComplete();
        if (coefficients != null) {
            deliver(coefficients);
        }
    }

    private void scan(JpegStream.Segment segment) throws RefusedException {
        scans++;
        JpegScan scan = JpegScan.read(stream.jpeg(), segment, frame);
        for (JpegScan.Part part : scan.parts()) {
            progress.send(part.component(), scan);
        }
        for (JpegScan.Part part : scan.parts()) {
            tables.dc(part.dc());
            tables.ac(part.ac());
        }
        JpegBlocks blocks = new JpegBlocks(bits, scan, frame.precision());
        List<JpegScan.Part> parts = scan.parts();
        JpegFrame.Component only = frame.components().get(parts.get(0).component());
        boolean single = parts.size() == 1;
        int wide = single ? only.blocksWide() : frame.unitsWide();
        int units = wide * (single ? only.blocksHigh() : frame.unitsHigh());
        Arrays.fill(dcs, 0);
        JpegIntervals intervals = new JpegIntervals(stream.jpeg(), bits, segment, interval, scans);
        for (int unit = 0; unit < units; unit++) {
            if (unit % wide == 0) {
                JpegIntervals.checkWanted();
            }
            if (intervals.startsAt(unit)) {
                restart(blocks, intervals);
                intervals.next(unit);
            }
            boolean decoded = single
                    ? block(scan, parts.get(0), blocks, unit / wide, unit % wide)
                    : unit(scan, blocks, unit / wide, unit % wide);
            if (!decoded) {
                throw intervals.brokenOff(unit, units);
            }
        }
        restart(blocks, intervals);
        intervals.end(units);
    }

    private void restart(JpegBlocks blocks, JpegIntervals intervals) throws RefusedException {
        if (!blocks.restart()) {
            throw intervals.tooMuch();
        }
        Arrays.fill(dcs, 0);
    }

    private boolean unit(JpegScan scan, JpegBlocks blocks, int row, int column) throws RefusedException {
        List<JpegScan.Part> parts = scan.parts();
        for (int i = 0; i < parts.size(); i++) {
            JpegScan.Part part = parts.get(i);
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

    private boolean block(JpegScan scan, JpegScan.Part part, JpegBlocks blocks, int row, int column)
            throws RefusedException {
        JpegHuffman dc = tables.dc(part.dc());
        JpegHuffman ac = tables.ac(part.ac());
        int component = part.component();
        if (coefficients == null) {
            int last = blocks.sequential(dc, ac, dcs, component, scales[component], block);
            if (last < 0 || bits.exhausted()) {
                return false;
            }
            put(component, row, column, last);
            return true;
        }
        short[] target = coefficients.of(component);
        int at = coefficients.offset(component, row, column);
        boolean decoded;
        if (scan.first() > 0) {
            decoded = scan.refines() ? blocks.acRefine(ac, target, at) : blocks.acFirst(ac, target, at);
        } else if (scan.refines()) {
            decoded = blocks.dcRefine(target, at);
        } else {
            decoded = blocks.dcFirst(dc, dcs, component, target, at);
        }
        return decoded && !bits.exhausted();
    }

    private void put(int component, int row, int column, int last) {
        sink.put(component, row, column, block, last);
        if (last == 0) {
            block[0] = 0;
        } else {
            Arrays.fill(block, 0);
        }
    }

    /** Passes the blocks of a progressive stream on. */
    private void deliver(JpegCoefficients all) throws RefusedException {
        JpegQuantization[] quantization = JpegQuantization.of(stream);
        for (int c = 0; c < scales.length; c++) {
            JpegFrame.Component component = frame.components().get(c);
            int[] steps = quantization[c].steps();
            short[] values = all.of(c);
            for (int row = 0; row < component.blocksHigh(); row++) {
                JpegIntervals.checkWanted();
                for (int column = 0; column < component.blocksWide(); column++) {
                    int at = all.offset(c, row, column);
                    int last = 0;
                    for (int k = 0; k < JpegCoefficients.PER_BLOCK; k++) {
                        int value = values[at + k];
                        if (value != 0) {
                            if (Math.abs(value) > quantization[c].largest(k)) {
                                throw JpegStream.damaged("a coefficient is larger than any image makes it");
                            }
                            block[JpegCoefficients.NATURAL[k]] = value * steps[k];
                            last = k;
                        }
                    }
                    put(c, row, column, last);
                }
            }
        }
    }
}
