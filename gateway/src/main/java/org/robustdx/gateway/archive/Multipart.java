package org.robustdx.gateway.archive;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bodies of type {@code multipart/related} (RFC 2387) as DICOMweb uses them. */
public final class Multipart {
    /** Media type of a part that is a DICOM file. */
    public static final String DICOM = "application/dicom";

    private static final String BOUNDARY = "robustdx-gateway-part-5d2f0c9a7e";
    private static final Pattern PARAMETER =
            Pattern.compile(";\\s*boundary\\s*=\\s*(?:\"([^\"]{1,70})\"|([^\\s;\"]{1,70}))", Pattern.CASE_INSENSITIVE);
    private static final int MAX_HEADER_BYTES = 8 << 10;

    private Multipart() {}

    /** The body breaks the rules, or ends too early. */
    public static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        private MalformedException(String message) {
            super(message);
        }
    }

    /** Returns the boundary in a content type, if it is {@code multipart/related} with one. */
    public static Optional<String> boundary(String contentType) {
        if (!contentType.toLowerCase(Locale.ROOT).startsWith("multipart/related")) {
            return Optional.empty();
        }
        Matcher found = PARAMETER.matcher(contentType);
        return found.find()
                ? Optional.of(found.group(1) == null ? String.valueOf(found.group(2)) : found.group(1))
                : Optional.empty();
    }

    /**
     * Returns the contents of the parts.
     *
     * @param maxParts most parts
     * @param maxPartBytes maximum size of each part
     * @throws MalformedException if the body breaks the rules, a limit is exceeded, or the closing delimiter is missing
     */
    public static List<byte[]> parts(byte[] body, String boundary, int maxParts, long maxPartBytes)
            throws MalformedException {
        byte[] delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        List<byte[]> parts = new ArrayList<>();
        int at = startsWith(body, 0, delimiter, 2) ? delimiter.length - 2 : after(body, 0, delimiter);
        while (true) {
            if (at + 2 <= body.length && body[at] == '-' && body[at + 1] == '-') {
                return parts;
            }
            if (at + 2 > body.length || body[at] != '\r' || body[at + 1] != '\n') {
                throw new MalformedException("a delimiter is followed by something else than a line break");
            }
            if (parts.size() == maxParts) {
                throw new MalformedException("more than %d parts".formatted(maxParts));
            }
            int content = contentStart(body, at);
            int end = indexOf(body, content, delimiter, 0);
            if (end < 0) {
                throw new MalformedException("the closing delimiter is missing");
            }
            if (end - content > maxPartBytes) {
                throw new MalformedException("a part of more than %d bytes".formatted(maxPartBytes));
            }
            byte[] part = new byte[end - content];
            System.arraycopy(body, content, part, 0, part.length);
            parts.add(part);
            at = end + delimiter.length;
        }
    }

    private static int contentStart(byte[] body, int from) throws MalformedException {
        byte[] blank = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        int end = indexOf(body, from, blank, 0);
        if (end < 0 || end - from > MAX_HEADER_BYTES) {
            throw new MalformedException(
                    "the headers of a part have no end within %d bytes".formatted(MAX_HEADER_BYTES));
        }
        return end + blank.length;
    }

    private static int after(byte[] body, int from, byte[] delimiter) throws MalformedException {
        int found = indexOf(body, from, delimiter, 0);
        if (found < 0) {
            throw new MalformedException("no delimiter");
        }
        return found + delimiter.length;
    }

    private static int indexOf(byte[] body, int from, byte[] sought, int skipped) {
        for (int i = from; i <= body.length - sought.length + skipped; i++) {
            if (startsWith(body, i, sought, skipped)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean startsWith(byte[] body, int at, byte[] sought, int skipped) {
        if (at + sought.length - skipped > body.length) {
            return false;
        }
        for (int i = skipped; i < sought.length; i++) {
            if (body[at + i - skipped] != sought[i]) {
                return false;
            }
        }
        return true;
    }

    /** Returns DICOM files as one body. */
    public static HttpCalls.Body of(List<byte[]> files) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        String boundary = BOUNDARY;
        for (byte[] file : files) {
            body.writeBytes(
                    ("--" + boundary + "\r\nContent-Type: " + DICOM + "\r\nContent-Length: " + file.length + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            body.writeBytes(file);
            body.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        body.writeBytes(("--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII));
        return new HttpCalls.Body(
                body.toByteArray(), "multipart/related; type=\"" + DICOM + "\"; boundary=" + boundary);
    }
}
