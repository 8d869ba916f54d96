package org.robustdx.gateway.pseudonym;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;

/** Keyed hashes of identifiers: the same identifier always gets the same pseudonym, and only the key leads from one to the other. Thread-safe. */
public final class Pseudonyms {
    private static final int UID_BYTES = 16;
    private static final int TEXT_BYTES = 8;

    private final GatewayKey key;

    public Pseudonyms(GatewayKey key) {
        this.key = key;
    }

    /** Returns the pseudonym of a unique identifier: 128 bits of the hash below the root 2.25 (PS3.5, B.2). */
    public String uid(String original) {
        return uid("uid", original);
    }

    /**
     * Returns a unique identifier that belongs to the given parts. The same parts always give the same one.
     *
     * @param kind what is identified, such as {@code report}
     */
    public String uid(String kind, String... parts) {
        byte[] hash = key.hash(kind + '\0' + String.join("\0", parts));
        return "2.25." + new BigInteger(1, Arrays.copyOf(hash, UID_BYTES));
    }

    /** Returns the pseudonym of any other identifier: 16 hexadecimal digits. */
    public String text(String kind, String original) {
        return HexFormat.of().formatHex(key.hash(kind + '\0' + original), 0, TEXT_BYTES);
    }
}
