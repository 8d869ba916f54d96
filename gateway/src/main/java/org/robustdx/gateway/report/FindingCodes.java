package org.robustdx.gateway.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;

/** Codes for the classes of models: SNOMED CT where {@code findings.properties} has one, else a code of the project's own. */
final class FindingCodes {
    private static final Properties CODES = load();

    private FindingCodes() {}

    static Code of(String label) {
        String known = CODES.getProperty(label.toLowerCase(Locale.ROOT).replace(' ', '-'), "");
        String[] parts = known.split("\\|", 2);
        return parts.length == 2 ? new Code(parts[0], "SCT", parts[1]) : Code.own(label);
    }

    private static Properties load() {
        Properties codes = new Properties();
        try (InputStream in =
                Objects.requireNonNull(FindingCodes.class.getResourceAsStream("findings.properties"), "findings")) {
            codes.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return codes;
    }
}
