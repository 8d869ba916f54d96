package org.robustdx.inference.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.stream.Stream;
import javax.imageio.IIOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MemoryShortageTest {
    private static OutOfMemoryError shortage() {
        return new OutOfMemoryError("Java heap space");
    }

    static Stream<Throwable> shouldFindTheShortageInWhateverWrapsIt() {
        return Stream.of(
                shortage(),
                new IIOException("Error reading PNG image data", shortage()),
                new InvocationTargetException(shortage()),
                new IllegalStateException(new IOException(new RuntimeException(shortage()))),
                new ExceptionInInitializerError(shortage()));
    }

    @ParameterizedTest
    @MethodSource
    void shouldFindTheShortageInWhateverWrapsIt(Throwable thrown) {
        assertThat(MemoryShortage.causes(thrown)).isTrue();
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> MemoryShortage.check(thrown))
                .satisfies(e -> assertThat(e.toResult("PNG").reason()).isEqualTo(DecodeResult.Reason.MEMORY))
                .withMessageStartingWith("this process has too little memory to decode the image (heap: ");
    }

    @Test
    void shouldFindNoneInOtherFailures() {
        Exception first = new IIOException("first");
        Exception second = new IIOException("second", first);
        first.initCause(second); // Causes that go in a circle.
        for (Throwable thrown :
                new Throwable[] {new IIOException("damaged", new StackOverflowError()), first, new IOException()}) {
            assertThat(MemoryShortage.causes(thrown)).isFalse();
            assertThatCode(() -> MemoryShortage.check(thrown)).doesNotThrowAnyException();
        }
    }
}
