package org.robustdx.inference;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * Compares the resolved runtime dependencies of a module that becomes a container image with {@code NOTICE} and with the module's VEX document.
 * The build lists the dependencies in {@code target/runtime-libraries}; the SBOM of the image is made of the same ones.
 */
public abstract class ShippedLibrariesKit {
    private static final Path ROOT = Path.of(System.getProperty("robustdx.root"));
    private static final Pattern LISTED =
            Pattern.compile("\\s*([\\w.-]+):([\\w.-]+):jar:(?:[\\w.-]+:)?([\\w.-]+):(?:compile|runtime)\\b.*");
    private static final Pattern CVE = Pattern.compile("CVE-\\d{4}-\\d{4,}");
    private static final Set<String> REACHABLE = Set.of("exploitable", "in_triage", "resolved");

    private final String module;

    /** @param module name of the module and its folder */
    protected ShippedLibrariesKit(String module) {
        this.module = module;
    }

    private record Library(String group, String artifact, String version) {
        String name() {
            return group + ":" + artifact;
        }

        /** Returns the package URL by which the SBOM names the library. */
        String purl() {
            return "pkg:maven/" + group + "/" + artifact + "@" + version + "?type=jar";
        }
    }

    @Test
    void shouldNameTheLicenceOfEachLibraryInTheNotice() throws IOException {
        Set<String> named = Files.readAllLines(ROOT.resolve("NOTICE")).stream()
                .filter(line -> line.startsWith("  "))
                .map(String::strip)
                .collect(Collectors.toSet());
        Set<String> missing = new TreeSet<>();
        for (Library library : libraries()) {
            if (!named.contains(library.name()) && !named.contains(library.group() + ":*")) {
                missing.add(library.name());
            }
        }
        assertThat(missing).as("libraries that NOTICE lacks").isEmpty();
    }

    @Test
    void shouldStateVulnerabilitiesOfShippedVersionsOnly() throws IOException {
        Set<String> shipped = libraries().stream().map(Library::purl).collect(Collectors.toSet());
        for (JsonNode vulnerability : vex().path("vulnerabilities")) {
            assertThat(vulnerability.path("affects").size()).isPositive();
            for (JsonNode affected : vulnerability.path("affects")) {
                assertThat(shipped)
                        .as(vulnerability.path("id").asText())
                        .contains(affected.path("ref").asText());
            }
        }
    }

    @Test
    void shouldStateForEachVulnerabilityWhyItIsReachableOrNot() throws IOException {
        assertThat(vex().path("specVersion").asText()).isEqualTo("1.6");
        assertThat(vex().path("metadata").path("component").path("name").asText())
                .isEqualTo(module);
        Set<String> ids = new HashSet<>();
        for (JsonNode vulnerability : vex().path("vulnerabilities")) {
            String id = vulnerability.path("id").asText();
            assertThat(id).matches(CVE);
            assertThat(ids.add(id)).as("stated once: " + id).isTrue();
            JsonNode analysis = vulnerability.path("analysis");
            String state = analysis.path("state").asText();
            assertThat(state.equals("not_affected") || REACHABLE.contains(state))
                    .as(id)
                    .isTrue();
            assertThat(analysis.has("justification")).as(id).isEqualTo(state.equals("not_affected"));
            assertThat(analysis.path("detail").asText()).as(id).isNotBlank();
            assertThat(vulnerability.path("references").size()).as(id).isPositive();
        }
    }

    private JsonNode vex() throws IOException {
        return new ObjectMapper()
                .readTree(ROOT.resolve("deploy/vex/" + module + ".cdx.json").toFile());
    }

    private List<Library> libraries() throws IOException {
        List<Library> libraries = Files.readAllLines(ROOT.resolve(module).resolve("target/runtime-libraries")).stream()
                .map(LISTED::matcher)
                .filter(Matcher::matches)
                .map(m -> new Library(m.group(1), m.group(2), m.group(3)))
                .filter(library -> !library.group().equals("org.robustdx"))
                .toList();
        assertThat(libraries).hasSizeGreaterThan(10);
        return libraries;
    }
}
