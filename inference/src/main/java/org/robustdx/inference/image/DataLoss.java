package org.robustdx.inference.image;

import java.util.List;
import java.util.Locale;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.image.DecodeResult.Reason;

/** Listens for the warnings that say that pixels are missing or guessed: half an image, the rest filled with gray, must not be diagnosed. */
final class DataLoss implements IIOReadWarningListener {
    private static final List<String> SIGNS =
            List.of("premature", "truncated", "huffman", "bad data", "unexpected marker");
    /** What the JPEG reader warns of although all pixels are there. Its other warnings all speak of lost or doubtful data. */
    private static final List<String> HARMLESS = List.of(
            // The version in the JFIF header: it changes nothing.
            "warning: unknown jfif revision number",
            // A thumbnail: it is not read.
            "jfif markers not allowed in jfif jpeg thumbnail",
            // A profile: it is not applied.
            "embedded color profile is invalid",
            // An Adobe segment of an unknown kind: three components are YCbCr, as without it.
            "unknown adobe color transform code",
            // Numbers in a scan header that mean nothing in a sequential scan.
            "invalid sos parameters for sequential jpeg");

    private final boolean jpeg;
    private @Nullable String warning;

    private DataLoss(boolean jpeg) {
        this.jpeg = jpeg;
    }

    /** Returns a listener for a reader of this format. */
    static DataLoss of(ImageIoFormat format) {
        return new DataLoss(format == ImageIoFormat.JPEG);
    }

    @Override
    public void warningOccurred(ImageReader source, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        boolean loss = jpeg
                ? HARMLESS.stream().noneMatch(lower::startsWith)
                : SIGNS.stream().anyMatch(lower::contains);
        if (warning == null && loss) {
            warning = text;
        }
    }

    /** @throws RefusedException if there was such a warning */
    void check() throws RefusedException {
        if (warning != null) {
            throw new RefusedException(Reason.CORRUPT, "damaged: " + warning);
        }
    }
}
