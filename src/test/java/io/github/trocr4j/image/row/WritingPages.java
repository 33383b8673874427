package io.github.trocr4j.image.row;

import io.github.trocr4j.data.HandwrittenLine;
import io.github.trocr4j.data.Seeds;
import io.github.trocr4j.image.Picture;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Pages of handwritten numbers with everything that pages have, and where the rows are. */
final class WritingPages {
    /** What makes a page difficult. */
    enum Kind {
        PLAIN,
        TIGHT,
        ONE_DIGIT,
        ROWS,
        CLOSE_ROWS,
        FAR_APART,
        LIGHT_ON_DARK,
        SHADOW,
        TEXTURE,
        RULED_BELOW,
        RULED_THROUGH,
        SQUARED,
        BOXES,
        COMB,
        FRAME,
        STAMP,
        SPECKS,
        THIN,
        LARGE,
        PIECES,
        TURNED,
        TABLE,
        STRIP,
        FAINT,
        BLANK
    }

    /**
     * A page.
     *
     * @param rows x, y, width and height of each entry, from top to bottom, left to right
     */
    record Page(Kind kind, Picture picture, List<int[]> rows) {}

    private final SplittableRandom random;
    private int width;
    private int height;
    private float[] ink;
    private float[] light;
    private double paper;
    private double pen;
    private double noise;
    private double angle;
    private boolean thin;
    private boolean pieces;
    private final List<int[]> rows = new ArrayList<>();

    private WritingPages(SplittableRandom random) {
        this.random = random;
    }

    static Page of(Kind kind, long seed) {
        return new WritingPages(Seeds.random(seed, List.of(Kind.values()).indexOf(kind))).page(kind);
    }

    private void sheet(int sheetWidth, int sheetHeight) {
        width = sheetWidth;
        height = sheetHeight;
        ink = new float[width * height];
        light = new float[width * height];
        Arrays.fill(light, 1);
    }

    private Page page(Kind kind) {
        paper = between(185, 250);
        pen = between(15, 90);
        noise = between(0, 4);
        double size = between(24, 90);
        thin = kind == Kind.THIN;
        pieces = kind == Kind.PIECES;
        if (kind == Kind.TURNED) {
            angle = between(-25, 25) * Math.PI / 180;
        } else if (random.nextDouble() < 0.5 && kind != Kind.TIGHT && kind != Kind.STRIP) {
            angle = between(-3, 3) * Math.PI / 180;
        }
        switch (kind) {
            case TIGHT, STRIP -> tight(kind == Kind.STRIP ? 22 : size, kind == Kind.STRIP ? 4 : between(0, 0.2) * size);
            case ONE_DIGIT -> {
                sheet((int) (size * between(1.5, 12)), (int) (size * between(1.5, 10)));
                written(digits(1), size, width / 2.0, height / 2.0);
            }
            case ROWS, CLOSE_ROWS, TURNED, TABLE, SHADOW, TEXTURE, PIECES, THIN -> {
                if (kind == Kind.THIN) {
                    size = between(20, 40);
                    sheet(1600, 1100);
                } else {
                    sheet(1200, 900);
                }
                rows(size, 1 + below(4), kind == Kind.CLOSE_ROWS ? between(1.25, 1.5) : between(1.6, 2.6), false);
            }
            case FAR_APART -> {
                sheet(1500, 800);
                size = between(24, 60);
                rows(size, 1 + below(3), between(1.8, 2.6), true);
            }
            case BOXES, COMB -> {
                sheet(1400, 500);
                cells(size, kind == Kind.COMB);
            }
            case LARGE -> {
                size = between(200, 500);
                sheet(1600, 900);
                rows(size, 1, 2, false);
            }
            case BLANK -> sheet(800, 600);
            default -> {
                sheet(1000, 400);
                rows(size, 1 + below(2), between(1.6, 2.6), false);
            }
        }
        switch (kind) {
            case RULED_BELOW, RULED_THROUGH -> ruled(kind == Kind.RULED_THROUGH);
            case SQUARED -> squared();
            case FRAME -> frame();
            case STAMP -> stamp();
            case SPECKS -> specks(10 + below(150));
            case SHADOW -> shadow();
            case TEXTURE -> texture();
            case TABLE -> table();
            case FAINT -> pen = paper - between(35, 60);
            case BLANK -> blank();
            case LIGHT_ON_DARK, STRIP -> {
                paper = between(0, 60);
                pen = between(180, 255);
            }
            default -> {}
        }
        byte[] gray = new byte[ink.length];
        for (int i = 0; i < gray.length; i++) {
            double covered = Math.min(1, ink[i]);
            double value = (paper * (1 - covered) + pen * covered) * light[i] + noise * Seeds.bell(random);
            gray[i] = (byte) Math.max(0, Math.min(255, Math.round(value)));
        }
        return new Page(kind, Picture.gray(gray, width, height), rows);
    }

