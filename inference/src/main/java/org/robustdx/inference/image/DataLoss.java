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

    private @Nullable String warning;

    @Override
    public void warningOccurred(ImageReader source, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (warning == null && SIGNS.stream().anyMatch(lower::contains)) {
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
