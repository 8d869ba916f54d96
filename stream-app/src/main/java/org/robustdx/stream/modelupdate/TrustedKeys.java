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

/** The keys whose announcements are followed. Thread-safe. */
public final class TrustedKeys {
    private final Map<String, PublicKey> keys;

    private TrustedKeys(Map<String, PublicKey> keys) {
        this.keys = Map.copyOf(keys);
    }

    /**
     * Returns the keys in these files, by name.
     *
     * @throws UserException if one of them holds none
     */
    public static TrustedKeys read(Map<String, Path> files) {
        Map<String, PublicKey> keys = new TreeMap<>();
        files.forEach((name, file) -> keys.put(name, KeyFiles.publicKey("model-key", file)));
        return new TrustedKeys(keys);
    }

    /** Returns why the announcement's signature does not count, or nothing if it does. */
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
                        ModelRefusal.Reason.BAD_SIGNATURE, "the signature is not that key's on this announcement");
    }

    private static boolean verifies(PublicKey key, ModelAnnouncement announcement, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(KeyFiles.ALGORITHM);
            verifier.initVerify(key);
            verifier.update(Announcements.canonical(announcement));
            return verifier.verify(signature);
        } catch (SignatureException e) {
            return false; // Not of the right length or form.
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key was read as one of " + KeyFiles.ALGORITHM, e);
        }
    }

    /** Returns the announcement with its signature by this key. */
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