    private void tight(double size, double margin) {
        String text = digits(1 + below(8));
        sheet(3000, 300);
        if (!written(text, size, 1500, 150)) {
            throw new IllegalStateException(text);
        }
        int[] box = rows.get(0);
        int m = (int) margin;
        float[] all = ink;
        int from = (box[1] - m) * width + box[0] - m;
        int stride = width;
        sheet(box[2] + 2 * m, box[3] + 2 * m);
        for (int y = 0; y < height; y++) {
            System.arraycopy(all, from + y * stride, ink, y * width, width);
        }
        rows.set(0, new int[] {m, m, box[2], box[3]});
    }

    /** Writes rows that do not overlap, in the middle of the sheet. */
    private void rows(double size, int count, double pitch, boolean apart) {
        double y = height / 2.0 - (count - 1) * pitch * size / 2 + between(-0.1, 0.1) * height;
        double left = between(0.06, 0.2) * width;
        for (int i = 0; i < count; i++, y += pitch * size) {
            if (!apart) {
                String text = number(1 + below(12));
                double x = count == 1 ? between(0.4, 0.6) * width : left + 0.3 * size * text.length();
                while (!written(text, size, x, y) && text.length() > 1) {
                    text = digits(text.length() / 2);
                }
                continue;
            }
            double x = left;
            for (int j = 0; j < 3; j++) {
                String text = digits(1 + below(5));
                double half = text.length() * 0.55 * size;
                if (!written(text, size, x + half, y)) {
                    break;
                }
                int[] box = rows.get(rows.size() - 1);
                x = box[0] + box[2] + between(2.4, 5) * size + 0.5 * size;
            }
        }
    }

    /**
     * Writes a text around a place that is turned around the middle of the sheet.
     *
     * @return whether it was inside the sheet and clear of the others
     */
    private boolean written(String text, double size, double middleX, double middleY) {
        HandwrittenLine line = HandwrittenLine.write(text, random);
        double scale = size / line.digitHeight();
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        double offX = middleX - width / 2.0;
        double offY = middleY - height / 2.0;
        double centreX = width / 2.0 + cos * offX - sin * offY;
        double centreY = height / 2.0 + sin * offX + cos * offY;
        int reach = (int) (scale * Math.hypot(line.width(), line.height()) / 2) + 2;
        float[] drawn = ink.clone();
        int left = width;
        int top = height;
        int right = -1;
        int bottom = -1;
        for (int y = (int) centreY - reach; y <= centreY + reach; y++) {
            for (int x = (int) centreX - reach; x <= centreX + reach; x++) {
                double dx = x + 0.5 - centreX;
                double dy = y + 0.5 - centreY;
                double fromX = (cos * dx + sin * dy) / scale + line.width() / 2.0 - 0.5;
                double fromY = (cos * dy - sin * dx) / scale + line.height() / 2.0 - 0.5;
                double covered = covered(line, fromX, fromY, scale);
                if (thin) {
                    covered = Math.max(0, Math.min(1, 1.6 * (covered - 0.5)));
                }
                if (pieces
                        && Seeds.random((int) (fromX / 6), (int) (fromY / 6), line.width())
                                        .nextDouble()
                                < 0.1) {
                    covered = 0;
                }
                if (covered <= 0.02) {
                    continue;
                }
                if (x < 0 || y < 0 || x >= width || y >= height) {
                    return false;
                }
                drawn[y * width + x] = (float) Math.max(drawn[y * width + x], covered);
                if (covered > 0.35) {
                    left = Math.min(left, x);
                    right = Math.max(right, x);
                    top = Math.min(top, y);
                    bottom = Math.max(bottom, y);
                }
            }
        }
        if (right < left) {
            return false;
        }
        ink = drawn;
        rows.add(new int[] {left, top, right - left + 1, bottom - top + 1});
        return true;
    }

