package org.robustdx.gateway.archive;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.robustdx.kafka.UserException;
import org.robustdx.schemas.shown.ShownUrl;

/**
 * A server and how to log in. {@code toString} does not show the login.
 *
 * @param base URL that all paths are appended to, without a slash at its end
 * @param authorization value of the header {@code Authorization}; empty for none
 */
public record ServerAccess(URI base, Optional<String> authorization) {
    private static final int LONGEST_FILE = 16 << 10;

    public ServerAccess {
        String scheme = String.valueOf(base.getScheme());
        if (!scheme.matches("https?")
                || base.getHost() == null
                || base.getRawUserInfo() != null
                || base.getRawQuery() != null
                || base.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "url: %s (expected: http(s)://HOST[:PORT][/PATH])".formatted(ShownUrl.of(base)));
        }
    }

    /**
     * Returns the access to a server.
     *
     * @param login file with one line: {@code USER:PASSWORD}, or {@code Bearer TOKEN}
     * @throws UserException if the file cannot be read
     */
    public static ServerAccess of(URI url, Optional<Path> login) {
        String text = url.toString();
        URI base = text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : url;
        return new ServerAccess(base, login.map(ServerAccess::read));
    }

    private static String read(Path file) {
        try {
            if (Files.size(file) <= LONGEST_FILE) {
                String line = Files.readString(file, StandardCharsets.UTF_8).strip();
                if (line.matches("Bearer [!-~]+")) {
                    return line;
                }
                if (line.matches("[^:\\p{Cntrl}]+:\\P{Cntrl}*")) {
                    return "Basic " + Base64.getEncoder().encodeToString(line.getBytes(StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            // As if it held something else.
        }
        throw UserException.badInput("login: %s (expected: a file with USER:PASSWORD or Bearer TOKEN)".formatted(file));
    }

    @Override
    public String toString() {
        return ShownUrl.of(base);
    }
}
