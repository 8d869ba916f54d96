package org.robustdx.trainer.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.robustdx.inference.model.Calibration;
import org.robustdx.trainer.calibrate.SiteMeasures;
import org.robustdx.trainer.calibrate.SiteMeasures.Accuracy;
import org.robustdx.trainer.calibrate.SiteMeasures.ClassRow;
import org.robustdx.trainer.calibrate.SiteMeasures.Figure;
import org.robustdx.trainer.calibrate.SiteModel;
import org.robustdx.trainer.calibrate.SiteRepeats;
import org.robustdx.trainer.calibrate.SiteTrial;
import org.robustdx.trainer.report.Interval;
import org.robustdx.trainer.site.SiteCard;

/** Prints the results of {@code calibrate}. */
final class CalibrationText {
    private static final String ROW = "  %-34s %-26s %s%n";

    private CalibrationText() {}

    /** Prints the fitted parameters, and the figures of the model before and after. */
    static void print(PrintWriter out, boolean replaced, SiteTrial.Drawn drawn) {
        SiteModel fitted = drawn.model();
        int n = drawn.drawn().n();
        alarms(out, fitted, n);
        if (drawn.drawn().labelled()) {
            List<String> shifts = new ArrayList<>();
            for (int k = 0; k < fitted.classes().size(); k++) {
                shifts.add(String.format(
                        Locale.ROOT,
                        "%s %+.3f",
                        fitted.classes().get(k),
                        fitted.correction().shift().get(k)));
            }
            out.printf(
                    Locale.ROOT,
                    "logits: temperature %.3f, shift %s%s%n",
                    fitted.correction().temperature(),
                    String.join(", ", shifts),
                    replaced ? " (in place of the former correction)" : "");
            sets(out, fitted);
        } else {
            out.println("logits, probabilities and prediction sets: unchanged, since they need labels");
        }
        out.printf(
                "evaluated on images left out of the fit: %s (n = %d); [95 %% interval]%n",
                drawn.trial().judgedOn(), drawn.trial().after().n());
        out.printf(ROW, "", "before", "after");
        measures(out, drawn.trial());
    }

    /** Prints the estimated share of each class, and returns the shares by class name for the summary. */
    static Map<String, Object> print(PrintWriter printer, SiteModel model, List<Figure> shares) {
        Map<String, Object> map = new LinkedHashMap<>();
        printer.println(
                "estimated class shares (from the model's own probabilities, without labels; nothing is changed by"
                        + " it):");
        for (int k = 0; k < shares.size(); k++) {
            Figure share = shares.get(k);
            printer.printf(Locale.ROOT, "  %s %s%n", model.classes().get(k), SiteCard.share(share));
            map.put(
                    model.classes().get(k),
                    Map.of(
                            "value",
                            share.value(),
                            "low",
                            share.interval().low(),
                            "high",
                            share.interval().high()));
        }
        return map;
    }

    private static void alarms(PrintWriter out, SiteModel fitted, int n) {
        int fewest = fitted.fewestForAlarms();
        if (n < fewest) {
            out.printf("alarms: unchanged, with %d images (needed: %d)%n", n, fewest);
            return;
        }
        Calibration calibration = fitted.calibration();
        alarm(
                out,
                "tampering",
                n,
                calibration.falseAlarmRate(),
                calibration.alarms().size());
        calibration
                .scope()
                .ifPresent(rule -> alarm(
                        out, "scope", n, rule.falseAlarmRate(), rule.detectors().size()));
    }

    private static void alarm(PrintWriter out, String name, int n, double rate, int detectors) {
        Interval range = SiteModel.falseAlarmRange(n, rate / detectors);
        out.printf(
                "%s alarm: fitted to %d images for a false-alarm rate of %s; 95 %% of calibrations with so many images"
                        + " have %s to %s%n",
                name, n, SiteCard.percent(rate), SiteCard.percent(range.low()), SiteCard.percent(range.high()));
    }

