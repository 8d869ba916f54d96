package org.robustdx.console.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Scripts and styles of the pages, from the jar. They are listed: a path never becomes the name of a file. */
final class Assets {
    private static final String JAVASCRIPT = "text/javascript; charset=utf-8";
    private static final Map<String, String> TYPES = Map.of(
            "console.css", "text/css; charset=utf-8",
            "icon.svg", "image/svg+xml",
            "theme.js", JAVASCRIPT,
            "live.js", JAVASCRIPT,
            "keys.js", JAVASCRIPT,
            "queue.js", JAVASCRIPT,
            "case.js", JAVASCRIPT,
            "viewer.js", JAVASCRIPT);

    private final Map<String, Asset> assets = new HashMap<>();

    /**
     * One file.
     *
     * @param type its media type
     * @param bytes its content
     */
    @SuppressWarnings("ArrayRecordComponent") // a carrier
    record Asset(String type, byte[] bytes) {}

    Assets() {
        TYPES.forEach((name, type) -> assets.put(name, new Asset(type, read(name))));
    }

    private static byte[] read(String name) {
        try (InputStream in = Assets.class.getResourceAsStream("assets/" + name)) {
            if (in == null) {
                throw new IllegalStateException("asset: " + name + " (expected: in the jar)");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<Asset> find(String name) {
        return Optional.ofNullable(assets.get(name));
    }
}
