package org.robustdx.trainer.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws training and evaluation curves as PNG files. Needs no display. */
public final class Plots {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 520;
    private static final int LEGEND_LINE = 20;

    /** Told apart also by people who do not see red or green as others do (Okabe and Ito, 2008). */
    private static final Color[] COLOURS = {
        new Color(0x0072B2),
        new Color(0xD55E00),
        new Color(0x009E73),
        new Color(0xCC79A7),
        new Color(0xE69F00),
        new Color(0x56B4E9),
        new Color(0x000000),
    };

    /** Tell lines apart also in print; the first is solid. */
    private static final float[][] DASHES = {{}, {9, 4}, {2, 3}, {9, 3, 2, 3}};

    private static final int TICKS = 10;

    private Plots() {}

    /**
     * Draws {@code losses.png} from the columns whose names end in {@code loss}, and {@code accuracy.png} from those whose names
     * contain {@code accuracy}, into {@code dir}.
     *
     * @return the files written; none before the first epoch
     */
    public static List<Path> history(History history, Path dir) throws IOException {
        List<Path> written = new ArrayList<>();
        Map<String, double[]> losses = new LinkedHashMap<>();
        Map<String, double[]> accuracies = new LinkedHashMap<>();
        for (String column : history.columns()) {
            double[] series = history.series(column);
            if (column.endsWith("loss")) {
                losses.put(readable(column), series);
            } else if (column.contains("accuracy")) {
                accuracies.put(
                        readable(column),
                        Arrays.stream(series).map(a -> 100 * a).toArray());
            }
        }
        Path lossFile = dir.resolve("losses.png");
        if (lines("Losses", "epoch", "loss", history.epochs(), losses, lossFile)) {
            written.add(lossFile);
        }
        Path accuracyFile = dir.resolve("accuracy.png");
        if (lines("Accuracy", "epoch", "accuracy (%)", history.epochs(), accuracies, accuracyFile)) {
            written.add(accuracyFile);
        }
        return written;
    }

    /**
     * Draws lines over one axis. Values that are NaN or infinite are left out; series without any value too.
     *
     * @return whether there was anything to draw; if not, no file is written
     */
    public static boolean lines(
            String title, String xLabel, String yLabel, double[] x, Map<String, double[]> series, Path file)
            throws IOException {
        XYChart chart = chart(title, xLabel, yLabel, series.size());
        boolean few = x.length <= 40;
        boolean any = false;
        int drawn = 0;
        for (Map.Entry<String, double[]> e : series.entrySet()) {
            double[] y = e.getValue();
            if (y.length != x.length) {
                throw new IllegalArgumentException(
                        e.getKey() + ": " + y.length + " values (expected: " + x.length + ")");
            }
            int[] finite = IntStream.range(0, y.length)
                    .filter(i -> Double.isFinite(y[i]))
                    .toArray();
            if (finite.length > 0) {
                any = true;
                XYSeries line = chart.addSeries(
                        e.getKey(),
                        Arrays.stream(finite).mapToDouble(i -> x[i]).toArray(),
                        Arrays.stream(finite).mapToDouble(i -> y[i]).toArray());
                line.setMarker(few ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
                line.setLineStyle(stroke(drawn++, series.size()));
            }
        }
        if (!any) {
            return false;
        }
        roundTicks(
                chart,
                x,
                series.values().stream()
                        .flatMapToDouble(Arrays::stream)
                        .filter(Double::isFinite)
                        .toArray());
        chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideS);
        save(chart, file);
        return true;
    }

