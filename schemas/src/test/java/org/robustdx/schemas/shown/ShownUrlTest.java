package org.robustdx.schemas.shown;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShownUrlTest {
    @ParameterizedTest
    @CsvSource({
        "http://registry:8080/apis/registry/v3, http://registry:8080/apis/registry/v3",
        "http://user:hunter2@registry:8080/apis, http://registry:8080/apis",
        "https://hunter2@registry, https://registry",
        "https://registry/apis?token=hunter2, https://registry/apis",
        "https://registry/apis#hunter2, https://registry/apis",
        "https://[::1]:8081/apis?hunter2, https://[::1]:8081/apis",
        "registry:8080, registry:8080",
        "user:hunter2@registry:8080, (a URL that may hold a secret)",
        "http://user:hunter2@my_registry:8080, (a URL that may hold a secret)",
        "registry?hunter2, (a URL that may hold a secret)"
    })
    void shouldShowNoUserNoQueryAndNoFragment(URI url, String shown) {
        assertThat(ShownUrl.of(url)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cannot reach http://u:hunter2@h:1/a?t=hunter2 (refused)|cannot reach http://h:1/a (refused)",
                "at <https://h/a?hunter2> and https://u:p@ss@h/b#c, too|at <https://h/a> and https://h/b too",
                "SASL_SSL://u:hunter2@broker:9092|SASL_SSL://broker:9092",
                "s3://bucket/key?versionId=1|s3://bucket/key",
                "mail a@b, is it there?|mail a@b, is it there?",
                "file:///data/a b.png|file:///data/a b.png",
                "http://h:1/x (expected: http://HOST:PORT)|http://h:1/x (expected: http://HOST:PORT)"
            })
    void shouldTakeTheSecretsOutOfAMessage(String message, String shown) {
        assertThat(ShownUrl.in(message)).isEqualTo(shown);
    }
}
