package org.robustdx.trainer.cli;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.stream.Collectors;
import org.robustdx.trainer.common.Bounds;
import org.robustdx.trainer.measure.SetQuality;
import org.robustdx.trainer.publish.ModelPublisher;

/** Prints the results of the prediction sets. */
final class SetSummary {
    private SetSummary() {}

    /** Prints the sets' coverage by class and mean size on the test split, clean and under each attack. */
    static void print(PrintWriter out, ModelPublisher.Measured measured) {
        measured.clean().sets().ifPresent(sets -> print(out, "clean", sets));
        for (ModelPublisher.Attacked attacked : measured.attacks()) {
            String attack = attacked.attack().name() + " " + Bounds.show(attacked.epsilon()) + "/255, "
                    + attacked.threatModel().summary();
            attacked.after().sets().ifPresent(sets -> print(out, attack, sets));
        }
    }

    private static void print(PrintWriter out, String images, SetQuality sets) {
        String coverage = sets.byClass().entrySet().stream()
                .filter(entry -> entry.getValue().n() > 0)
                .map(entry -> String.format(
                        Locale.ROOT,
                        "%s %.1f %% of %d",
                        entry.getKey(),
                        100 * entry.getValue().share(),
                        entry.getValue().n()))
                .collect(Collectors.joining(", "));
        out.printf(
                Locale.ROOT,
                "prediction sets, %s: hold the true class for %s; mean size %.2f%n",
                images,
                coverage,
                sets.meanSize());
    }
}
