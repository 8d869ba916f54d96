package org.robustdx.lab.bench;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Draws latency over load as a PNG file. Needs no display. */
final class CurvePlot {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 520;

    /** Also people who do not see red or green as others do can tell these apart (Okabe and Ito, 2008). */
    private static final Color[] COLOURS = {new Color(0x0072B2), new Color(0xD55E00)};

    private CurvePlot() {}

    /**
     * Draws the loads that the app keeps up with.
     *
     * @param ceiling images per second that are 100 % load
     * @return whether there is such a load; if not, no file is written
     * @throws IOException if the file cannot be written, or the machine has no font
     */
    static boolean draw(List<LatencyLevel> levels, double ceiling, Path file) throws IOException {
        List<LatencyLevel> sustained =
                levels.stream().filter(LatencyLevel::isSustained).toList();
        if (sustained.isEmpty()) {
            return false;
        }
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title("Latency over load")
                .xAxisTitle(String.format(Locale.ROOT, "load (%% of %.0f images/s)", ceiling))
                .yAxisTitle("image to outcome (ms)")
                .build();
        Styler styler = chart.getStyler();
        styler.setSeriesColors(COLOURS);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBorderVisible(false);
        styler.setLegendPosition(Styler.LegendPosition.InsideNW);
        chart.getStyler().setXAxisMin(0.0);
        chart.getStyler().setXAxisMax(100.0);
        chart.getStyler().setYAxisMin(0.0);
        chart.getStyler().setLocale(Locale.ROOT);
        double[] load = values(sustained, level -> level.percentOf(ceiling));
        chart.addSeries("p99", load, values(sustained, LatencyLevel::p99)).setMarker(SeriesMarkers.CIRCLE);
        chart.addSeries("p50", load, values(sustained, LatencyLevel::p50)).setMarker(SeriesMarkers.SQUARE);
        try {
            Files.write(file, ChartEncoder.getBytes(chart, "png"));
        } catch (LinkageError | InternalError e) { // So Java tells of fonts that are missing.
            throw new IOException("curve: not drawn (expected: fontconfig and a font on this machine)", e);
        }
        return true;
    }

    private static double[] values(List<LatencyLevel> levels, ToDoubleFunction<LatencyLevel> value) {
        return levels.stream().mapToDouble(value).toArray();
    }
}
