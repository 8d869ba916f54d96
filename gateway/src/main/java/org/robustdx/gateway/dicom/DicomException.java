package org.robustdx.gateway.dicom;

/** The content is no DICOM file that the gateway can rewrite. The message holds no text of the content. */
public final class DicomException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean unsupported;

    private DicomException(boolean unsupported, String message) {
        super(message);
        this.unsupported = unsupported;
    }

    static DicomException malformed(String message) {
        return new DicomException(false, message);
    }

    static DicomException unsupported(String message) {
        return new DicomException(true, message);
    }

    /** Returns whether the content may be well-formed, in an encoding that is not read. */
    public boolean isUnsupported() {
        return unsupported;
    }
}
