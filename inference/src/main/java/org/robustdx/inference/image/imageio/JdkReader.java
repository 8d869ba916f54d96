package org.robustdx.inference.image.imageio;

import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageReaderSpi;

/**
 * The JDK's own ImageIO reader of one format. Libraries on the class path may register other readers of the same format; this class never returns
 * them. Thread-safe.
 */
public final class JdkReader {
    private final String format;
    private final ImageReaderSpi provider;

    private JdkReader(String format, ImageReaderSpi provider) {
        this.format = format;
        this.provider = provider;
    }

    /**
     * Finds the reader of a format. The lookup is slow and locks a registry of the process: keep the result.
     *
     * @param format ImageIO's name of the format, such as {@code PNG}
     * @throws IllegalStateException if this Java runtime has no such reader
     */
    public static JdkReader of(String format) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            ImageReaderSpi provider = reader.getOriginatingProvider();
            reader.dispose();
            if (provider != null
                    && "java.desktop".equals(provider.getClass().getModule().getName())) {
                return new JdkReader(format, provider);
            }
        }
        throw new IllegalStateException("this Java runtime has no reader of " + format);
    }

    /** Returns a new reader. Readers are not thread-safe. */
    public ImageReader newReader() {
        try {
            return provider.createReaderInstance();
        } catch (IOException e) {
            throw new IllegalStateException("the reader of " + format + " cannot be created", e);
        }
    }
}
