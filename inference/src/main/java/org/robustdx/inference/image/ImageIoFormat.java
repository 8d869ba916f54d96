package org.robustdx.inference.image;

import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageReaderSpi;

/** The formats that the JDK reads, each known by its first bytes. */
enum ImageIoFormat {
    JPEG {
        @Override
        boolean matches(byte[] c) {
            return starts(c, 0xff, 0xd8, 0xff);
        }

        @Override
        Orientation orientation(byte[] content) {
            return JpegExif.orientation(content);
        }
    },
    PNG {
        @Override
        boolean matches(byte[] c) {
            return starts(c, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n');
        }

        @Override
        Orientation orientation(byte[] content) {
            return PngChunks.orientation(content);
        }

        @Override
        int significantBits(byte[] content) {
            return PngChunks.significantBits(content);
        }
    },
    TIFF {
        @Override
        boolean matches(byte[] c) {
            return starts(c, 'I', 'I', 42, 0) || starts(c, 'M', 'M', 0, 42);
        }

        @Override
        int frames(byte[] content, int most) {
            return TiffDirectories.count(content, most);
        }

        @Override
        Orientation orientation(byte[] content) {
            return Orientation.of(content, 0, content.length);
        }
    };

    // Looked up once: the registry is slow, and shared by all of the process.
    @SuppressWarnings("ImmutableEnumChecker") // a factory without state of its own
    private final ImageReaderSpi provider = jdkProvider(name());

    /** Returns whether the content begins as this format does. */
    abstract boolean matches(byte[] content);

    /** Returns the number of images in the content, counted up to {@code most + 1}. */
    int frames(byte[] content, int most) {
        return 1;
    }

    /** Returns how the stored pixels lie on the image that is meant. */
    abstract Orientation orientation(byte[] content);

    /** Returns the bits that the content declares to use of 16 stored ones, or 0. */
    int significantBits(byte[] content) {
        return 0;
    }

    /** Returns a new reader; readers are not thread-safe, their provider is. */
    ImageReader newReader() {
        try {
            return provider.createReaderInstance();
        } catch (IOException e) {
            throw new IllegalStateException("the reader of " + name() + " cannot be made", e);
        }
    }

    /** Finds the JDK's own provider: libraries on the class path may register others for the same format. */
    private static ImageReaderSpi jdkProvider(String format) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format);
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            ImageReaderSpi provider = reader.getOriginatingProvider();
            reader.dispose();
            if (provider != null
                    && "java.desktop".equals(provider.getClass().getModule().getName())) {
                return provider;
            }
        }
        throw new IllegalStateException("this Java runtime has no reader of " + format);
    }

    private static boolean starts(byte[] content, int... magic) {
        if (content.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((content[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
