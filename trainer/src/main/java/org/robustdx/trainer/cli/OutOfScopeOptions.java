package org.robustdx.trainer.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.robustdx.inference.image.Fit;
import org.robustdx.trainer.data.BadItem;
import org.robustdx.trainer.data.DataException;
import org.robustdx.trainer.data.DatasetLoader;
import org.robustdx.trainer.data.LoadOptions;
import org.robustdx.trainer.data.LoadedData;
import org.robustdx.trainer.evaluate.sets.OutOfScopeSet;
import org.robustdx.trainer.modelfile.JudgedModel;
import picocli.CommandLine.Option;

/** The options that choose out-of-scope images, on which the scope detectors are evaluated. */
final class OutOfScopeOptions {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,39}");

    @Option(
            names = "--out-of-scope",
            paramLabel = "NAME=DIR",
            description =
                    "Images of another kind, in a folder and the folders below it, on which the scope detectors are"
                            + " tested; may be repeated.")
    private Map<String, Path> folders = new LinkedHashMap<>();

    @Option(
            names = "--scope",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Test the scope detectors on generated images that are out of scope (negative, half covered,"
                    + " letters, noise and so on) and on those of --out-of-scope (default); --no-scope leaves them"
                    + " out.")
    private boolean measured;

    /** Returns whether out-of-scope images are measured. */
    boolean measured() {
        return measured;
    }

    /** Checks the names of the sets: a report must be able to show them, and they must differ from those of generated sets. */
    void check() throws UsageException {
        for (String name : folders.keySet()) {
            if (!NAME.matcher(name).matches()) {
                throw new UsageException("out-of-scope: " + name
                        + " (expected: a name of 1 to 40 letters, digits, -, _ and ., the first of them a"
                        + " letter or a digit)");
            }
            if (OutOfScopeSet.generatedNames().contains(name)) {
                throw new UsageException(
                        "out-of-scope: " + name + " (expected: another name than those of the generated sets, "
                                + String.join(", ", OutOfScopeSet.generatedNames()) + ")");
            }
        }
        if (!measured && !folders.isEmpty()) {
            throw new UsageException(
                    "out-of-scope: " + String.join(", ", folders.keySet()) + " (expected: none with --no-scope)");
        }
    }

    /** Returns the sets of images in the folders, fitted to the model. */
    List<OutOfScopeSet> load(JudgedModel model) throws DataException {
        Fit fit = model.metadata().fit();
        LoadOptions options = LoadOptions.of(
                        model.metadata().height(),
                        model.metadata().width(),
                        model.metadata().channels())
                .withFit(fit);
        List<OutOfScopeSet> sets = new ArrayList<>();
        for (Map.Entry<String, Path> folder : folders.entrySet()) {
            try (LoadingDisplay display = new LoadingDisplay()) {
                LoadedData data = new DatasetLoader(options).loadUnlabelled(folder.getValue(), display);
                List<BadItem> refused = data.skipped();
                sets.add(OutOfScopeSet.ofFolder(folder.getKey(), data.dataset(), refused.size()));
            }
        }
        return sets;
    }
}
