package org.robustdx.inference.image.jpeg;

import java.util.ArrayList;
import java.util.List;
import org.robustdx.inference.image.RefusedException;

/**
 * The header of a scan (ITU-T T.81, B.2.3), checked.
 *
 * @param parts the components it holds
 * @param first first coefficient, in zigzag order; the predictor if the frame is lossless
 * @param last last coefficient
 * @param high lowest bit that an earlier scan sent, or 0 in the first scan of these coefficients
 * @param low lowest bit that this scan sends; the point transform if the frame is lossless
 */
record JpegScan(List<Part> parts, int first, int last, int high, int low) {
    private static final int MAX_LOW = 13;
    private static final int LAST = JpegCoefficients.PER_BLOCK - 1;

    /**
     * One component of a scan.
     *
     * @param component its index in the frame
     * @param dc number of its DC table
     * @param ac number of its AC table
     */
    record Part(int component, int dc, int ac) {}

    /** @throws RefusedException if the header does not fit the frame */
    static JpegScan read(byte[] jpeg, JpegStream.Segment header, JpegFrame frame) throws RefusedException {
        int at = header.from();
        int count = at < header.to() ? jpeg[at] & 0xff : 0;
        if (count < 1 || count > 4 || header.to() - at != 4 + 2 * count) {
            throw JpegStream.damaged("a scan header has the wrong length");
        }
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int tables = jpeg[at + 2 + 2 * i] & 0xff;
            int component = indexOf(jpeg[at + 1 + 2 * i] & 0xff, frame);
            boolean twice = parts.stream().anyMatch(part -> part.component() == component);
            if (component < 0 || twice || tables >> 4 > 3 || (tables & 15) > 3) {
                throw JpegStream.damaged("a scan header describes component " + (i + 1) + " wrongly");
            }
            parts.add(new Part(component, tables >> 4, tables & 15));
        }
        at += 1 + 2 * count;
        if (frame.lossless()) {
            // The predictor stands in the place of the first coefficient, the point transform in that of the low bit.
            return new JpegScan(List.copyOf(parts), jpeg[at] & 0xff, jpeg[at + 1] & 0xff, 0, jpeg[at + 2] & 15);
        }
        if (!frame.progressive()) {
            // Some writers put other numbers here. They have no meaning in a sequential scan, and readers ignore them.
            return new JpegScan(List.copyOf(parts), 0, LAST, 0, 0);
        }
        JpegScan scan = new JpegScan(
                List.copyOf(parts),
                jpeg[at] & 0xff,
                jpeg[at + 1] & 0xff,
                (jpeg[at + 2] & 0xff) >> 4,
                jpeg[at + 2] & 15);
        boolean band = scan.first == 0 ? scan.last == 0 : count == 1 && scan.last >= scan.first && scan.last <= LAST;
        if (!band || scan.low > MAX_LOW || (scan.high != 0 && scan.high != scan.low + 1)) {
            throw JpegStream.damaged("a scan header has an impossible band of coefficients");
        }
        return scan;
    }

    private static int indexOf(int id, JpegFrame frame) {
        for (int i = 0; i < frame.components().size(); i++) {
            if (frame.components().get(i).id() == id) {
                return i;
            }
        }
        return -1;
    }

    boolean refines() {
        return high != 0;
    }
}
