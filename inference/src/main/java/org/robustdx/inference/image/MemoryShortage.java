package org.robustdx.inference.image;

import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.DecodeResult.Refused;

/** Recognises an out-of-memory error, also if a library has wrapped it into its own exception. */
public final class MemoryShortage {
    /** Chains of causes are short; one that is longer than this is taken for a cycle. */
    private static final int LONGEST_CHAIN = 64;

    private MemoryShortage() {}

    /** Returns whether this is an {@link OutOfMemoryError}, or follows from one. */
    public static boolean causes(Throwable thrown) {
        Throwable e = thrown;
        for (int i = 0; e != null && i < LONGEST_CHAIN; i++) {
            if (e instanceof OutOfMemoryError) {
                return true;
            }
            e = e.getCause();
        }
        return false;
    }

    /**
     * Does nothing unless the heap ran out.
     *
     * @throws RefusedException with {@link Reason#MEMORY} if it did
     */
    public static void check(Throwable thrown) throws RefusedException {
        if (causes(thrown)) {
            throw new RefusedException(Reason.MEMORY, message());
        }
    }

    /** Returns the refusal of an image for which the heap is too small. */
    public static Refused refusal(String format) {
        return new Refused(Reason.MEMORY, format + ": " + message());
    }

    private static String message() {
        return "this process has too little memory to decode the image (heap: "
                + (Runtime.getRuntime().maxMemory() >> 20) + " MiB)";
    }
}
