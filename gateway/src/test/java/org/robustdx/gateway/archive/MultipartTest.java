package org.robustdx.gateway.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MultipartTest {
    private static List<byte[]> parts(String body) throws Multipart.MalformedException {
        return Multipart.parts(body.getBytes(StandardCharsets.ISO_8859_1), "b", 2, 10);
    }

    @Test
    void shouldTakeApartWhatItPutTogether() throws Multipart.MalformedException {
        List<byte[]> files = List.of(new byte[] {1, '\r', '\n', '-', '-'}, new byte[0], new byte[] {3});
        HttpCalls.Body body = Multipart.of(files);
        String boundary = Multipart.boundary(body.type()).orElseThrow();
        assertThat(Multipart.parts(body.bytes(), boundary, 3, 10)).containsExactlyElementsOf(files);
    }

    @Test
    void shouldFindTheBoundaryInAContentType() {
        assertThat(Multipart.boundary("multipart/related; type=\"application/dicom\"; boundary=abc"))
                .contains("abc");
        assertThat(Multipart.boundary("Multipart/Related;boundary=\"a b\";x=y")).contains("a b");
        assertThat(Multipart.boundary("application/dicom; boundary=abc")).isEmpty();
        assertThat(Multipart.boundary("multipart/related")).isEmpty();
    }

    @Test
    void shouldSkipAPreamble() throws Multipart.MalformedException {
        assertThat(parts("hello\r\n--b\r\n\r\nab\r\n--b--"))
                .singleElement()
                .isEqualTo("ab".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void shouldRefuseABodyWithoutItsEnd() {
        assertThatThrownBy(() -> parts("--b\r\nx: y\r\n\r\nab")).hasMessageContaining("closing delimiter");
        assertThatThrownBy(() -> parts("--b\r\nx: y\r\n\r\nab\r\n--b\r\n")).hasMessageContaining("headers");
        assertThatThrownBy(() -> parts("")).hasMessageContaining("no delimiter");
        assertThatThrownBy(() -> parts("--bx")).hasMessageContaining("line break");
    }

    @Test
    void shouldRefuseTooManyAndTooLargeParts() {
        assertThatThrownBy(() -> parts("--b\r\n\r\n\r\na\r\n--b\r\n\r\n\r\na\r\n--b\r\n\r\n\r\na\r\n--b--"))
                .hasMessageContaining("more than 2 parts");
        assertThatThrownBy(() -> parts("--b\r\n\r\n\r\n12345678901\r\n--b--"))
                .hasMessageContaining("more than 10 bytes");
        assertThatThrownBy(() -> parts("--b\r\nx: " + "y".repeat(9000) + "\r\n\r\na\r\n--b--"))
                .hasMessageContaining("8192");
    }
}