    private static double covered(HandwrittenLine line, double x, double y, double scale) {
        int steps = scale < 1 ? (int) Math.ceil(1 / scale) : 1;
        double sum = 0;
        for (int i = 0; i < steps * steps; i++) {
            int across = i % steps;
            int down = i / steps;
            double u = x + ((across + 0.5) / steps - 0.5) / scale;
            double v = y + ((down + 0.5) / steps - 0.5) / scale;
            int left = (int) Math.floor(u);
            int top = (int) Math.floor(v);
            if (left < 0 || top < 0 || left >= line.width() - 1 || top >= line.height() - 1) {
                continue;
            }
            int at = top * line.width() + left;
            float[] c = line.coverage();
            double a = u - left;
            double b = v - top;
            sum += (c[at] * (1 - a) + c[at + 1] * a) * (1 - b)
                    + (c[at + line.width()] * (1 - a) + c[at + line.width() + 1] * a) * b;
        }
        return sum / (steps * steps);
    }

    /** Digits in boxes of their own, or in one box with bars. */
    private void cells(double size, boolean comb) {
        double cell = size * between(1.3, 1.8);
        double gap = comb ? 0 : size * between(0.1, 0.4);
        int count = Math.min(1 + below(8), (int) ((width - 60) / (cell + gap)));
        double x0 = between(0.05, 0.3) * (width - count * (cell + gap));
        double top = height / 2.0 - cell / 2;
        int[] all = null;
        for (int i = 0; i < count; i++) {
            double x = x0 + i * (cell + gap);
            box(x, top, cell, cell, 1 + size / 40, 0.7);
            if (!written(digits(1), size * between(0.75, 1), x + cell / 2, top + cell / 2)) {
                throw new IllegalStateException("cells");
            }
            int[] box = rows.remove(rows.size() - 1);
            all = all == null ? box : union(all, box);
        }
        rows.add(all);
    }

    private static int[] union(int[] a, int[] b) {
        int left = Math.min(a[0], b[0]);
        int top = Math.min(a[1], b[1]);
        return new int[] {left, top, Math.max(a[0] + a[2], b[0] + b[2]) - left, Math.max(a[1] + a[3], b[1] + b[3]) - top
        };
    }

    private void box(double x, double y, double w, double h, double thickness, double darkness) {
        line(x, y, x + w, y, thickness, darkness);
        line(x, y + h, x + w, y + h, thickness, darkness);
        line(x, y, x, y + h, thickness, darkness);
        line(x + w, y, x + w, y + h, thickness, darkness);
    }

    /** Draws a line in the turned sheet. */
    private void line(double fromX, double fromY, double toX, double toY, double thickness, double darkness) {
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        double length = Math.hypot(toX - fromX, toY - fromY);
        for (double t = -thickness / 2; t <= length + thickness / 2; t += 0.3) {
            for (double s = -thickness / 2; s <= thickness / 2; s += 0.3) {
                double offX = fromX + (toX - fromX) * t / length - (toY - fromY) * s / length - width / 2.0;
                double offY = fromY + (toY - fromY) * t / length + (toX - fromX) * s / length - height / 2.0;
                dot(width / 2.0 + cos * offX - sin * offY, height / 2.0 + sin * offX + cos * offY, darkness);
            }
        }
    }

    private void dot(double x, double y, double darkness) {
        int column = (int) Math.floor(x);
        int row = (int) Math.floor(y);
        if (column >= 0 && row >= 0 && column < width && row < height) {
            int i = row * width + column;
            ink[i] = (float) Math.max(ink[i], darkness);
        }
    }

    private void ruled(boolean through) {
        int[] box = rows.get(0);
        double pitch = box[3] * between(1.1, 1.6);
        double y = box[1] + (through ? between(0.3, 0.8) : between(0.98, 1.1)) * box[3];
        double thickness = between(1, 3);
        double darkness = between(0.3, 0.9);
        boolean whole = random.nextDouble() < 0.5;
        if (!whole) {
            line(box[0] - 20, y, box[0] + box[2] + 20 + pitch, y, thickness, darkness);
            return;
        }
        for (double at = y % pitch - 3 * pitch; at < height + 3 * pitch; at += pitch) {
            line(-100, at, width + 100, at, thickness, darkness);
        }
    }

    private void squared() {
        double pitch = rows.get(0)[3] * between(0.35, 0.7);
        double darkness = between(0.15, 0.5);
        for (double at = 0; at < width; at += pitch) {
            line(at, -100, at, height + 100, 1.5, darkness);
        }
        for (double at = 0; at < height; at += pitch) {
            line(-100, at, width + 100, at, 1.5, darkness);
        }
    }

    private void frame() {
        double inset = between(4, 15);
        if (random.nextDouble() < 0.5) {
            box(inset + 15, inset + 15, width - 2 * inset - 30, height - 2 * inset - 30, between(1, 5), 0.9);
            return;
        }
        for (int[] row : rows) {
            double pad = between(0.25, 0.4) * row[3];
            double saved = angle;
            angle = 0;
            box(row[0] - pad, row[1] - pad, row[2] + 2 * pad, row[3] + 2 * pad, between(1, 4), 0.9);
            angle = saved;
        }
    }

