package org.robustdx.deploy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The rights that docker/secure/init.sh gives: the lines {@code allow USER OPERATIONS --topic NAME ...}. */
final class InitScript {
    private static final String APPLICATION = "robustdx";

    private InitScript() {}

    /** Returns a user's rights: kind, name, pattern and operation of each. */
    static Set<String> rights(String user) throws IOException {
        List<String> lines = Files.readAllLines(Chart.ROOT.resolve("docker/secure/init.sh"));
        String outputs = lines.stream()
                .filter(line -> line.startsWith("outputs=("))
                .map(line -> line.substring("outputs=(".length(), line.length() - 1))
                .findFirst()
                .orElseThrow();
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
