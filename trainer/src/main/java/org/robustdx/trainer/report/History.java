package org.robustdx.trainer.report;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.robustdx.inference.file.WholeFile;

/**
 * The numbers of each epoch, kept in a CSV file as they come. Each row is one write that reaches the disk before
 * {@link #append} returns; a row cut short by a kill has no line end and is dropped when the history is taken up again.
 */
public final class History {
    private static final String EPOCH = "epoch";

    private final Path file;
    private final List<String> columns;
    private final List<Row> rows = new ArrayList<>();

    private History(Path file, List<String> columns) {
        if (columns.isEmpty()
                || columns.contains(EPOCH)
                || columns.stream().anyMatch(c -> !c.matches("[A-Za-z0-9_.-]+"))) {
            throw new IllegalArgumentException(
                    "columns: " + columns + " (expected: names of letters, digits, _ . - other than epoch)");
        }
        this.file = file;
        this.columns = List.copyOf(columns);
    }

    /**
     * One epoch.
     *
     * @param epoch its number
     * @param values one per column; NaN where there is none
     */
    public record Row(int epoch, List<Double> values) {
        public Row {
            values = List.copyOf(values);
        }
    }

    /** Returns a newly created, empty history in {@code file}, in place of what was there. */
    public static History create(Path file, List<String> columns) throws IOException {
        History history = new History(file, columns);
        history.rewrite();
        return history;
    }

    /**
     * Returns the history in {@code file} up to the epoch before {@code nextEpoch}, ready to go on with that one; later rows,
     * which the checkpoint does not know, are dropped. A file that is missing or has other columns is begun afresh.
     */
    public static History resume(Path file, List<String> columns, int nextEpoch) throws IOException {
        History history = new History(file, columns);
        if (Files.isRegularFile(file)) {
            String text = Files.readString(file, StandardCharsets.UTF_8);
            String whole = text.substring(0, text.lastIndexOf('\n') + 1);
            List<String> lines = whole.lines().toList();
            if (!lines.isEmpty() && lines.get(0).equals(history.header())) {
                history.take(lines.subList(1, lines.size()), nextEpoch);
            }
        }
        history.rewrite();
        return history;
    }

    private void take(List<String> lines, int nextEpoch) {
        for (String line : lines) {
            String[] fields = line.split(",", -1);
            if (fields.length != columns.size() + 1) {
                return;
            }
            try {
                int epoch = Integer.parseInt(fields[0]);
                List<Double> values = new ArrayList<>();
                for (int i = 1; i < fields.length; i++) {
                    values.add(fields[i].isEmpty() ? Double.NaN : Double.parseDouble(fields[i]));
                }
                if (epoch >= nextEpoch) {
                    return;
                }
                rows.add(new Row(epoch, values));
            } catch (NumberFormatException e) {
                // Damaged from here on: what follows is trained again.
                return;
            }
        }
    }

    /** Adds the numbers of {@code epoch}, one for each column; NaN leaves the field empty. */
    public void append(int epoch, double... values) throws IOException {
        if (values.length != columns.size()) {
            throw new IllegalArgumentException("values: " + values.length + " (expected: " + columns.size() + ")");
        }
        if (!rows.isEmpty() && epoch <= rows.get(rows.size() - 1).epoch()) {
            throw new IllegalArgumentException("epoch: " + epoch + " (expected: > "
                    + rows.get(rows.size() - 1).epoch() + ")");
        }
        List<Double> list = new ArrayList<>();
        for (double value : values) {
            list.add(value);
        }
        Row row = new Row(epoch, list);
        write(file, line(row), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        rows.add(row);
    }

    /** Returns the names of the columns, without the epoch. */
    public List<String> columns() {
        return columns;
    }

    /** Returns all rows, oldest first. */
    public List<Row> rows() {
        return Collections.unmodifiableList(rows);
    }

    /** Returns the epochs of all rows. */
    public double[] epochs() {
        return rows.stream().mapToDouble(Row::epoch).toArray();
    }

    /** Returns the values of one column, oldest first. */
    public double[] series(String column) {
        int at = columns.indexOf(column);
        if (at < 0) {
            throw new IllegalArgumentException("column: " + column + " (expected: one of " + columns + ")");
        }
        return rows.stream().mapToDouble(r -> r.values().get(at)).toArray();
    }

    private String header() {
        return EPOCH + "," + String.join(",", columns);
    }

    private static String line(Row row) {
        StringBuilder line = new StringBuilder().append(row.epoch());
        for (double value : row.values()) {
            line.append(',').append(Double.isNaN(value) ? "" : Double.toString(value));
        }
        return line.append('\n').toString();
    }

    private void rewrite() throws IOException {
        StringBuilder text = new StringBuilder(header()).append('\n');
        rows.forEach(row -> text.append(line(row)));
        Files.createDirectories(file.toAbsolutePath().getParent());
        WholeFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void write(Path target, String text, StandardOpenOption... options) throws IOException {
        try (FileChannel channel = FileChannel.open(target, options)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }
}