    /** A ring with short bars, fainter than the writing, that may touch it. */
    private void stamp() {
        double radius = between(60, 140);
        double middleX = between(0, width);
        double middleY = between(0, height);
        for (double t = 0; t < 6.29; t += 0.3 / radius) {
            for (double s = 0; s < 4; s += 0.4) {
                dot(middleX + (radius - s) * Math.cos(t), middleY + (radius - s) * Math.sin(t), 0.45);
            }
        }
        for (int i = -2; i <= 2; i++) {
            double saved = angle;
            angle = 0;
            double x = middleX + 0.2 * i * radius;
            line(x, middleY - 0.12 * radius, x + 0.1 * radius, middleY + 0.12 * radius, 3, 0.45);
            angle = saved;
        }
    }

    private void specks(int count) {
        for (int i = 0; i < count; i++) {
            double x = between(0, width);
            double y = between(0, height);
            int side = 1 + below(3);
            for (int k = 0; k < side * side; k++) {
                int down = k / side;
                dot(x + k % side, y + down, between(0.3, 1));
            }
        }
    }

    private void shadow() {
        double across = between(-0.5, 0.5);
        double down = between(-0.5, 0.5);
        double edge = between(0.2, 0.8) * width;
        double slant = between(-0.5, 0.5);
        double dark = between(0.5, 0.8);
        double soft = between(1, 60);
        for (int i = 0; i < light.length; i++) {
            int x = i % width;
            int y = i / width;
            double in = Math.max(0, Math.min(1, (x + slant * y - edge) / soft));
            double even = 1 + across * ((double) x / width - 0.5) + down * ((double) y / height - 0.5);
            light[i] *= (float) (even * (1 - (1 - dark) * in));
        }
        paper = between(170, 200);
    }

    private void texture() {
        double depth = between(0.02, 0.08);
        double fx = between(0.02, 0.6);
        double fy = between(0.02, 0.6);
        for (int i = 0; i < light.length; i++) {
            int row = i / width;
            double wave = Math.sin(fx * (i % width) + Math.sin(0.03 * row)) * Math.sin(fy * row);
            light[i] *= (float) (1 + depth * wave + 0.5 * depth * Seeds.bell(random));
        }
        noise = between(3, 8);
    }

    private void blank() {
        double draw = random.nextDouble();
        if (draw < 0.25) {
            texture();
        } else if (draw < 0.5) {
            shadow();
        } else if (draw < 0.75) {
            for (double at = 30; at < height; at += 40) {
                line(-100, at, width + 100, at, 2, 0.5);
            }
        } else {
            specks(20);
        }
    }

    /** Puts the sheet on a dark table with some grain; the sheet is turned with its writing. */
    private void table() {
        double table = between(20, 70) / paper;
        double cos = Math.cos(angle);
        double sin = Math.sin(angle);
        int border = 60 + below(60);
        int oldWidth = width;
        int oldHeight = height;
        float[] old = ink;
        sheet(oldWidth + 4 * border, oldHeight + 4 * border);
        for (int y = 0; y < oldHeight; y++) {
            System.arraycopy(old, y * oldWidth, ink, (y + 2 * border) * width + 2 * border, oldWidth);
        }
        rows.replaceAll(box -> new int[] {box[0] + 2 * border, box[1] + 2 * border, box[2], box[3]});
        for (int i = 0; i < light.length; i++) {
            double x = i % width + 0.5 - width / 2.0;
            int row = i / width;
            double y = row + 0.5 - height / 2.0;
            double u = Math.abs(cos * x + sin * y);
            double v = Math.abs(cos * y - sin * x);
            if (u > oldWidth / 2.0 + border || v > oldHeight / 2.0 + border) {
                light[i] = (float) (table * (1 + 0.1 * Math.sin(0.05 * y + 3 * Math.sin(0.01 * x))));
            }
        }
    }

    private String digits(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(12, Math.max(1, count)); i++) {
            text.append((char) ('0' + below(10)));
        }
        return text.toString();
    }

    private String number(int count) {
        String text = digits(count);
        if (count > 3 && random.nextDouble() < 0.25) {
            char mark = ".,-/".charAt(below(4));
            int at = 1 + below(count - 2);
            text = text.substring(0, at) + mark + text.substring(at);
        }
        return text;
    }

    private double between(double from, double to) {
        return Seeds.between(from, to, random);
    }

    private int below(int bound) {
        return Seeds.below(bound, random);
    }
}
