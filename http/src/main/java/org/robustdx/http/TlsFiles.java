package org.robustdx.http;

import java.nio.file.Path;

/** The files with a server's certificate and its private key. */
public sealed interface TlsFiles {
    /**
     * PEM files, as in Kubernetes secrets of type {@code kubernetes.io/tls}.
     *
     * @param certificate the server's certificate, followed by intermediate certificates
     * @param key the private key in PKCS#8, unencrypted
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
     * @param file PKCS#12 key store with one key
     * @param passwordFile file with the password in one line
     */
    record Store(Path file, Path passwordFile) implements TlsFiles {
        @Override
        public String shown() {
            return "key store %s, password in %s".formatted(file, passwordFile);
        }
    }

    /** Returns the names of the files in one line. */
    String shown();
}
