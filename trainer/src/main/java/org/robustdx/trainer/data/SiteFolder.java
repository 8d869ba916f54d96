package org.robustdx.trainer.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A folder of images and the site that they come from, as {@code NAME=DIR} on the command line.
 *
 * @param name of the site; may be empty for a single folder
 * @param dir folder of its images
 */
public record SiteFolder(String name, Path dir) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,39}");

    /** Checks the name. */
    public SiteFolder {
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("data: " + name + "=" + dir
                    + " (expected: NAME=DIR with a name of 1 to 40 letters, digits, -, _ and ., the first of them a"
                    + " letter or a digit; a folder with = in its name as ./DIR)");
        }
        if (dir.toString().isEmpty()) {
            throw new IllegalArgumentException("data: " + name + "= (expected: NAME=DIR with a folder)");
        }
    }

    /**
     * Returns the folder that a text names: {@code NAME=DIR}, or {@code DIR} without a name. The text before the first {@code =} is a name, unless it
     * contains a path separator.
     *
     * @throws IllegalArgumentException if the name is not valid
     */
    public static SiteFolder parse(String text) {
        int equals = text.indexOf('=');
        boolean named = equals >= 0 && text.substring(0, equals).chars().noneMatch(c -> c == '/' || c == '\\');
        if (named && equals == 0) {
            throw new IllegalArgumentException("data: " + text + " (expected: NAME=DIR, or a folder)");
        }
        return named
                ? new SiteFolder(text.substring(0, equals), Path.of(text.substring(equals + 1)))
                : new SiteFolder("", Path.of(text));
    }

    /**
     * Returns the folders that texts name, sorted by the names of their sites, so that the order on the command line does not matter.
     *
     * @throws IllegalArgumentException if a name is not valid, is given twice or is missing beside others, or a folder is given twice
     */
    public static List<SiteFolder> parseAll(List<String> texts) {
        List<SiteFolder> folders = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<Path> dirs = new HashSet<>();
        for (String text : texts) {
            SiteFolder folder = parse(text);
            if (folder.name().isEmpty() && texts.size() > 1) {
                throw new IllegalArgumentException(
                        "data: " + text + " (expected: NAME=DIR, as there are several sites)");
            }
            // Reports are written to folders of these names, and some file systems do not tell upper from lower case.
            if (!names.add(folder.name().toLowerCase(Locale.ROOT))) {
                throw new IllegalArgumentException("data: " + text + " (expected: each site once)");
            }
            if (!dirs.add(folder.dir().toAbsolutePath().normalize())) {
                throw new IllegalArgumentException("data: " + text + " (expected: each folder once)");
            }
            folders.add(folder);
        }
        folders.sort(Comparator.comparing(SiteFolder::name));
        return List.copyOf(folders);
    }

    /** Returns the text that {@link #parse} reads. */
    @Override
    public String toString() {
        return name.isEmpty() ? dir.toString() : name + "=" + dir;
    }
}
