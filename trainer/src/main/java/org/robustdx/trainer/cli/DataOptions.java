package org.robustdx.trainer.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.robustdx.inference.image.Fit;
import org.robustdx.trainer.data.BadItemPolicy;
import org.robustdx.trainer.data.DataException;
import org.robustdx.trainer.data.Dataset;
import org.robustdx.trainer.data.DatasetLoader;
import org.robustdx.trainer.data.LoadOptions;
import org.robustdx.trainer.data.LoadedData;
import org.robustdx.trainer.data.PhantomGenerator;
import org.robustdx.trainer.data.SiteFolder;
import org.robustdx.trainer.data.Sites;
import org.robustdx.trainer.evaluate.Selection;
import org.robustdx.trainer.model.Signature;
import org.robustdx.trainer.modelfile.JudgedModel;
import picocli.CommandLine.Option;

/** The options that choose the images of a command: one folder, the folders of several sites, or phantoms if no folder is named. */
final class DataOptions {
    @Option(
            names = "--data",
            paramLabel = "[NAME=]DIR",
            description = "Images: one folder per class, HAM10000, or RSNA; without it, phantoms are drawn. For several"
                    + " sites, give it once for each, with a name.")
    private List<String> given = new ArrayList<>();

    @Option(
            names = {"--map-class", "--class"},
            paramLabel = "FROM=TO",
            description =
                    "Read images of the class FROM as those of the class TO; may be repeated. Upper and lower case do"
                            + " not matter.")
    private Map<String, String> renamed = new LinkedHashMap<>();

    @Option(names = "--skip-bad", description = "Leave out rows and images that cannot be used, and count them.")
    private boolean skipBad;

    @Option(names = "--cache", paramLabel = "DIR", description = "Keep the decoded images there for the next run.")
    private @Nullable Path cache;

    @Option(
            names = "--data-seed",
            defaultValue = "1000003",
            paramLabel = "S",
            description = "Seed of phantoms, and of the choice among images (default: ${DEFAULT-VALUE}).")
    private long seed;

    /** Returns whether a folder is named. */
    boolean named() {
        return !given.isEmpty();
    }

    /** Returns the folders, one for each site, sorted by the names of the sites; none for phantoms. */
    List<SiteFolder> folders() throws UsageException {
        if (given.isEmpty() && !renamed.isEmpty()) {
            throw new UsageException("map-class: " + renamed + " (expected: --data with it)");
        }
        return UsageException.check(() -> SiteFolder.parseAll(given));
    }

    /** Returns the names of the sites. The name of a site without a name is empty. */
    List<String> siteNames() throws UsageException {
        return folders().stream().map(SiteFolder::name).toList();
    }

    /** Returns the folders. Requires at least one. */
    List<SiteFolder> requireNamed() throws UsageException {
        if (given.isEmpty()) {
            throw new UsageException("Missing required option: '--data=DIR'");
        }
        return folders();
    }

    /** Returns the origin of the images, in a few words. */
    String origin() {
        return given.isEmpty() ? "phantoms of seed " + seed : String.join(", ", given);
    }

    /** Returns the origin of the images without paths of this machine. */
    String name() throws UsageException {
        return given.isEmpty()
                ? origin()
                : folders().stream()
                        .map(folder -> folder.name().isEmpty()
                                ? String.valueOf(folder.dir()
                                        .toAbsolutePath()
                                        .normalize()
                                        .getFileName())
                                : folder.name())
                        .collect(Collectors.joining(", "));
    }

    /** Returns the seed of phantoms and of samples. */
    long seed() {
        return seed;
    }

    /** Returns all images of all sites. */
    LoadedData load(int size, int channels, Fit fit) throws DataException, UsageException {
        BadItemPolicy policy = skipBad ? BadItemPolicy.SKIP : BadItemPolicy.FAIL;
        LoadOptions options = LoadOptions.of(size, size, channels).withFit(fit).withPolicy(policy);
        if (cache != null) {
            options = options.withCache(cache);
        }
        Map<String, LoadedData> bySite = new LinkedHashMap<>();
        for (SiteFolder folder : requireNamed()) {
            try (LoadingDisplay display = new LoadingDisplay()) {
                bySite.put(folder.name(), new DatasetLoader(options).load(folder.dir(), display));
            } catch (DataException e) {
                String message = String.valueOf(e.getMessage());
                throw folder.name().isEmpty() ? e : new DataException("site " + folder.name() + ": " + message, e);
            }
        }
        return Sites.join(bySite, renamed, policy);
    }

    /** Returns all images of the folders, fitted to the model, or {@code phantoms} phantoms. */
    Dataset all(Signature spec, Fit fit, int phantoms) throws DataException, UsageException {
        return loaded(spec, fit, phantoms).dataset();
    }

    /** Returns all images of the folders, fitted to the model, or {@code phantoms} phantoms, and the skipped items. */
    LoadedData loaded(Signature spec, Fit fit, int phantoms) throws DataException, UsageException {
        if (folders().isEmpty()) {
            return new LoadedData(withChannels(phantoms(spec.imageSize(), phantoms), spec.channels()), List.of());
        }
        return load(spec.imageSize(), spec.channels(), fit);
    }

    /** Returns n images of this part of the folders, or phantoms, fitted to the model. Their labels are indexes into the model's list of classes. */
    Dataset labelled(JudgedModel model, Selection.Part part, int n) throws DataException, UsageException {
        Long splitSeed =
                part(part) == Selection.Part.TEST ? (Long) model.splitSeed().orElse(1) : null;
        return Selection.part(all(model.spec(), model.metadata().fit(), n), splitSeed)
                .sample(n, seed)
                .withClasses(model.metadata().classes());
    }

    /** Returns these options in the syntax of the command line, each after a space. */
    String arguments() {
        StringBuilder arguments = new StringBuilder(given.isEmpty() ? " --data-seed " + seed : "");
        given.forEach(folder -> arguments.append(" --data ").append(folder));
        renamed.forEach((from, to) ->
                arguments.append(" --map-class ").append(from).append('=').append(to));
        return arguments.append(skipBad ? " --skip-bad" : "").toString();
    }

    /** Returns the arguments that name the images, each after a space, without paths of this machine; empty for phantoms. */
    String argumentsForCards() throws UsageException {
        StringBuilder arguments = new StringBuilder();
        folders().forEach(folder -> arguments
                .append(" --data ")
                .append(folder.name().isEmpty() ? "DATA" : folder.name() + "=DATA-OF-" + folder.name()));
        renamed.forEach((from, to) ->
                arguments.append(" --map-class ").append(from).append('=').append(to));
        return arguments.toString();
    }

    /** Returns the part that is used if {@code asked} is requested: all images of phantoms, which have no test split. */
    Selection.Part part(Selection.Part asked) {
        return named() ? asked : Selection.Part.ALL;
    }

    /** Returns n phantoms of the given side in pixels. */
    Dataset phantoms(int size, int n) {
        return new PhantomGenerator(seed, size).dataset(n);
    }

    private static Dataset withChannels(Dataset images, int channels) {
        IntStream indexes = IntStream.range(0, images.size());
        return new Dataset(
                images.classes(),
                images.height(),
                images.width(),
                channels,
                indexes.mapToObj(i -> images.raster(i).toChannels(channels).pixels())
                        .toArray(byte[][]::new),
                images.labels(),
                images.groups(),
                IntStream.range(0, images.size()).mapToObj(images::id).toArray(String[]::new));
    }
}
