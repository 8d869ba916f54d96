package org.robustdx.gateway.pseudonym;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.robustdx.gateway.Instances;
import org.robustdx.gateway.dicom.Tags;

class IdentityVaultTest {
    private final IdentityVault vault = new IdentityVault(GatewayKey.of(new byte[32]));
    private final Identity identity = Identity.of(Instances.dataSet(1));

    @Test
    void shouldLeadBackToTheOriginalWithTheKey() {
        byte[] sealed = vault.seal("2.25.1", identity);
        assertThat(vault.open("2.25.1", sealed)).contains(identity);
        assertThat(identity.text(Tags.PATIENT_NAME)).isEqualTo("DOE^JANE");
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain(Instances.SECRETS);
        assertThat(identity.toString()).doesNotContain(Instances.SECRETS);
    }

    @Test
    void shouldOpenNothingThatWasSealedForAnotherPseudonymOrByAnotherKeyOrChanged() {
        byte[] sealed = vault.seal("2.25.1", identity);
        assertThat(vault.open("2.25.2", sealed)).isEmpty();
        byte[] secret = new byte[32];
        secret[5] = 1;
        assertThat(new IdentityVault(GatewayKey.of(secret)).open("2.25.1", sealed))
                .isEmpty();
        sealed[sealed.length - 1] ^= 1;
        assertThat(vault.open("2.25.1", sealed)).isEmpty();
        assertThat(vault.open("2.25.1", new byte[3])).isEmpty();
    }

    @Test
    void shouldWriteAKeyThatItsOwnerAloneMayRead(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("key");
        GatewayKey.create(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        byte[] sealed = new IdentityVault(GatewayKey.read(file)).seal("2.25.1", identity);
        assertThat(new IdentityVault(GatewayKey.read(file)).open("2.25.1", sealed))
                .contains(identity);
        assertThatThrownBy(() -> GatewayKey.create(file)).hasMessageContaining("does not exist");
    }

    @Test
    void shouldRefuseAKeyThatOthersMayRead(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("key");
        GatewayKey.create(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> GatewayKey.read(file)).hasMessageContaining("chmod 600");
    }
}
