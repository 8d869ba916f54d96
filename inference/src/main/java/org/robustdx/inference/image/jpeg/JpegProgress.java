package org.robustdx.inference.image.jpeg;

import java.util.Arrays;
import org.robustdx.inference.image.RefusedException;

/** Tracks which bits of which coefficients the scans have sent. Each bit is sent once, high bits before low bits (ITU-T T.81, G.1.1). */
final class JpegProgress {
    private static final int NOT_SENT = -1;

    /** By component and coefficient in zigzag order: the lowest bit that was sent. */
    private final int[][] low;

    JpegProgress(JpegFrame frame) {
        low = new int[frame.components().size()][JpegCoefficients.PER_BLOCK];
        for (int[] component : low) {
            Arrays.fill(component, NOT_SENT);
        }
    }

    /**
     * Records a scan of one component.
     *
     * @throws RefusedException if it sends bits a second time, or refines coefficients that were not sent
     */
    void send(int component, JpegScan scan) throws RefusedException {
        int[] sent = low[component];
        boolean acBeforeDc = scan.first() > 0 && sent[0] == NOT_SENT;
        for (int k = scan.first(); k <= scan.last(); k++) {
            if (acBeforeDc || sent[k] != (scan.refines() ? scan.high() : NOT_SENT)) {
                throw JpegStream.damaged("a scan is missing, or stands twice (component " + (component + 1)
                        + ", coefficient " + k + ")");
            }
            sent[k] = scan.low();
        }
    }

    /** @throws RefusedException if a coefficient was not sent to its last bit */
    void checkComplete() throws RefusedException {
        for (int component = 0; component < low.length; component++) {
            for (int k = 0; k < JpegCoefficients.PER_BLOCK; k++) {
                if (low[component][k] != 0) {
                    throw JpegStream.damaged(
                            "the last scans are missing (component " + (component + 1) + ", coefficient " + k + ")");
                }
            }
        }
    }
}
