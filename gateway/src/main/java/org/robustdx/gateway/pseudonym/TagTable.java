package org.robustdx.gateway.pseudonym;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The table of attributes, {@code tags.csv}: value representation, treatment, and the action of the basic profile. */
final class TagTable {
    private static final TagTable STANDARD = load();

    private final Map<Integer, Row> rows;

    private TagTable(Map<Integer, Row> rows) {
        this.rows = rows;
    }

    /**
     * An attribute.
     *
     * @param vr its value representation
     * @param treatment what becomes of it
     * @param profile its action in the basic profile (PS3.15, table E.1-1); a dash if the profile does not name it
     * @param name its name
     */
    record Row(int tag, String vr, Treatment treatment, String profile, String name) {}

    static TagTable standard() {
        return STANDARD;
    }

    /** Returns what becomes of an attribute; those that are not in the table are removed. */
    Treatment treatment(int tag) {
        Row row = rows.get(tag);
        return row == null ? Treatment.REMOVE : row.treatment;
    }

    /** Returns the value representation of an attribute, {@code UN} for those that are not in the table. */
    String vr(int tag) {
        Row row = rows.get(tag);
        return row == null ? "UN" : row.vr;
    }

    Collection<Row> rows() {
        return rows.values();
    }

    private static TagTable load() {
        Map<Integer, Row> rows = new TreeMap<>(Integer::compareUnsigned);
        try (InputStream in = Objects.requireNonNull(TagTable.class.getResourceAsStream("tags.csv"), "tags.csv");
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            lines.lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> {
                        String[] cells = line.split(",", 5);
                        Row row = new Row(
                                Integer.parseUnsignedInt(cells[0], 16),
                                cells[1],
                                Treatment.valueOf(cells[2]),
                                cells[3],
                                cells[4]);
                        if (rows.put(row.tag(), row) != null) {
                            throw new IllegalStateException("tags.csv: " + cells[0] + " occurs twice");
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new TagTable(rows);
    }
}
