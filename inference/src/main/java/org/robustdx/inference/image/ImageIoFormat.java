package org.robustdx.inference.image;

import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/** The formats that the JDK reads, each known by its first bytes. */
enum ImageIoFormat {
    JPEG {
        @Override
        boolean matches(byte[] c) {
            return starts(c, 0xff, 0xd8, 0xff);
        }
    },
    PNG {
        @Override
        boolean matches(byte[] c) {
            return starts(c, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n');
        }
    },
    BMP {
        @Override
        boolean matches(byte[] c) {
            // "BM" alone is too little to go by: the size of the information header is one of a few.
            return starts(c, 'B', 'M')
                    && c.length > 18
                    && isHeaderSize(c[14] & 0xff)
                    && c[15] == 0
                    && c[16] == 0
                    && c[17] == 0;
        }

        private boolean isHeaderSize(int size) {
            return size == 12 || size == 40 || size == 52 || size == 56 || size == 64 || size == 108 || size == 124;
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
    };

    /** Returns whether the content begins as this format does. */
    abstract boolean matches(byte[] content);

    /** Returns the number of images in the content, counted up to {@code most + 1}. */
    int frames(byte[] content, int most) {
        return 1;
    }

    /** Returns a new reader, the JDK's own: libraries on the class path may register others for the same format. */
    ImageReader newReader() {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(name());
        while (readers.hasNext()) {
            ImageReader reader = readers.next();
            if ("java.desktop".equals(reader.getClass().getModule().getName())) {
                return reader;
            }
            reader.dispose();
        }
        throw new IllegalStateException("this Java runtime has no reader of " + name());
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