    /** Draws ROC curves, with the area under each in its name, and chance as a thin line. */
    public static void roc(String title, Map<String, RocCurve> curves, Path file) throws IOException {
        XYChart chart = chart(title, "clean images flagged (%)", "attacked images flagged (%)", curves.size() + 1);
        curves.forEach((name, curve) -> chart.addSeries(
                        String.format(Locale.ROOT, "%s (area %.3f)", name, curve.area()),
                        percent(curve.falseAlarms()),
                        percent(curve.detections()))
                .setMarker(SeriesMarkers.NONE));
        // Its middle point is a multiple of no 1/n: with equally spaced data, ticks would stand at the data, not at
        // round numbers.
        double[] diagonal = {0, 100 / Math.PI, 100};
        XYSeries chance = chart.addSeries("chance", diagonal, diagonal);
        chance.setMarker(SeriesMarkers.NONE).setLineColor(Color.GRAY);
        chance.setLineStyle(
                new BasicStroke(1, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, new float[] {5, 5}, 0));
        chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideS);
        save(chart, file);
    }

    /** Returns the stroke of a line: earlier lines are wider, so that lines over each other stay visible; later ones are dashed. */
    private static BasicStroke stroke(int line, int lines) {
        float width = Math.max(1.5f, 1.5f + 0.9f * (Math.min(lines, 6) - 1 - line));
        float[] dash = DASHES[line % DASHES.length];
        return dash.length == 0
                ? new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND)
                : new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dash, 0);
    }

    /**
     * Puts round values at the ticks of both axes. The library puts ticks at the data where these are equally spaced, so an invisible series
     * with unequal distances spans both axes.
     */
    private static void roundTicks(XYChart chart, double[] x, double[] y) {
        double[] horizontal = roundEnds(x);
        double[] vertical = roundEnds(y);
        chart.getStyler().setXAxisMin(horizontal[0]);
        chart.getStyler().setXAxisMax(horizontal[1]);
        chart.getStyler().setYAxisMin(vertical[0]);
        chart.getStyler().setYAxisMax(vertical[1]);
        XYSeries span = chart.addSeries(" ", unequal(horizontal), unequal(vertical));
        span.setShowInLegend(false);
        span.setMarker(SeriesMarkers.NONE).setLineColor(new Color(0, 0, 0, 0));
    }

    /** Returns the range of the values, extended to multiples of a round step. */
    private static double[] roundEnds(double[] values) {
        double low = Arrays.stream(values).min().orElse(0);
        double high = Arrays.stream(values).max().orElse(1);
        double step = roundStep((high - low) / TICKS);
        double from = step * Math.floor(low / step);
        double to = step * Math.ceil(high / step);
        return new double[] {from, to > from ? to : from + step};
    }

    private static double[] unequal(double[] ends) {
        return new double[] {ends[0], ends[0] + (ends[1] - ends[0]) / Math.PI, ends[1]};
    }

    /** Returns 1, 2 or 5 times a power of ten: the smallest such number that is at least {@code least}, and for 0, 1. */
    static double roundStep(double least) {
        if (!(least > 0)) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(least)));
        return Arrays.stream(new double[] {1, 2, 5, 10})
                .map(factor -> factor * power)
                .filter(step -> step >= least * (1 - 1e-9))
                .findFirst()
                .orElse(10 * power);
    }

    private static XYChart chart(String title, String xLabel, String yLabel, int series) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT + series * LEGEND_LINE)
                .title(title)
                .xAxisTitle(xLabel)
                .yAxisTitle(yLabel)
                .build();
        chart.getStyler().setSeriesColors(COLOURS);
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setPlotBorderVisible(false);
        chart.getStyler().setLegendBorderColor(Color.WHITE);
        // One below the other: side by side, names are cut off at the border.
        chart.getStyler().setLegendLayout(Styler.LegendLayout.Vertical);
        chart.getStyler().setMarkerSize(5);
        chart.getStyler().setYAxisTickMarkSpacingHint(45);
        chart.getStyler().setDecimalPattern("0.####");
        chart.getStyler().setLocale(Locale.ROOT);
        chart.getStyler().setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 16));
        chart.getStyler().setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        chart.getStyler().setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
        chart.getStyler().setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
        return chart;
    }

    private static double[] percent(double[] shares) {
        return Arrays.stream(shares).map(s -> 100 * s).toArray();
    }

    private static String readable(String column) {
        return column.replace('_', ' ');
    }

    private static void save(XYChart chart, Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        try {
            Files.write(file, ChartEncoder.getBytes(chart, "png"));
        } catch (LinkageError | InternalError e) { // So Java tells of fonts that are missing.
            throw new IOException("plots: not drawn (expected: fontconfig and a font on this machine)", e);
        }
    }
}
