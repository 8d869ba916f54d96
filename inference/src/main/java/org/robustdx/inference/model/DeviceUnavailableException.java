package org.robustdx.inference.model;

/** The device that was asked for cannot be had; the message is one line that says why. */
public final class DeviceUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Creates an exception that says why. */
    public DeviceUnavailableException(String message) {
        super(message);
    }
}
