package io.furcula.fork;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.furcula.Context;
import io.furcula.Process;
import io.furcula.ProcessGroup;
import io.furcula.Queue;
import io.furcula.testkit.Await;
import io.furcula.testkit.Deadline;
import io.furcula.testkit.LeakCheck;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What parent and children do with inherited files, selectors and sockets does not disturb the others. */
@ExtendWith({Deadline.class, LeakCheck.class})
class ForkedFilesTest {

    private static final int ENTRIES = 300;
    private static final int CHILDREN = 6;

    @TempDir
    private Path folder;

    /* Jars. */

    private Path zip() throws IOException {
        Path zip = folder.resolve("entries.jar");
        Random random = new Random(42);
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
            for (int i = 0; i < ENTRIES; i++) {
                out.putNextEntry(new ZipEntry("entry" + i));
                byte[] content = new byte[2_000 + random.nextInt(20_000)];
                random.nextBytes(content);
                out.write(content);
            }
        }
        return zip;
    }

    private static long checksum(ZipFile zip) throws IOException {
        CRC32 sum = new CRC32();
        for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
            try (InputStream in = zip.getInputStream(all.nextElement())) {
                sum.update(in.readAllBytes());
            }
        }
        return sum.getValue();
    }

    @Test
    void childrenReadAJarOfTheParentAtTheSameTime() throws Exception {
        try (ZipFile zip = new ZipFile(zip().toFile())) {
            long expected = checksum(zip);
            try (ProcessGroup children = Context.of("fork").startAll(CHILDREN, i -> {
                for (int round = 0; round < 5; round++) {
                    assertEquals(expected, checksum(zip));
                }
            })) {
                assertEquals(expected, checksum(zip));
                children.requireSuccess();
            }
        }
    }

    @Test
    void childrenLoadClassesFromAJarOfTheParentAtTheSameTime() throws Exception {
        int classes = 150;
        Path jar = folder.resolve("classes.jar");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
            for (int i = 0; i < classes; i++) {
                out.putNextEntry(new ZipEntry("gen/C" + i + ".class"));
                out.write(Generated.named("gen/C" + i));
            }
        }
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
            loader.loadClass("gen.C0");
            try (ProcessGroup children = Context.of("fork").startAll(8, child -> {
                for (int i = 1; i < classes; i++) {
                    Class.forName("gen.C" + (i + child * 17) % classes, true, loader);
                }
            })) {
                children.requireSuccess();
            }
        }
    }

    @Test
    void childrenLoadClassesOfTheJdkAtTheSameTime() throws Exception {
        try (ProcessGroup children = Context.of("fork").startAll(8, child -> {
            for (String name : new String[] {
                "java.net.http.HttpClient",
                "javax.xml.parsers.SAXParser",
                "java.sql.Timestamp",
                "java.util.logging.SocketHandler",
                "javax.sql.rowset.RowSetFactory",
                "javax.naming.InitialContext",
                "java.rmi.registry.Registry",
                "java.util.concurrent.Phaser",
                "java.util.concurrent.Exchanger",
                "java.time.chrono.ThaiBuddhistChronology",
                "java.text.ChoiceFormat"
            }) {
                Class.forName(name);
            }
        })) {
            children.requireSuccess();
        }
    }

    /** The smallest of classes. */
    private static final class Generated {
        static byte[] named(String name) throws IOException {
            var bytes = new java.io.ByteArrayOutputStream();
            var out = new java.io.DataOutputStream(bytes);
            out.writeInt(0xCAFEBABE);
            out.writeInt(52);
            out.writeShort(5);
            out.writeByte(7);
            out.writeShort(2);
            out.writeByte(1);
            out.writeUTF(name);
            out.writeByte(7);
            out.writeShort(4);
            out.writeByte(1);
            out.writeUTF("java/lang/Object");
            out.writeShort(0x21);
            out.writeShort(1);
            out.writeShort(3);
            for (int i = 0; i < 4; i++) {
                out.writeShort(0);
            }
            return bytes.toByteArray();
        }
    }

    /* Selectors. */

    private static String selectOnce() throws IOException {
        try (Selector selector = Selector.open();
                ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
            try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
                int ready = selector.select(TimeUnit.SECONDS.toMillis(20));
                try (SocketChannel accepted = server.accept()) {
                    client.write(ByteBuffer.wrap(new byte[] {42}));
                    ByteBuffer got = ByteBuffer.allocate(1);
                    accepted.read(got);
                    selector.wakeup();
                    return ready + " " + got.get(0) + " " + selector.selectNow();
                }
            }
        }
    }

    @Test
    void childHasSelectorsOfItsOwn() throws Exception {
        assertEquals("1 42 0", selectOnce());
        assertEquals("1 42 0", Forks.ask(ForkedFilesTest::selectOnce));
        assertEquals("1 42 0", selectOnce());
    }

    /** A thread that selects, and counts how often it wakes with and without a key. */
    private static final class Selecting implements AutoCloseable {
        private final Selector selector = Selector.open();
        private final Pipe pipe = Pipe.open();
        private final AtomicInteger wakes = new AtomicInteger();
        private final AtomicInteger bytes = new AtomicInteger();
        private final Thread thread = new Thread(this::select);
        private volatile boolean ends;

        Selecting() throws IOException {
            pipe.source().configureBlocking(false);
            pipe.source().register(selector, SelectionKey.OP_READ);
            thread.start();
            send(1);
        }

        private void select() {
            try {
                while (!ends) {
                    selector.select();
                    wakes.incrementAndGet();
                    if (selector.selectedKeys().removeIf(SelectionKey::isReadable)) {
                        bytes.addAndGet(pipe.source().read(ByteBuffer.allocate(1)));
                    }
                }
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        /** Sends a byte, and sees it arrive. */
        void send(int number) throws IOException {
            pipe.sink().write(ByteBuffer.allocate(1));
            Await.until("byte " + number, () -> bytes.get() == number, () -> "" + bytes);
        }

        @Override
        public void close() throws IOException, InterruptedException {
            ends = true;
            selector.wakeup();
            thread.join();
            selector.close();
            pipe.source().close();
            pipe.sink().close();
        }
    }

    @Test
    void parentsSelectorIsNotWokenByItsCopyInAChild() throws Exception {
        try (Selecting parent = new Selecting()) {
            int before = parent.wakes.get();
            Forks.run(() -> {
                parent.selector.wakeup();
                selectOnce();
            });
            parent.send(2);
            assertEquals(before + 1, parent.wakes.get(), "woken by the byte alone");
        }
    }

    @Test
    void parentsSelectorGoesOnAfterAChildHasClosedItsCopies() throws Exception {
        try (Selecting parent = new Selecting()) {
            Forks.run(() -> {
                parent.pipe.source().close();
                parent.pipe.sink().close();
            });
            parent.send(2);
            parent.send(3);
        }
    }

    @Test
    void parentsServerSocketAcceptsItsOwnConnections() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            FutureTask<Integer> accepts = new FutureTask<>(() -> {
                int count = 0;
                while (count < 5) {
                    try (Socket socket = server.accept()) {
                        count += socket.getInputStream().read();
                    }
                }
                return count;
            });
            new Thread(accepts).start();
            try (Queue<String> gate = Queue.create();
                    Process child = Forks.start(gate::take)) {
                for (int i = 0; i < 5; i++) {
                    try (Socket socket =
                            new Socket(server.getInetAddress(), server.getLocalPort())) {
                        socket.getOutputStream().write(1);
                    }
                }
                assertEquals(5, accepts.get(20, TimeUnit.SECONDS), "none was taken by the child");
                gate.put("go");
                Forks.succeeds(child);
            }
        }
    }

    @Test
    void threadThatReadsInTheParentIsAloneWithItsInput() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                Socket sender = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket receiver = server.accept()) {
            FutureTask<Integer> reader = new FutureTask<>(() -> {
                int sum = 0;
                for (int b = receiver.getInputStream().read();
                        b >= 0;
                        b = receiver.getInputStream().read()) {
                    sum += b;
                }
                return sum;
            });
            new Thread(reader).start();
            try (Queue<String> gate = Queue.create();
                    Process child = Forks.start(gate::take)) {
                for (int i = 0; i < 100; i++) {
                    sender.getOutputStream().write(1);
                }
                sender.shutdownOutput();
                assertEquals(100, reader.get(20, TimeUnit.SECONDS));
                gate.put("go");
                Forks.succeeds(child);
            }
        }
    }
}
