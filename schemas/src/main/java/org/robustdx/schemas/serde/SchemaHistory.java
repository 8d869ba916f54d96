package org.robustdx.schemas.serde;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * Every released version of one record's schema, oldest first, found by number from 1 up as
 * {@code /org/robustdx/schemas/history/NAME/VERSION.avsc}. A reader that holds it understands every writer without a
 * schema registry.
 */
public final class SchemaHistory {
    private final List<Schema> versions;
    private final Map<Long, Schema> byFingerprint;

    private SchemaHistory(List<Schema> versions) {
        this.versions = List.copyOf(versions);
        Map<Long, Schema> found = new HashMap<>();
        versions.forEach(schema -> found.put(SchemaNormalization.parsingFingerprint64(schema), schema));
        this.byFingerprint = Map.copyOf(found);
    }

    /**
     * Returns the released versions of the record with this simple name.
     *
     * @throws IllegalArgumentException if no version of it was ever released
     */
    public static SchemaHistory of(String name) {
        List<Schema> versions = new ArrayList<>();
        for (int version = 1; ; version++) {
            try (InputStream in = SchemaHistory.class.getResourceAsStream(
                    "/org/robustdx/schemas/history/%s/%d.avsc".formatted(name, version))) {
                if (in == null) {
                    break;
                }
                versions.add(new Schema.Parser().parse(in));
            } catch (IOException e) {
                throw new UncheckedIOException("schema %s version %d cannot be read".formatted(name, version), e);
            }
        }
        if (versions.isEmpty()) {
            throw new IllegalArgumentException("schema: " + name + " (expected: one with a released version)");
        }
        return new SchemaHistory(versions);
    }

    /** Returns the versions, oldest first; version {@code n} stands at {@code n - 1}. */
    public List<Schema> versions() {
        return versions;
    }

    /** Returns the newest released version. */
    public Schema newest() {
        return versions.get(versions.size() - 1);
    }

    /** Returns the version with this CRC-64-AVRO fingerprint of its parsing canonical form. */
    public Optional<Schema> byFingerprint(long fingerprint) {
        return Optional.ofNullable(byFingerprint.get(fingerprint));
    }
}
