package org.robustdx.gateway.pseudonym;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;

/**
 * Encrypts and decrypts identities: AES-256-GCM with a random nonce, bound to the pseudonym under which the identity is stored, so that no record can take
 * another's place. Layout: version 1, nonce of 12 bytes, ciphertext with its tag. Thread-safe.
 */
public final class IdentityVault {
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final byte VERSION = 1;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final GatewayKey key;
    private final SecureRandom random = new SecureRandom();

    public IdentityVault(GatewayKey key) {
        this.key = key;
    }

    /** Returns the identity, encrypted. */
    public byte[] seal(String pseudonym, Identity identity) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] text = cipher(Cipher.ENCRYPT_MODE, nonce, pseudonym).doFinal(identity.toBytes());
            byte[] sealed = new byte[1 + NONCE_BYTES + text.length];
            sealed[0] = VERSION;
            System.arraycopy(nonce, 0, sealed, 1, NONCE_BYTES);
            System.arraycopy(text, 0, sealed, 1 + NONCE_BYTES, text.length);
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(CIPHER + " is part of every JDK", e);
        }
    }

    /** Returns the identity in these bytes; empty if they were not sealed with this key for this pseudonym. */
    public Optional<Identity> open(String pseudonym, byte[] sealed) {
        if (sealed.length < 1 + NONCE_BYTES + TAG_BITS / Byte.SIZE || sealed[0] != VERSION) {
            return Optional.empty();
        }
        byte[] nonce = new byte[NONCE_BYTES];
        System.arraycopy(sealed, 1, nonce, 0, NONCE_BYTES);
        try {
            byte[] text = cipher(Cipher.DECRYPT_MODE, nonce, pseudonym)
                    .doFinal(sealed, 1 + NONCE_BYTES, sealed.length - 1 - NONCE_BYTES);
            return Optional.of(Identity.fromBytes(text));
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String pseudonym) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key.identities(), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(pseudonym.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
