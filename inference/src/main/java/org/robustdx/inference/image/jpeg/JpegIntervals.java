package org.robustdx.inference.image.jpeg;

import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;

/** The restart intervals of one scan (ITU-T T.81, E.1.4). Each must hold exactly its units, and the restart markers must be in sequence. */
final class JpegIntervals {
    private static final int RST0 = 0xd0;

    private final byte[] jpeg;
    private final JpegBits bits;
    private final JpegStream.Segment segment;
    private final int interval;
    private final int scan;

    /**
     * Begins the first interval of a scan.
     *
     * @param segment the scan
     * @param interval units of an interval, 0 if the scan is one interval
     * @param scan number of the scan, for messages
     */
    JpegIntervals(byte[] jpeg, JpegBits bits, JpegStream.Segment segment, int interval, int scan) {
        this.jpeg = jpeg;
        this.bits = bits;
        this.segment = segment;
        this.interval = interval;
        this.scan = scan;
        bits.begin(segment.to(), segment.dataEnd());
    }

    /** Returns whether a unit is the first one of an interval that follows another. */
    boolean startsAt(int unit) {
        return interval > 0 && unit > 0 && unit % interval == 0;
    }

    /** Moves to the interval that begins with a unit, behind the marker that must stand here. */
    void next(int unit) throws RefusedException {
        int number = unit / interval - 1;
        int marker = finish();
        if (marker >= segment.dataEnd()) {
            throw damaged("restart interval " + (number + 2) + " is missing");
        }
        int found = (jpeg[marker] & 0xff) - RST0;
        if (found != number % 8) {
            throw damaged("restart marker " + found + " stands where " + number % 8 + " should");
        }
        bits.begin(marker + 1, segment.dataEnd());
    }

    /** Ends the last interval. */
    void end(int units) throws RefusedException {
        int marker = finish();
        if (marker >= segment.dataEnd()) {
            return;
        }
        // Some writers put a restart marker after the last interval, too. Nothing may follow it.
        int next = interval > 0 ? (units - 1) / interval % 8 : -1;
        boolean closing = (jpeg[marker] & 0xff) - RST0 == next && marker + 1 == segment.dataEnd();
        if (!closing) {
            throw damaged("there are more restart intervals than the image has");
        }
    }

    /** Returns the offset of the second byte of the marker that ends the interval. */
    private int finish() throws RefusedException {
        if (!bits.finished()) {
            throw tooMuch();
        }
        int marker = bits.marker();
        while (marker < segment.dataEnd() && jpeg[marker] == (byte) 0xff) {
            marker++;
        }
        return marker;
    }

    RefusedException tooMuch() {
        return damaged("an interval holds more data than its blocks take");
    }

    RefusedException brokenOff(int unit, int units) {
        return damaged("the data break off or are wrong in unit " + (unit + 1) + " of " + units);
    }

    private RefusedException damaged(String what) {
        return JpegStream.damaged(what + " (scan " + scan + ")");
    }

    /**
     * Stops the decoder if its thread is interrupted.
     *
     * @throws RefusedException with {@link Reason#TIMEOUT} if it is
     */
    static void checkWanted() throws RefusedException {
        if (Thread.currentThread().isInterrupted()) {
            throw new RefusedException(Reason.TIMEOUT, "decoding was interrupted");
        }
    }
}
