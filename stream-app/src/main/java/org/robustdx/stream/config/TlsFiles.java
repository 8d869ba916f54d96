package org.robustdx.stream.config;

import java.nio.file.Path;

/** Where a server's certificate and its private key are. */
public sealed interface TlsFiles {
    /**
     * Files in PEM, as Kubernetes' secrets of type {@code kubernetes.io/tls} hold them.
     *
     * @param certificate the server's certificate, followed by those of the authorities between it and the root
     * @param key its private key in PKCS#8, not encrypted
     */
    record Pem(Path certificate, Path key) implements TlsFiles {
        @Override
        public String shown() {
            return "certificate %s, key %s".formatted(certificate, key);
        }
    }

    /**
     * A key store.
     *
     * @param file PKCS#12 with one key
     * @param passwordFile its password, in one line
     */
    record Store(Path file, Path passwordFile) implements TlsFiles {
        @Override
        public String shown() {
            return "key store %s, password in %s".formatted(file, passwordFile);
        }
    }

    /** Returns which files these are. */
    String shown();
}
