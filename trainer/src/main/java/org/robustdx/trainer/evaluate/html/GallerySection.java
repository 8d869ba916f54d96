package org.robustdx.trainer.evaluate.html;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.robustdx.inference.image.Raster;
import org.robustdx.trainer.attack.ThreatModel;
import org.robustdx.trainer.common.Argmax;
import org.robustdx.trainer.evaluate.Condition;
import org.robustdx.trainer.evaluate.Findings;
import org.robustdx.trainer.evaluate.Observed;
import org.robustdx.trainer.evaluate.Report;

/** Images before and after an attack: the change, the reconstruction, and the prediction for each. */
final class GallerySection {
    private static final int MIDDLE = 128;
    private static final int RANGE = 127;

    private final Html html;
    private final List<String> classes;
    private final List<String> detectors;
    private final Findings findings;

    private GallerySection(Html html, Report report, Findings findings) {
        this.html = html;
        this.classes = report.model().classes();
        this.detectors = report.model().detectors();
        this.findings = findings;
    }

    static void write(Html html, Report report, Findings findings) {
        html.section("gallery", "Gallery");
        html.note("The first images of each class in the sample, whatever the results; "
                + report.images().split()
                + " split, seed " + report.seed()
                + ". The difference is amplified so that ε fills the range; gray is no change."
                + " Predictions are those of the exported file.");
        GallerySection gallery = new GallerySection(html, report, findings);
        List<Condition> shown = chosen(findings);
        if (shown.isEmpty()) {
            html.paragraph("No attack was made.");
        }
        shown.forEach(gallery::exhibits);
        html.end("section");
    }

    /** The strongest attack of each kind at the ε nearest to 4/255. */
    private static List<Condition> chosen(Findings findings) {
        List<Condition> attacks = findings.of(Condition.Kind.ATTACK);
        Optional<Double> epsilon = attacks.stream()
                .map(Condition::epsilon)
                .min(java.util.Comparator.comparingDouble(e -> Math.abs(e - 4)));
        List<Condition> chosen = new ArrayList<>();
        for (ThreatModel threat : ThreatModel.values()) {
            epsilon.flatMap(e -> findings.strongest(e, threat)).ifPresent(chosen::add);
        }
        return chosen;
    }

    private void exhibits(Condition condition) {
        Observed attacked = findings.in(condition);
        Observed clean = findings.attackedClean();
        html.heading(
                3,
                condition.name() + ", " + condition.threatModel() + ", L-inf " + Numbers.epsilon(condition.epsilon()));
        html.raw("<div class=gallery>\n");
        for (Observed.Exhibit after : attacked.exhibits()) {
            clean.exhibits().stream()
                    .filter(e -> e.index() == after.index())
                    .findFirst()
                    .ifPresent(before -> exhibit(condition, clean, before, attacked, after));
        }
        html.raw("</div>\n");
    }

    private void exhibit(
            Condition condition, Observed clean, Observed.Exhibit before, Observed attacked, Observed.Exhibit after) {
        int i = after.index();
        int label = clean.labels()[i];
        html.raw("<div class=exhibit>\n");
        picture(before.image(), "image: " + classes.get(label), reading(clean.logits()[i], label), scores(clean, i));
        picture(after.image(), "attacked", reading(attacked.logits()[i], label), scores(attacked, i));
        double gain = RANGE / Math.max(1, condition.epsilon());
        picture(
                difference(before.image(), after.image(), gain),
                String.format(Locale.ROOT, "difference × %.0f", gain),
                Markup.text(""),
                Markup.text(""));
        picture(after.denoised(), "denoised", reading(after.logitsOfDenoised(), label), Markup.text(""));
        html.raw("</div>\n");
    }

    private void picture(byte[] png, String caption, Markup reading, Markup scores) {
        html.raw("<div>").add(Html.image(png, caption)).text(caption).raw("<br>");
        html.add(reading).raw("<br>").add(scores).raw("</div>\n");
    }

    private Markup reading(float[] logits, int label) {
        int answer = Argmax.of(logits);
        String words = String.format(Locale.ROOT, "%s %.0f %%", classes.get(answer), 100 * confidence(logits, answer));
        return new Markup(
                (answer == label ? "<span>" : "<span class=wrong>") + "predicted " + Markup.escaped(words) + "</span>");
    }

    private static double confidence(float[] logits, int answer) {
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp((double) logit - logits[answer]);
        }
        return 1 / sum;
    }

    private Markup scores(Observed observed, int i) {
        StringBuilder words = new StringBuilder();
        for (int d = 0; d < detectors.size(); d++) {
            words.append(d == 0 ? "" : ", ")
                    .append(detectors.get(d))
                    .append(String.format(Locale.ROOT, " %.3g", observed.scores()[i][d]));
        }
        return new Markup("<span class=note>" + Markup.escaped(words.toString())
                + (observed.flagged()[i] ? "; <b>flagged</b>" : "; not flagged") + "</span>");
    }

    private static byte[] difference(byte[] before, byte[] after, double gain) {
        Raster a = raster(before);
        Raster b = raster(after);
        byte[] out = new byte[a.pixels().length];
        for (int i = 0; i < out.length; i++) {
            int change = (b.pixels()[i] & 0xFF) - (a.pixels()[i] & 0xFF);
            out[i] = (byte) Math.max(0, Math.min(255, Math.round(MIDDLE + gain * change)));
        }
        return new Raster(a.width(), a.height(), a.channels(), out).toPng();
    }

    private static Raster raster(byte[] png) {
        try {
            var samples = ImageIO.read(new ByteArrayInputStream(png)).getRaster();
            int channels = samples.getNumBands();
            int[] values = samples.getPixels(0, 0, samples.getWidth(), samples.getHeight(), (int[]) null);
            byte[] pixels = new byte[values.length];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (byte) values[i];
            }
            return new Raster(samples.getWidth(), samples.getHeight(), channels, pixels);
        } catch (IOException e) {
            throw new UncheckedIOException("PNG in memory cannot be read", e);
        }
    }
}
