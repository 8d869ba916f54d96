package org.robustdx.trainer.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * A table of image labels with a header line. It is parsed line by line, so that an open quote or a missing field affects only its own row. Fields
 * cannot contain line breaks.
 */
final class CsvTable {
    private static final int MAX_LINE = 64 * 1024;

    /** Names that are safe in a path, so that a table cannot refer to files outside its folder. */
    private static final Pattern SAFE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,199}");

    private final String name;
    private final List<Row> rows;
    private final List<BadItem> bad;

    private CsvTable(String name, List<Row> rows, List<BadItem> bad) {
        this.name = name;
        this.rows = rows;
        this.bad = bad;
    }

    /** One row: the trimmed values of the required columns, in the requested order. */
    record Row(int line, List<String> values) {
        String get(int column) {
            return values.get(column);
        }
    }

    /** Returns the names of all columns. */
    static List<String> columns(Path file) throws DataException {
        try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            String line = in.readLine();
            List<String> header = line == null ? null : fields(withoutMark(line));
            if (header == null) {
                throw new DataException(file + ": no header line");
            }
            return header;
        } catch (IOException e) {
            throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /** Reads the named columns of {@code file}. Rows of the wrong shape are in {@link #bad()}. */
    static CsvTable read(Path file, List<String> columns) throws DataException {
        String name = String.valueOf(file.getFileName());
        List<Row> rows = new ArrayList<>();
        List<BadItem> bad = new ArrayList<>();
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
            String headerLine = in.readLine();
            List<String> header = headerLine == null ? null : fields(withoutMark(headerLine));
            if (header == null) {
                throw new DataException(file + ": no header line (expected: " + String.join(",", columns) + ")");
            }
            List<Integer> places = new ArrayList<>();
            for (String column : columns) {
                int at = header.indexOf(column);
                if (at < 0 && header.size() == 1 && headerLine.indexOf(';') >= 0) {
                    throw new DataException(file + ": fields are separated by ';' (expected: ',')");
                }
                if (at < 0) {
                    throw new DataException(
                            file + ": no column " + column + " (expected: " + String.join(",", columns) + ")");
                }
                places.add(at);
            }
            int line = 1;
            for (String text = in.readLine(); text != null; text = in.readLine()) {
                line++;
                if (text.isBlank()) {
                    continue;
                }
                List<String> fields = text.length() > MAX_LINE ? null : fields(text);
                if (fields == null) {
                    bad.add(new BadItem(name + ":" + line, "malformed row"));
                } else if (fields.size() != header.size()) {
                    bad.add(new BadItem(
                            name + ":" + line, fields.size() + " fields (expected: " + header.size() + ")"));
                } else {
                    rows.add(new Row(line, places.stream().map(fields::get).toList()));
                }
            }
        } catch (IOException e) {
            throw new DataException(file + ": cannot be read: " + e.getMessage(), e);
        }
        return new CsvTable(name, rows, bad);
    }

    List<Row> rows() {
        return rows;
    }

    List<BadItem> bad() {
        return bad;
    }

    /** Returns the position of {@code row}, for messages. */
    String where(Row row) {
        return name + ":" + row.line();
    }

    static boolean isSafeName(String value) {
        return SAFE_NAME.matcher(value).matches();
    }

    private static @Nullable List<String> fields(String line) {
        try (CSVParser parser = CSVParser.parse(line, CSVFormat.DEFAULT)) {
            List<CSVRecord> records = parser.getRecords();
            return records.size() == 1
                    ? records.get(0).stream().map(String::trim).toList()
                    : null;
        } catch (IOException | UncheckedIOException | IllegalStateException | IllegalArgumentException e) {
            return null;
        }
    }

    private static String withoutMark(String line) {
        return line.startsWith("\uFEFF") ? line.substring(1) : line;
    }
}
