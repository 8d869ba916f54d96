package org.robustdx.inference.image;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/** The files that Windows and macOS leave in folders of images: thumbnails, folder settings, resource forks. They are not images. */
public final class SystemFiles {
    private static final Set<String> NAMES =
            Set.of("thumbs.db", "ehthumbs.db", "desktop.ini", ".ds_store", "__macosx", ".spotlight-v100", ".trashes");

    private SystemFiles() {}

    /** Returns whether this path, or a folder on its way, is one of them; the case of letters does not matter. */
    public static boolean contain(Path path) {
        for (Path part : path) {
            String name = part.toString().toLowerCase(Locale.ROOT);
            if (NAMES.contains(name) || name.startsWith("._")) {
                return true;
            }
        }
        return false;
    }
}
