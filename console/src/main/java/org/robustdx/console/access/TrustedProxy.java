package org.robustdx.console.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A proxy that logs people in (OpenID Connect) and says in headers who they are. The headers count only in requests that come from one of its addresses;
 * anybody else could write them as well.
 *
 * @param addresses IP addresses of the proxy, as they are written in text
 * @param userHeader header with a stable identifier of the person
 * @param groupsHeader header with the person's groups, separated by commas
 * @param readerGroup group that may look
 * @param reviewerGroup group that may look and decide
 */
public record TrustedProxy(
        Set<String> addresses, String userHeader, String groupsHeader, String readerGroup, String reviewerGroup) {
    private static final int PSEUDONYM_DIGITS = 10;

    /** Copies the set. */
    public TrustedProxy {
        addresses = Set.copyOf(addresses);
    }

    /** Returns whether requests from this address are the proxy's. */
    public boolean isAt(String address) {
        return addresses.contains(address);
    }

    /**
     * Returns the person that the proxy has logged in; empty if the request comes from another address, has no name, or the person is in neither group.
     *
     * @param headers returns the value of a header, or null
     */
    public Optional<Account> account(String address, Function<String, @Nullable String> headers) {
        if (!isAt(address)) {
            return Optional.empty();
        }
        String user = headers.apply(userHeader);
        String groups = headers.apply(groupsHeader);
        if (user == null || user.isBlank() || user.length() > 200 || user.contains(":") || groups == null) {
            return Optional.empty();
        }
        List<String> in =
                Arrays.stream(groups.split(",", -1)).map(String::strip).toList();
        if (in.contains(reviewerGroup)) {
            return Optional.of(new Account(user, Role.REVIEWER, pseudonym(user)));
        }
        return in.contains(readerGroup)
                ? Optional.of(new Account(user, Role.READER, pseudonym(user)))
                : Optional.empty();
    }

    /** Returns the same pseudonym for the same person, now and later. It hides a name from readers of the topic, not from somebody who tries names. */
    static String pseudonym(String user) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(("robustdx-reviewer:" + user).getBytes(StandardCharsets.UTF_8));
            return "r-" + HexFormat.of().formatHex(digest).substring(0, PSEUDONYM_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
