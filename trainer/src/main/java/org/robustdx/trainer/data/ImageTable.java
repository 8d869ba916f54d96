package org.robustdx.trainer.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A table with a row of attributes for each image. One column names the image, by its file name, by its file name without extension, or by its path
 * within the data folder. The column is found by comparison with the names of the images.
 */
public final class ImageTable {
    private final String name;
    private final List<String> columns;
    private final Map<String, List<String>> rows;

    private ImageTable(String name, List<String> columns, Map<String, List<String>> rows) {
        this.name = name;
        this.columns = columns;
        this.rows = rows;
    }

    /** Returns the table that belongs to the layout of a data folder (HAM10000); empty if there is none. */
    public static Optional<Path> in(Path dir) {
        return Optional.of(dir.resolve(Ham10000Source.TABLE)).filter(Files::isRegularFile);
    }

    /**
     * Reads a CSV file with a header line.
     *
     * @param ids names of images, as {@link Dataset#id} returns them
     * @throws DataException if the file cannot be read, or no column names an image
     */
    public static ImageTable read(Path file, List<String> ids) throws DataException {
        List<String> columns = CsvTable.columns(file);
        if (columns.stream().distinct().count() != columns.size()) {
            throw new DataException(file + ": a column twice (expected: each once)");
        }
        CsvTable table = CsvTable.read(file, columns);
        Map<String, String> wanted = new HashMap<>();
        for (String id : ids) {
            names(id).forEach(alias -> wanted.putIfAbsent(alias, id));
        }
        int best = 0;
        long most = 0;
        for (int c = 0; c < columns.size(); c++) {
            int column = c;
            long found = table.rows().stream()
                    .map(row -> row.get(column))
                    .filter(wanted::containsKey)
                    .distinct()
                    .count();
            if (found > most) {
                most = found;
                best = c;
            }
        }
        if (most == 0) {
            throw new DataException(file + ": no column names an image of the data (expected: file names or paths)");
        }
        Map<String, List<String>> rows = new LinkedHashMap<>();
        for (CsvTable.Row row : table.rows()) {
            rows.putIfAbsent(row.get(best), row.values());
        }
        return new ImageTable(String.valueOf(file.getFileName()), columns, rows);
    }

    private static List<String> names(String id) {
        String file = id.substring(id.lastIndexOf('/') + 1);
        int dot = file.lastIndexOf('.');
        return List.of(id, file, dot > 0 ? file.substring(0, dot) : file);
    }

    /** Returns the name of the file. */
    public String name() {
        return name;
    }

    /** Returns the names of the columns. */
    public List<String> columns() {
        return columns;
    }

    /** Returns the value of a column for an image; empty if the image has no row, the column does not exist, or the value is blank or "unknown". */
    public Optional<String> value(String id, String column) {
        int at = columns.indexOf(column);
        return at < 0
                ? Optional.empty()
                : names(id).stream()
                        .flatMap(alias -> Optional.ofNullable(rows.get(alias)).stream())
                        .findFirst()
                        .map(values -> values.get(at))
                        .filter(value -> !value.isBlank() && !value.equalsIgnoreCase("unknown"));
    }
}
