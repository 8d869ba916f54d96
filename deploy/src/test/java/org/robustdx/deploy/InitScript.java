package org.robustdx.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The topics that docker/secure/init.sh creates, and the rights that it gives: the lines {@code allow USER OPERATIONS --topic NAME ...}. */
final class InitScript {
    private static final String APPLICATION = "robustdx";

    private InitScript() {}

    /** Returns a user's rights: kind, name, pattern and operation of each. */
    static Set<String> rights(String user) throws IOException {
        List<String> lines = lines();
        String outputs = between(lines, "outputs=(", ")");
        Set<String> rights = new TreeSet<>();
        for (String line : lines) {
            if (line.startsWith("allow " + user + " ")) {
                String words = line.replace("\"${outputs[@]}\"", outputs)
                        .replace("$application", APPLICATION)
                        .replace("\"", "");
                add(rights, new ArrayList<>(Arrays.asList(words.split(" ", -1))));
            }
        }
        return rights;
    }

    /** Returns the names of the topics that are created. */
    static Set<String> topics() throws IOException {
        List<String> lines = lines();
        Set<String> topics =
                new TreeSet<>(List.of(between(lines, "for name in ", "; do").split(" ", -1)));
        int start = lines.indexOf("topics=(");
        lines.subList(
                        start + 1,
                        start + 1 + lines.subList(start + 1, lines.size()).indexOf(")"))
                .forEach(line -> topics.add(line.strip().substring(1).split(" ", -1)[0]));
        return topics;
    }

    /** Returns the topics of the app's results, to which it writes. */
    static List<String> results() throws IOException {
        return List.of(between(lines(), "outputs=(--topic ", ")").split(" --topic ", -1));
    }

    private static List<String> lines() throws IOException {
        return Files.readAllLines(Chart.ROOT.resolve("docker/secure/init.sh"));
    }

    /** Returns the rest of the only line that begins and ends in this way. */
    private static String between(List<String> lines, String begin, String end) {
        return lines.stream()
                .filter(line -> line.startsWith(begin) && line.endsWith(end))
                .map(line -> line.substring(begin.length(), line.length() - end.length()))
                .findFirst()
                .orElseThrow();
    }

    private static void add(Set<String> rights, List<String> words) {
        int pattern = words.indexOf("--resource-pattern-type");
        String kind = pattern < 0 ? "literal" : "prefix";
        List<String> resources = words.subList(3, pattern < 0 ? words.size() : pattern);
        for (int i = 0; i < resources.size(); i += 2) {
            String type = resources.get(i).replace("-", "").toLowerCase(Locale.ROOT);
            for (String operation : words.get(2).split(",", -1)) {
                rights.add("%s %s %s %s".formatted(type, resources.get(i + 1), kind, operation));
            }
        }
    }
}
