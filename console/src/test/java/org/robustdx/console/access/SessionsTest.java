package org.robustdx.console.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.robustdx.console.MovingClock;

class SessionsTest {
    private static final Account ANNA = new Account("anna", Role.REVIEWER, "reviewer-7");

    private final MovingClock time = new MovingClock();
    private final Sessions sessions = new Sessions(time.clock());

    @Test
    void shouldBeValidAtTheAddressThatItBeganAt() {
        String token = sessions.begin(ANNA, "10.0.0.1");
        assertThat(sessions.use(token, "10.0.0.1").map(Session::account)).contains(ANNA);
        assertThat(sessions.use(token, "10.0.0.2")).as("a stolen cookie").isEmpty();
        assertThat(sessions.use(token + "x", "10.0.0.1")).isEmpty();
    }

    @Test
    void shouldEndWithoutRequestsAndInAnyCase() {
        String idle = sessions.begin(ANNA, "10.0.0.1");
        time.forward(Duration.ofMinutes(31));
        assertThat(sessions.use(idle, "10.0.0.1")).isEmpty();
        String busy = sessions.begin(ANNA, "10.0.0.1");
        for (int i = 0; i < 24; i++) {
            assertThat(sessions.use(busy, "10.0.0.1")).isPresent();
            time.forward(Duration.ofMinutes(30));
        }
        time.forward(Duration.ofSeconds(1));
        assertThat(sessions.use(busy, "10.0.0.1")).as("after twelve hours").isEmpty();
    }

    @Test
    void shouldNotBeKeptAliveByAPageThatOnlyListens() {
        String token = sessions.begin(ANNA, "10.0.0.1");
        time.forward(Duration.ofMinutes(20));
        assertThat(sessions.peek(token, "10.0.0.1")).isPresent();
        time.forward(Duration.ofMinutes(11));
        assertThat(sessions.peek(token, "10.0.0.1")).isEmpty();
    }

    @Test
    void shouldEndWhenAsked() {
        String token = sessions.begin(ANNA, "10.0.0.1");
        sessions.end(token);
        assertThat(sessions.use(token, "10.0.0.1")).isEmpty();
    }

    @Test
    void shouldBoundTheirNumber() {
        String first = sessions.begin(ANNA, "10.0.0.1");
        for (int i = 0; i < 2_000; i++) {
            time.forward(Duration.ofMillis(1));
            sessions.begin(ANNA, "10.0.0.1");
        }
        assertThat(sessions.use(first, "10.0.0.1")).isEmpty();
    }
}
