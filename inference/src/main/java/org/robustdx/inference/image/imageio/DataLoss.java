package org.robustdx.inference.image.imageio;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadWarningListener;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.image.DecodeResult.Reason;
import org.robustdx.inference.image.RefusedException;

/**
 * Listens for reader warnings which mean that pixels are missing or guessed. A half-decoded image that the reader has filled up with grey must not
 * be diagnosed.
 */
public final class DataLoss implements IIOReadWarningListener {
    private static final List<String> SIGNS =
            List.of("premature", "truncated", "huffman", "bad data", "unexpected marker");

    private final Predicate<String> isLoss;
    private @Nullable String warning;

    private DataLoss(Predicate<String> isLoss) {
        this.isLoss = isLoss;
    }

    /** Creates a listener for a reader that also warns about harmless things: a few words tell the loss of data. */
    public static DataLoss bySigns() {
        return new DataLoss(text -> SIGNS.stream().anyMatch(text::contains));
    }

    /**
     * Creates a listener for a reader whose warnings mean lost or doubtful data, with some exceptions.
     *
     * @param harmless beginnings of the warnings without loss, in lower case
     */
    public static DataLoss unless(List<String> harmless) {
        List<String> beginnings = List.copyOf(harmless);
        return new DataLoss(text -> beginnings.stream().noneMatch(text::startsWith));
    }

    @Override
    public void warningOccurred(ImageReader source, String text) {
        if (warning == null && isLoss.test(text.toLowerCase(Locale.ROOT))) {
            warning = text;
        }
    }

    /**
     * Checks that there was no such warning.
     *
     * @throws RefusedException if there was one
     */
    public void check() throws RefusedException {
        if (warning != null) {
            throw new RefusedException(Reason.CORRUPT, "damaged: " + warning);
        }
    }
}
