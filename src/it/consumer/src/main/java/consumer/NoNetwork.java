package consumer;

import java.io.IOException;
import java.net.ProtocolFamily;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.spi.AbstractSelector;
import java.nio.channels.spi.SelectorProvider;

/** No socket of any kind can be made in a process that runs with this provider and after {@link #deny}. */
public final class NoNetwork extends SelectorProvider {
    private static final String DENIED = "There is no network here.";

    static void deny() throws IOException {
        Socket.setSocketImplFactory(() -> {
            throw new IllegalStateException(DENIED);
        });
        ServerSocket.setSocketFactory(() -> {
            throw new IllegalStateException(DENIED);
        });
    }

    @Override
    public DatagramChannel openDatagramChannel() throws IOException {
        throw new IOException(DENIED);
    }

    @Override
    public DatagramChannel openDatagramChannel(ProtocolFamily family) throws IOException {
        throw new IOException(DENIED);
    }

    @Override
    public Pipe openPipe() throws IOException {
        throw new IOException(DENIED);
    }

    @Override
    public AbstractSelector openSelector() throws IOException {
        throw new IOException(DENIED);
    }

    @Override
    public ServerSocketChannel openServerSocketChannel() throws IOException {
        throw new IOException(DENIED);
    }

    @Override
    public SocketChannel openSocketChannel() throws IOException {
        throw new IOException(DENIED);
    }
}
