package org.robustdx.inference.image;

/** Carries a {@link DecodeResult.Refused} to {@link ImageDecoder#decode}, which never throws it. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int MAX_MESSAGE = 240;

    private final DecodeResult.Reason reason;

    /** Creates a refusal; the message is brought to one line. */
    public RefusedException(DecodeResult.Reason reason, String message) {
        // No stack trace: it is a value that travels, and hostile input must not make it dear.
        super(oneLine(message), null, false, false);
        this.reason = reason;
    }

    /** Returns the refusal as a result. */
    public DecodeResult.Refused toResult(String format) {
        return new DecodeResult.Refused(reason, format + ": " + getMessage());
    }

    private static String oneLine(String message) {
        StringBuilder line = new StringBuilder(Math.min(message.length(), MAX_MESSAGE));
        for (int i = 0; i < message.length() && line.length() < MAX_MESSAGE; i++) {
            char c = message.charAt(i);
            // Control and other unprintable characters could forge log lines.
            line.append(c < ' ' || c >= 0x7f ? ' ' : c);
        }
        return line.toString();
    }
}
