package io.github.trocr4j.cli;

import io.github.trocr4j.image.PictureFormat;
import io.github.trocr4j.image.file.OtherFormat;
import io.github.trocr4j.image.file.PictureFile;
import io.github.trocr4j.image.file.UnreadableImageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The pictures in a folder, by their endings or, with other endings or none, by their content; and what else is in it.
 *
 * @param pictures sorted by name
 * @param others what is not read, without a full stop; empty if there is nothing
 */
record PictureFolder(List<Path> pictures, String others) {
    /**
     * Lists a folder. Hidden files and subfolders are not opened.
     *
     * @throws UnreadableImageException if there are no pictures in it
     */
    static PictureFolder of(Path folder) throws IOException {
        Listing listing = new Listing();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            entries.forEach(listing::add);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        if (listing.pictures.isEmpty()) {
            throw new UnreadableImageException(
                    folder.toString(),
                    "expected " + PictureFormat.NAMES + " pictures, found none" + listing.instead(),
                    null);
        }
        listing.pictures.sort(null);
        return new PictureFolder(listing.pictures, listing.others());
    }

    private static final class Listing {
        private final List<Path> pictures = new ArrayList<>();
        private final Map<String, Integer> kinds = new TreeMap<>();
        private int folders;
        private int hidden;
        private boolean convertible;

        void add(Path entry) {
            String name = entry.getFileName().toString();
            if (name.startsWith(".")) {
                hidden++;
            } else if (Files.isDirectory(entry)) {
                folders++;
            } else if (!Files.isRegularFile(entry)) {
                kinds.merge("other", 1, Integer::sum);
            } else if (PictureFormat.isEnding(name)) {
                pictures.add(entry);
            } else {
                addByContent(entry, name);
            }
        }

        private void addByContent(Path file, String name) {
            byte[] start;
            try (InputStream in = Files.newInputStream(file)) {
                start = in.readNBytes(OtherFormat.PREFIX);
            } catch (IOException e) {
                kinds.merge("unreadable", 1, Integer::sum);
                return;
            }
            Optional<PictureFormat> format = PictureFile.format(start);
            // BMP's signature is but two letters, and most cameras' raw pictures begin as TIFF.
            boolean weak = format.filter(it -> it == PictureFormat.BMP || it == PictureFormat.TIFF)
                    .isPresent();
            if (format.isPresent() && !(weak && name.contains("."))) {
                pictures.add(file);
                return;
            }
            Optional<OtherFormat> other = OtherFormat.of(start);
            convertible |= other.filter(OtherFormat::isConvertible).isPresent();
            kinds.merge(other.map(OtherFormat::kind).orElseGet(() -> ending(name)), 1, Integer::sum);
        }

        private static String ending(String name) {
            String ending = name.substring(name.lastIndexOf('.') + 1);
            return name.contains(".") && ending.matches("[A-Za-z0-9]{1,8}") ? ending.toUpperCase(Locale.ROOT) : "other";
        }

        String others() {
            int files = kinds.values().stream().mapToInt(count -> count).sum();
            String first = files == 0
                    ? ""
                    : (files == 1
                                    ? "1 file is no picture that can be read here: "
                                    : files + " files are no pictures that can be read here: ")
                            + counts()
                            + (convertible ? " (convert to JPEG or PNG)" : "");
            String second = unopened();
            return first + (first.isEmpty() || second.isEmpty() ? "" : "; ") + second;
        }

        /** Returns what there is if there are no pictures. */
        String instead() {
            String files = kinds.isEmpty() ? "" : ", but " + counts() + (convertible ? "; convert to JPEG or PNG" : "");
            String second = unopened();
            return files + (second.isEmpty() ? "" : "; " + second);
        }

        private String counts() {
            return kinds.entrySet().stream()
                    .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder()))
                    .map(kind -> kind.getValue() + " " + kind.getKey())
                    .collect(Collectors.joining(", "));
        }

        private String unopened() {
            List<String> parts = new ArrayList<>();
            if (folders > 0) {
                parts.add(folders + (folders == 1 ? " folder" : " folders"));
            }
            if (hidden > 0) {
                parts.add(hidden + (hidden == 1 ? " hidden file" : " hidden files"));
            }
            String verb = folders + hidden == 1 ? " was not opened" : " were not opened";
            return parts.isEmpty() ? "" : String.join(" and ", parts) + verb;
        }
    }
}
