package org.robustdx.inference.image.jpeg;

import java.util.List;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;

/** Decodes lossless, Huffman-coded JPEG (ITU-T T.81, annex H): each sample is a prediction from its neighbours plus a coded difference. */
final class JpegLossless {
    private static final int PREDICTORS = 7;
    /** A difference of this many bits has no bits: it is 32,768. */
    private static final int WHOLE = 16;

    private static final int MASK = 0xffff;

    private final JpegStream stream;
    private final JpegFrame frame;
    private final int components;
    private final int[] samples;
    private final boolean[] sent;
    private final JpegBits bits;
    private final JpegTables tables = new JpegTables();
    private int interval;
    private int scans;

    private JpegLossless(JpegStream stream) {
        this.stream = stream;
        frame = stream.frame();
        components = frame.components().size();
        samples = new int[Math.multiplyExact(Math.multiplyExact(frame.width(), frame.height()), components)];
        sent = new boolean[components];
        bits = new JpegBits(stream.jpeg());
    }

    /**
     * Returns the samples, those of a pixel together.
     *
     * @throws RefusedException if data are lost, or the components have different sizes
     */
    static int[] decode(JpegStream stream) throws RefusedException {
        JpegFrame frame = stream.frame();
        for (JpegFrame.Component component : frame.components()) {
            if (component.horizontal() != frame.widest() || component.vertical() != frame.highest()) {
                throw new RefusedException(
                        Reason.UNSUPPORTED, "lossless JPEG with components of different sizes is not supported");
            }
        }
        // Each sample has at least one bit, so no memory is allocated for a size that is only claimed.
        stream.checkBits(
                (long) frame.width() * frame.height() * frame.components().size(), "samples");
        JpegLossless decoder = new JpegLossless(stream);
        decoder.run();
        return decoder.samples;
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
        for (int c = 0; c < components; c++) {
            if (!sent[c]) {
                throw JpegStream.damaged("component " + (c + 1) + " is in no scan");
            }
        }
    }

    private void scan(JpegStream.Segment segment) throws RefusedException {
        scans++;
        JpegScan scan = JpegScan.read(stream.jpeg(), segment, frame);
        int predictor = scan.first();
        int shift = scan.low();
        if (predictor < 1 || predictor > PREDICTORS || shift >= frame.precision()) {
            throw JpegStream.damaged(
                    "a scan header has predictor " + predictor + " and point transform " + shift + ", which cannot be");
        }
        List<JpegScan.Part> parts = scan.parts();
        JpegHuffman[] codes = new JpegHuffman[parts.size()];
        int[] offsets = new int[parts.size()];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = tables.dc(parts.get(i).dc());
            offsets[i] = parts.get(i).component();
            if (sent[offsets[i]]) {
                throw JpegStream.damaged("component " + (offsets[i] + 1) + " is in two scans");
            }
            sent[offsets[i]] = true;
        }
        int width = frame.width();
        if (interval % width != 0) {
            throw JpegStream.damaged("a restart interval of " + interval + " samples is not one of whole rows");
        }
        JpegIntervals intervals = new JpegIntervals(stream.jpeg(), bits, segment, interval, scans);
        int units = width * frame.height();
        boolean first = true;
        for (int y = 0; y < frame.height(); y++) {
            JpegIntervals.checkWanted();
            if (intervals.startsAt(y * width)) {
                intervals.next(y * width);
                first = true;
            }
            int broken = row(y, first, predictor, 1 << (frame.precision() - shift - 1), codes, offsets);
            if (broken >= 0) {
                throw intervals.brokenOff(y * width + broken, units);
            }
            first = false;
        }
        intervals.end(units);
        if (shift > 0) {
            for (int offset : offsets) {
                for (int i = offset; i < samples.length; i += components) {
                    samples[i] <<= shift;
                }
            }
        }
    }

    /**
     * Decodes a row, and returns the index of a sample that is wrong, or -1.
     *
     * @param first whether the row is the first one of an interval, which is predicted without the row above
     * @param start the prediction of the first sample of all
     */
    private int row(int y, boolean first, int predictor, int start, JpegHuffman[] codes, int[] offsets) {
        int stride = frame.width() * components;
        int at = y * stride;
        for (int x = 0; x < frame.width(); x++, at += components) {
            for (int i = 0; i < codes.length; i++) {
                int here = at + offsets[i];
                int prediction;
                if (first) {
                    prediction = x == 0 ? start : samples[here - components];
                } else if (x == 0) {
                    prediction = samples[here - stride];
                } else {
                    prediction = predict(
                            predictor,
                            samples[here - components],
                            samples[here - stride],
                            samples[here - stride - components]);
                }
                int length = bits.symbol(codes[i]);
                if (length < 0 || length > WHOLE) {
                    return x;
                }
                int difference = length == WHOLE ? 1 << (WHOLE - 1) : bits.value(length);
                if (bits.exhausted()) {
                    return x;
                }
                samples[here] = (prediction + difference) & MASK;
            }
        }
        return -1;
    }

    /** Predicts a sample from the one to its left, the one above, and the one above that to its left (T.81, table H.1). */
    private static int predict(int predictor, int left, int above, int aboveLeft) {
        return switch (predictor) {
            case 1 -> left;
            case 2 -> above;
            case 3 -> aboveLeft;
            case 4 -> left + above - aboveLeft;
            case 5 -> left + ((above - aboveLeft) >> 1);
            case 6 -> above + ((left - aboveLeft) >> 1);
            default -> (left + above) >> 1;
        };
    }
}
