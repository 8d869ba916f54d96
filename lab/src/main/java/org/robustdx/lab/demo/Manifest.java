package org.robustdx.lab.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.robustdx.kafka.UserException;
import org.robustdx.stream.content.ImageFolder;

/**
 * What is known of a folder's files: {@code manifest.csv} with a header row and the columns {@code file} (relative to
 * the folder), {@code attack} ({@code none}, the attack's name, {@code out-of-scope} for an image of another kind than the model's, or
 * {@code broken} for what is no image) and {@code epsilon}. Other columns are free. A file that has no row is {@link Kind#UNKNOWN}.
 */
final class Manifest {
    private final Map<String, Entry> entries;

    private Manifest(Map<String, Entry> entries) {
        this.entries = Map.copyOf(entries);
    }

    /** What a file is said to be. */
    enum Kind {
        CLEAN,
        ATTACKED,
        OUT_OF_SCOPE,
        BROKEN,
        UNKNOWN
    }

    /** One row: what the file is, and for an attacked one by which attack and how strong. */
    record Entry(Kind kind, String attack, String epsilon) {
        private static final Entry UNKNOWN = new Entry(Kind.UNKNOWN, "", "");
    }

    /** Returns the manifest of this folder, an empty one where it has none. */
    static Manifest of(Path folder) {
        Path file = folder.resolve(ImageFolder.MANIFEST);
        if (!Files.exists(file)) {
            return new Manifest(Map.of());
        }
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .setTrim(true)
                .setIgnoreEmptyLines(true)
                .get();
        try (CSVParser rows = CSVParser.parse(file, StandardCharsets.UTF_8, format)) {
            if (!rows.getHeaderNames().containsAll(List.of("file", "attack"))) {
                throw UserException.badInput("%s: columns %s (expected: file, attack and epsilon among them)"
                        .formatted(file, rows.getHeaderNames()));
            }
            Map<String, Entry> entries = new HashMap<>();
            for (CSVRecord row : rows) {
                if (!row.isConsistent()) {
                    throw UserException.badInput("%s: row %d has %d columns, the header %d"
                            .formatted(
                                    file,
                                    row.getRecordNumber(),
                                    row.size(),
                                    rows.getHeaderNames().size()));
                }
                entries.put(row.get("file").replace('\\', '/'), entry(row));
            }
            return new Manifest(entries);
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            throw UserException.badInput("%s cannot be read as CSV with a header row".formatted(file));
        }
    }

    private static Entry entry(CSVRecord row) {
        String attack = row.get("attack");
        String epsilon = row.isMapped("epsilon") ? row.get("epsilon") : "";
        return switch (attack) {
            case "none" -> new Entry(Kind.CLEAN, attack, epsilon);
            case "out-of-scope" -> new Entry(Kind.OUT_OF_SCOPE, attack, epsilon);
            case "broken" -> new Entry(Kind.BROKEN, attack, epsilon);
            case "" -> Entry.UNKNOWN;
            default -> new Entry(Kind.ATTACKED, attack, epsilon);
        };
    }

    /** Returns what is known of the file with this name within the folder. */
    Entry entry(String file) {
        return entries.getOrDefault(file, Entry.UNKNOWN);
    }
}
