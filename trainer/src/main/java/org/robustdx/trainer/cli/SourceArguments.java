package org.robustdx.trainer.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.robustdx.trainer.train.DataSource;
import picocli.CommandLine.Option;

/** The arguments that state the origin of the images. A text {@code NAME=TEXT} applies to the site NAME of {@code --data}. */
final class SourceArguments {
    @Option(
            names = "--data-set",
            paramLabel = "[NAME=]TEXT",
            description = "Name of the data set, for model file and card; NAME= for one of several sites (default: not"
                    + " stated).")
    private List<String> dataSets = new ArrayList<>();

    @Option(
            names = "--site",
            paramLabel = "[NAME=]TEXT",
            description = "Hospital or collection of the images, likewise (default: not stated).")
    private List<String> sites = new ArrayList<>();

    @Option(
            names = "--licence",
            paramLabel = "[NAME=]TEXT",
            description = "Licence of the images, likewise (default: not stated).")
    private List<String> licences = new ArrayList<>();

    /**
     * Returns the origin that is stated for all sites. Parts that are not stated come from {@code others}.
     *
     * @param names names of the sites
     */
    DataSource common(List<String> names, DataSource others) {
        Function<List<String>, String> last = texts -> texts.stream()
                .filter(text -> names.stream().noneMatch(name -> text.startsWith(name + "=")))
                .reduce((first, second) -> second)
                .orElse(DataSource.NOT_STATED);
        return new DataSource(last.apply(dataSets), last.apply(sites), last.apply(licences)).orElse(others);
    }

    /**
     * Returns the origins that are stated for single sites. Those that are not stated come from {@code others}.
     *
     * @param names names of the sites
     */
    Map<String, DataSource> bySite(List<String> names, Map<String, DataSource> others) {
        Map<String, DataSource> bySite = new LinkedHashMap<>(others);
        for (String name : names) {
            Function<List<String>, String> last = texts -> texts.stream()
                    .filter(text -> !name.isEmpty() && text.startsWith(name + "="))
                    .map(text -> text.substring(name.length() + 1))
                    .reduce((first, second) -> second)
                    .orElse(DataSource.NOT_STATED);
            DataSource stated = new DataSource(last.apply(dataSets), last.apply(sites), last.apply(licences));
            if (!stated.equals(DataSource.unknown())) {
                bySite.put(name, stated.orElse(others.getOrDefault(name, DataSource.unknown())));
            }
        }
        return bySite;
    }
}
