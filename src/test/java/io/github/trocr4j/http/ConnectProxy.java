package io.github.trocr4j.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A proxy that leads every tunnel to one port of this machine, and answers other requests itself. */
final class ConnectProxy implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> headers = new CopyOnWriteArrayList<>();
    private final int target;
    private final String refusal;

    /**
     * Starts the proxy.
     *
     * @param refusal status and reason with which tunnels are refused; empty if they are not
     */
    ConnectProxy(int target, String refusal) throws IOException {
        this.target = target;
        this.refusal = refusal;
        threads.execute(() -> {
            while (!server.isClosed()) {
                try {
                    Socket client = server.accept();
                    threads.execute(() -> serve(client));
                } catch (IOException e) {
                    return; // closed
                }
            }
        });
    }

    int port() {
        return server.getLocalPort();
    }

    /** Returns the first lines of all requests. */
    List<String> requests() {
        return requests;
    }

    /** Returns the values of a header in all requests that have it. */
    List<String> values(String name) {
        return headers.stream()
                .filter(line -> line.regionMatches(true, 0, name + ": ", 0, name.length() + 2))
                .map(line -> line.substring(name.length() + 2))
                .toList();
    }

    private void serve(Socket client) {
        try (client) {
            BufferedReader head =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1), 1);
            String first = head.readLine();
            requests.add(first);
            for (String line = head.readLine(); line != null && !line.isEmpty(); line = head.readLine()) {
                headers.add(line);
            }
            OutputStream out = client.getOutputStream();
            if (!first.startsWith("CONNECT ")) {
                write(out, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nby proxy\n");
            } else if (!refusal.isEmpty()) {
                write(out, "HTTP/1.1 " + refusal + "\r\nContent-Length: 0\r\n\r\n");
            } else {
                tunnel(client, out);
            }
        } catch (IOException e) {
            // The client or the server has gone.
        }
    }

    private void tunnel(Socket client, OutputStream out) throws IOException {
        try (Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
            write(out, "HTTP/1.1 200 Connection established\r\n\r\n");
            threads.execute(() -> copy(client, server));
            copy(server, client);
        }
    }

    /** Ends both if one does. */
    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One side has gone.
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
