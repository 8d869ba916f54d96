package org.robustdx.trainer.evaluate.html;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lines over two axes that both begin at 0, as SVG inside the page: it takes its colours from the page's style. */
final class Chart {
    private static final int LEFT = 64;
    private static final int RIGHT = 24;
    private static final int TOP = 12;
    private static final int BOTTOM = 46;
    private static final int COLOURS = 9;
    private static final double APART = 3;

    private final int width;
    private final int height;
    private final double maxX;
    private final String xLabel;
    private final String yLabel;
    private final List<Tick> ticks;
    private final StringBuilder body = new StringBuilder();
    private final StringBuilder legend = new StringBuilder();
    private int lines;

    /** A mark on the horizontal axis. */
    record Tick(double x, String label) {}

    /**
     * A point of a line, with a 95 % interval; y, low and high are shares.
     *
     * @param words what is shown of it where the pointer rests
     */
    record Point(double x, double y, double low, double high, String words) {
        static Point of(double x, double y) {
            return new Point(x, y, Double.NaN, Double.NaN, "");
        }
    }

    /** How a line is drawn. */
    enum Stroke {
        SOLID(""),
        DASHED("7 4"),
        DOTTED("2 4"),
        MIXED("9 3 2 3");

        private final String dashes;

        Stroke(String dashes) {
            this.dashes = dashes;
        }

        private String attribute() {
            return dashes.isEmpty() ? "" : " stroke-dasharray=\"" + dashes + "\"";
        }
    }

    /** Creates a chart without lines; the vertical axis runs from 0 to 100 %. */
    Chart(int width, int height, double maxX, String xLabel, String yLabel, List<Tick> ticks) {
        this.width = width;
        this.height = height;
        this.maxX = maxX;
        this.xLabel = xLabel;
        this.yLabel = yLabel;
        this.ticks = List.copyOf(ticks);
    }

    /** Returns a square chart of shares over shares, with its diagonal. */
    static Chart ofShares(int side, String xLabel, String yLabel) {
        List<Tick> ticks = new ArrayList<>();
        for (int i = 0; i <= 5; i++) {
            ticks.add(new Tick(i / 5.0, 20 * i + " %"));
        }
        Chart chart = new Chart(side, side, 1, xLabel, yLabel, ticks);
        chart.body.append(format(
                "<line class=diagonal x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n",
                chart.x(0), chart.y(0), chart.x(1), chart.y(1)));
        return chart;
    }

    /** Adds a line, in the next colour. */
    Chart line(String name, Stroke stroke, boolean marked, List<Point> points) {
        int colour = lines % COLOURS + 1;
        StringBuilder path = new StringBuilder();
        // Intervals of lines that meet would hide each other.
        double aside = marked ? (lines % 5 - 2) * APART : 0;
        for (Point point : points) {
            double px = x(point.x()) + (point.x() > 0 ? aside : 0);
            path.append(format("%s%.1f %.1f", path.isEmpty() ? "M" : "L", px, y(point.y())));
        }
        body.append(format("<g class=\"line c%d\"><path d=\"%s\"%s/>\n", colour, path.toString(), stroke.attribute()));
        for (Point point : points) {
            if (marked) {
                mark(point, x(point.x()) + (point.x() > 0 ? aside : 0));
            }
        }
        body.append("</g>\n");
        legend.append(format(
                "<li class=\"c%d\"><svg width=28 height=10 aria-hidden=true><path d=\"M0 5L28 5\"%s/></svg>%s</li>\n",
                colour, stroke.attribute(), Markup.escaped(name)));
        lines++;
        return this;
    }

    /** Adds bars from the horizontal axis up. */
    Chart bar(double from, double to, double value, String words) {
        body.append(format(
                "<rect class=bar x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"><title>%s</title></rect>\n",
                x(from) + 1, y(value), x(to) - x(from) - 2, y(0) - y(value), Markup.escaped(words)));
        return this;
    }

    private void mark(Point point, double px) {
        if (Double.isFinite(point.low())) {
            body.append(format(
                    "<line class=interval x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
                    px, y(point.low()), px, y(point.high())));
        }
        body.append(format(
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"><title>%s</title></circle>\n",
                px, y(point.y()), Markup.escaped(point.words())));
    }

    Markup toMarkup(String description) {
        StringBuilder out = new StringBuilder(format(
                "<figure><svg class=chart viewBox=\"0 0 %d %d\" role=img aria-label=\"%s\">\n",
                width, height, Markup.escaped(description)));
        for (int percent = 0; percent <= 100; percent += 20) {
            double at = y(percent / 100.0);
            out.append(format(
                    "<line class=grid x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/><text class=end x=\"%d\" y=\"%.1f\">%d"
                            + " %%</text>\n",
                    LEFT, at, width - RIGHT, at, LEFT - 8, at + 4, percent));
        }
        for (Tick tick : ticks) {
            out.append(format(
                    "<text class=middle x=\"%.1f\" y=\"%d\">%s</text>\n",
                    x(tick.x()), height - BOTTOM + 18, Markup.escaped(tick.label())));
        }
        out.append(format(
                "<text class=\"middle label\" x=\"%.1f\" y=\"%d\">%s</text>\n",
                x(maxX / 2), height - 8, Markup.escaped(xLabel)));
        out.append(format(
                "<text class=\"middle label\" transform=\"translate(12 %.1f) rotate(-90)\">%s</text>\n",
                y(0.5), Markup.escaped(yLabel)));
        out.append(body).append("</svg>\n");
        if (legend.length() > 0) {
            out.append("<ul class=legend>\n").append(legend).append("</ul>\n");
        }
        return new Markup(out.append("</figure>\n").toString());
    }

    private double x(double value) {
        return LEFT + value / maxX * (width - LEFT - RIGHT);
    }

    private double y(double share) {
        return TOP + (1 - share) * (height - TOP - BOTTOM);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
