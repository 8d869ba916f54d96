package org.robustdx.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.security.oauthbearer.ClientCredentialsJwtRetriever;
import org.apache.kafka.common.security.oauthbearer.DefaultJwtValidator;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Kafka's clients create these classes by reflection to log in with OAuth. Libraries that they need may be missing without any other sign. */
class OAuthTest {
    @ParameterizedTest
    @ValueSource(classes = {DefaultJwtValidator.class, ClientCredentialsJwtRetriever.class})
    void shouldHaveTheLibrariesForALogin(Class<?> used) {
        assertThat((Object) Utils.newInstance(used)).isNotNull();
    }
}
