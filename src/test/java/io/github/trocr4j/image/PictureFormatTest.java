package io.github.trocr4j.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PictureFormatTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"a.png", "a.JPG", "a.b.jpeg", "a.jpe", "a.Jfif", "in/a.bmp", "a.dib", "a.gif", "a.TIF", "a.tiff"
            })
    void knowsTheEndingsOfPictures(String name) {
        assertThat(PictureFormat.isEnding(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", ".png", "in/.png", "a.pngx", "a.png.txt", "a.webp", "a.", "", "a.png/b"})
    void otherEndingsAreNone(String name) {
        assertThat(PictureFormat.isEnding(name)).isFalse();
    }

    @Test
    void namesAllFormats() {
        assertThat(PictureFormat.NAMES.split(", | or "))
                .containsExactly(
                        Arrays.stream(PictureFormat.values()).map(Enum::name).toArray(String[]::new));
    }
}
