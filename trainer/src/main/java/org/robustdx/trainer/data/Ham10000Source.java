package org.robustdx.trainer.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The layout of HAM10000 (Tschandl et al., 2018): a table of {@code lesion_id,image_id,dx,...}, with the images in {@code images/}, in {@code
 * HAM10000_images_part_1/} and {@code _2/}, or beside the table. The class is {@code dx}, the group is the lesion. Classes are those of the seven
 * that occur in the table, sorted.
 */
public final class Ham10000Source implements ImageSource {
    static final String TABLE = "HAM10000_metadata.csv";

    private static final Set<String> KNOWN = Set.of("akiec", "bcc", "bkl", "df", "mel", "nv", "vasc");
    private static final List<String> FOLDERS =
            List.of("images", "HAM10000_images_part_1", "HAM10000_images_part_2", "");
    private static final Set<String> EXTENSIONS = Set.of("jpg", "jpeg", "png", "bmp", "tif", "tiff");

    @Override
    public boolean accepts(Path dir) {
        return Files.isRegularFile(dir.resolve(TABLE));
    }

    private record Entry(String image, String lesion, String dx, String where) {}

    @Override
    public ImageListing list(Path dir) throws DataException {
        CsvTable table = CsvTable.read(dir.resolve(TABLE), List.of("lesion_id", "image_id", "dx"));
        List<BadItem> bad = new ArrayList<>(table.bad());
        Map<String, Path> files = images(dir);
        Map<String, Entry> entries = new HashMap<>();
        for (CsvTable.Row row : table.rows()) {
            String lesion = row.get(0);
            String image = row.get(1);
            String dx = row.get(2).toLowerCase(Locale.ROOT);
            String where = table.where(row);
            if (lesion.isEmpty() || image.isEmpty()) {
                bad.add(new BadItem(where, "no lesion_id or image_id"));
            } else if (!KNOWN.contains(dx)) {
                bad.add(new BadItem(
                        where, "unknown class in dx (expected: " + String.join(", ", new TreeSet<>(KNOWN)) + ")"));
            } else if (!files.containsKey(image)) {
                bad.add(new BadItem(where, "its image file is missing"));
            } else if (entries.putIfAbsent(image, new Entry(image, lesion, dx, where)) != null) {
                bad.add(new BadItem(where, "repeats the image_id of an earlier row"));
            }
        }
        if (entries.isEmpty()) {
            throw new DataException(
                    dir.resolve(TABLE) + ": no usable row" + (bad.isEmpty() ? "" : "; first: " + bad.get(0)));
        }
        List<String> classes =
                entries.values().stream().map(Entry::dx).distinct().sorted().toList();
        List<Sample> samples = new ArrayList<>();
        for (Entry e : entries.values().stream()
                .sorted(Comparator.comparing(Entry::image))
                .toList()) {
            Path file = files.get(e.image());
            if (file != null) {
                String id = dir.relativize(file).toString().replace('\\', '/');
                samples.add(new Sample(id, file, classes.indexOf(e.dx()), e.lesion(), e.where()));
            }
        }
        return new ImageListing(classes, samples, bad);
    }

    /** Returns the images by name without extension. The lookup prevents the table from referring to files outside its folder. */
    private static Map<String, Path> images(Path dir) throws DataException {
        Map<String, Path> files = new HashMap<>();
        for (String name : FOLDERS) {
            Path folder = name.isEmpty() ? dir : dir.resolve(name);
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (Stream<Path> entries = Files.list(folder)) {
                entries.sorted().forEach(file -> {
                    String fileName = file.getFileName().toString();
                    int dot = fileName.lastIndexOf('.');
                    if (dot > 0
                            && EXTENSIONS.contains(fileName.substring(dot + 1).toLowerCase(Locale.ROOT))) {
                        files.putIfAbsent(fileName.substring(0, dot), file);
                    }
                });
            } catch (IOException e) {
                throw new DataException(folder + ": cannot be listed: " + e.getMessage(), e);
            }
        }
        return files;
    }
}
