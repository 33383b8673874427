package io.github.trocr4j.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which hosts NO_PROXY exempts; the first rows are those of curl's {@code tests/unit/unit1614.c} in kind. */
class NoProxyTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "example.com            | https://example.com/",
                "example.com            | https://www.example.com/",
                ".example.com           | https://example.com/",
                ".example.com           | https://a.b.example.com/",
                "*.example.com          | https://www.example.com/",
                "EXAMPLE.com.           | https://www.Example.COM/",
                "example.com            | https://example.com./",
                "a, b  example.com,c    | https://example.com/",
                "*                      | https://example.com/",
                "localhost,*            | https://192.168.0.1/",
                "example.com:443        | https://example.com/",
                "example.com:8443       | https://example.com:8443/",
                "192.168.0.1            | https://192.168.0.1/",
                "192.168.0.1:8443       | https://192.168.0.1:8443/",
                "192.168.0.0/16         | https://192.168.255.9/",
                "10.0.0.0/7             | https://11.1.2.3/",
                "0.0.0.0/0              | https://8.8.8.8/",
                "::1                    | https://[::1]/",
                "[::1]                  | https://[::1]/",
                "[::1]:8443             | https://[::1]:8443/",
                "2001:db8::/32          | https://[2001:0DB8:1::2]/",
                "0:0:0:0:0:0:0:1        | https://[::1]/"
            })
    void exempts(String variable, URI address) {
        assertThat(NoProxy.of(variable).covers(address)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "example.com            | https://nonexample.com/",
                "example.com            | https://example.com.org/",
                "www.example.com        | https://example.com/",
                "example.com:8443       | https://example.com/",
                "192.168.0.1            | https://192.168.0.11/",
                "168.0.1                | https://192.168.0.1/",
                "192.168.0.1:1          | https://192.168.0.1/",
                "192.168.0.0/24         | https://192.168.1.1/",
                "192.168.0.0/33         | https://192.168.0.0/",
                "192.168.0.0/           | https://192.168.0.0/",
                "0.0.0.0/0              | https://[::1]/",
                "::/0                   | https://10.0.0.1/",
                "[::1]:1                | https://[::1]/",
                "10.0.0.0/8             | https://example.com/",
                "., *., :, /, [, ]      | https://example.com/",
                "https://example.com    | https://example.com/"
            })
    void doesNotExempt(String variable, URI address) {
        assertThat(NoProxy.of(variable).covers(address)).isFalse();
    }
}
