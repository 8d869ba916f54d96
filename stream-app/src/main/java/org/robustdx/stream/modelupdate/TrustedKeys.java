package org.robustdx.stream.modelupdate;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.robustdx.kafka.UserException;
import org.robustdx.schemas.ModelAnnouncement;

/** The public keys whose announcements the app follows. Thread-safe. */
public final class TrustedKeys {
    private final Map<String, PublicKey> keys;

    private TrustedKeys(Map<String, PublicKey> keys) {
        this.keys = Map.copyOf(keys);
    }

    /**
     * Reads the keys in these files.
     *
     * @param files files by key name
     * @throws UserException if a file contains no public key
     */
    public static TrustedKeys read(Map<String, Path> files) {
        Map<String, PublicKey> keys = new TreeMap<>();
        files.forEach((name, file) -> keys.put(name, KeyFiles.publicKey("model-key", file)));
        return new TrustedKeys(keys);
    }

    /** Returns why the signature of an announcement is not accepted; empty if it is valid. */
    Optional<ModelRefusal> objection(ModelAnnouncement announcement) {
        PublicKey key = keys.get(announcement.getKeyName());
        if (key == null) {
            return ModelRefusal.because(ModelRefusal.Reason.UNKNOWN_KEY, "no key of that name is configured");
        }
        ByteBuffer given = announcement.getSignature().duplicate();
        byte[] signature = new byte[given.remaining()];
        given.get(signature);
        return verifies(key, announcement, signature)
                ? Optional.empty()
                : ModelRefusal.because(
                        ModelRefusal.Reason.BAD_SIGNATURE, "the signature does not match the announcement and the key");
    }

    private static boolean verifies(PublicKey key, ModelAnnouncement announcement, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(KeyFiles.ALGORITHM);
            verifier.initVerify(key);
            verifier.update(Announcements.canonical(announcement));
            return verifier.verify(signature);
        } catch (SignatureException e) {
            return false; // The signature has the wrong length or form.
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key was read as one of " + KeyFiles.ALGORITHM, e);
        }
    }

    /** Returns a copy of the announcement, signed with this key. */
    public static ModelAnnouncement signed(ModelAnnouncement announcement, PrivateKey key) {
        try {
            Signature signer = Signature.getInstance(KeyFiles.ALGORITHM);
            signer.initSign(key);
            signer.update(Announcements.canonical(announcement));
            return ModelAnnouncement.newBuilder(announcement)
                    .setSignature(ByteBuffer.wrap(signer.sign()))
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key was read as one of " + KeyFiles.ALGORITHM, e);
        }
    }
}
