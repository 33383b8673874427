package consumer;

import io.github.trocr4j.LineReader;
import io.github.trocr4j.data.GeneratedDigits;
import io.github.trocr4j.data.SequenceDataset;
import io.github.trocr4j.data.Strip;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.imageio.ImageIO;

/** Reads numbers with {@link ReadNumbers} where hardly anything is as at home, and says what is wrong. */
public final class Check {
    private static final int STRIPS = 10;
    private static final int MARGIN = 28;

    public static void main(String[] args) throws Exception {
        require("i".toUpperCase(Locale.getDefault()).equals("\u0130"), "the locale is not Turkish");
        NoNetwork.deny();
        require(denied(Socket::new) && denied(SocketChannel::open), "the network is not denied");

        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true));
        int right = 0;
        List<Strip> strips =
                SequenceDataset.inOrder(GeneratedDigits.generate(1, 1, STRIPS * Strip.LENGTH).test());
        for (Strip strip : strips) {
            File picture = picture(strip, new File(args[0], strip.text() + ".png"));
            right += ReadNumbers.read(picture.toPath()).equals(strip.text()) ? 1 : 0;
        }
        System.setOut(out);

        require(right >= STRIPS - 2, "only " + right + " of " + STRIPS + " numbers were read right");
        require(printed.size() == 0, "the library printed: " + printed);
        Module module = LineReader.class.getModule();
        System.out.println((module.isNamed() ? "module " + module.getName() : "class path") + ": " + right + " of "
                + STRIPS + " numbers, no network, " + Locale.getDefault());
    }

    /** Writes the digits of a strip in dark ink on white paper. */
    private static File picture(Strip strip, File file) throws IOException {
        int width = Strip.WIDTH + 2 * MARGIN;
        int height = Strip.HEIGHT + 2 * MARGIN;
        byte[] page = new byte[width * height];
        Arrays.fill(page, (byte) 255);
        for (int i = 0; i < strip.pixels().length; i++) {
            int at = (MARGIN + i / Strip.WIDTH) * width + MARGIN + i % Strip.WIDTH;
            page[at] = (byte) (255 - (strip.pixels()[i] & 0xff));
        }
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setDataElements(0, 0, width, height, page);
        ImageIO.write(image, "png", file);
        return file;
    }

    private interface Opening {
        AutoCloseable open() throws Exception;
    }

    private static boolean denied(Opening opening) {
        try (AutoCloseable opened = opening.open()) {
            return false;
        } catch (Exception e) {
            return String.valueOf(e.getMessage()).contains("no network");
        }
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