    private static void sets(PrintWriter out, SiteModel fitted) {
        fitted.sets().ifPresent(sets -> {
            int needed = SiteModel.fewestForSets(sets.coverage());
            List<String> few = sets.thresholds().entrySet().stream()
                    .filter(e -> e.getValue().n() < needed)
                    .map(e -> e.getKey() + " (" + e.getValue().n() + ")")
                    .toList();
            out.printf(
                    "prediction sets: fitted for a coverage of %s of each class%s%n",
                    SiteCard.percent(sets.coverage()),
                    few.isEmpty()
                            ? ""
                            : "; in every set, since it takes " + needed + " images: " + String.join(", ", few));
        });
    }

    private static void measures(PrintWriter out, SiteTrial trial) {
        SiteMeasures before = trial.before();
        SiteMeasures after = trial.after();
        Optional<Accuracy> old = before.accuracy();
        Optional<Accuracy> now = after.accuracy();
        if (old.isPresent() && now.isPresent()) {
            out.printf(
                    ROW,
                    "balanced accuracy",
                    SiteCard.share(old.get().balanced()),
                    SiteCard.share(now.get().balanced()));
            trial.gain()
                    .ifPresent(gain -> out.printf(
                            Locale.ROOT,
                            ROW,
                            "  gain",
                            "",
                            String.format(
                                    Locale.ROOT,
                                    "%+.1f points [%+.1f, %+.1f]",
                                    100 * gain.value(),
                                    100 * gain.interval().low(),
                                    100 * gain.interval().high())));
            out.printf(
                    ROW,
                    "log loss (nats)",
                    SiteCard.figure(old.get().logLoss()),
                    SiteCard.figure(now.get().logLoss()));
            out.printf(
                    ROW,
                    "calibration error",
                    SiteCard.share(old.get().calibrationError()),
                    SiteCard.share(now.get().calibrationError()));
            for (int k = 0; k < now.get().classes().size(); k++) {
                classRow(out, old.get().classes().get(k), now.get().classes().get(k));
            }
        }
        String unknown = "too few images to tell";
        out.printf(
                ROW,
                "out of scope (false alarms)",
                SiteCard.share(before.outOfScope()),
                trial.alarmsJudged() ? SiteCard.share(after.outOfScope()) : unknown);
        out.printf(
                ROW,
                "flagged (false alarms)",
                SiteCard.share(before.flagged()),
                trial.alarmsJudged() ? SiteCard.share(after.flagged()) : unknown);
        out.printf(
                ROW,
                "either alarm",
                SiteCard.share(before.either()),
                trial.alarmsJudged() ? SiteCard.share(after.either()) : unknown);
    }

    private static void classRow(PrintWriter out, ClassRow before, ClassRow after) {
        String name = after.name();
        out.printf(
                ROW, name + ": sensitivity", SiteCard.share(before.sensitivity()), SiteCard.share(after.sensitivity()));
        out.printf(
                ROW, name + ": specificity", SiteCard.share(before.specificity()), SiteCard.share(after.specificity()));
        out.printf(
                ROW,
                name + ": true class in the set",
                before.covered().map(SiteCard::share).orElse("no sets"),
                after.covered().map(SiteCard::share).orElse("no sets"));
    }

    /** Prints the figures of repeated draws. */
    static void print(PrintWriter out, SiteRepeats repeats) {
        out.printf(
                "%d draws of %d images, each evaluated on the other patients' images; mean, standard deviation [least,"
                        + " most] over the draws%n",
                repeats.trials().size(), repeats.size());
        out.printf(ROW, "", "before", "after");
        for (SiteRepeats.Row row : repeats.rows()) {
            out.printf(ROW, row.name(), spread(row.before()), spread(row.after()));
        }
        repeats.gain().ifPresent(gain -> out.printf(ROW, "balanced_accuracy gain", "", spread(gain)));
        if (!repeats.trials().get(0).alarmsJudged()) {
            out.println("alarms: unchanged, since the draws have too few images");
        }
    }

    private static String spread(SiteRepeats.Spread spread) {
        return String.format(
                Locale.ROOT, "%.4f, %.4f [%.4f, %.4f]", spread.mean(), spread.sd(), spread.least(), spread.most());
    }
}
