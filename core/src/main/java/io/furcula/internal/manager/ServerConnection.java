package io.furcula.internal.manager;

import io.furcula.Connection;
import io.furcula.MessageFormatException;
import io.furcula.NotTransferableException;
import io.furcula.PeerLostException;
import io.furcula.RemoteException;
import io.furcula.internal.ErrorText;
import io.furcula.manager.ManagedProxy;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.lang.System.Logger.Level;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection of a client, and the thread that serves it.
 *
 * <pre>
 *   [NEW] -- OPEN or JOIN --> [WAITING] -- CALL --> [CALLING] -- done --> [ANSWERING] --+
 *                                 ^                     |                     |         |
 *                                 |         CANCEL, or the client is gone:    |         |
 *                                 |         the thread is interrupted         |         |
 *                                 +-----------------------------------------------------+
 *                                 +--- ACK, or the next call ---[UNCERTAIN]<--+ if it matters
 *                                                                    |
 *                                              the client is gone: what the call did is undone
 * </pre>
 */
final class ServerConnection implements Runnable {

    private static final System.Logger LOG = System.getLogger("io.furcula.manager");

    private final ManagerServer server;
    private final Connection connection;
    private @Nullable ByteBuffer name;
    private volatile @Nullable Session session;
    private boolean first;
    private List<Runnable> undo = List.of();

    /* Guarded by this: so that nobody is interrupted for a call that has ended. */
    private @Nullable Thread calling;
    private long call;
    private boolean cancelled;
    private boolean gone;

    ServerConnection(ManagerServer server, Connection connection) {
        this.server = server;
        this.connection = connection;
    }

    boolean isOf(Session other) {
        return session == other;
    }

    @Override
    public void run() {
        try {
            begin();
            while (true) {
                serve(connection.receiveBytes());
            }
        } catch (PeerLostException | IllegalStateException e) {
            // The client is gone, or the server is closed.
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "interrupted after its call had ended", e);
        } catch (IOException | ClassCastException | MessageFormatException e) {
            LOG.log(
                    Level.WARNING,
                    "a client of the manager at " + server + " says what is no request: " + e);
        } finally {
            undoCall();
            connection.close();
            server.remove(this);
            Session ended = session;
            if (first && ended != null && name != null) {
                server.end(name, ended);
            }
        }
    }

    private void begin() throws IOException, InterruptedException {
        DataInputStream in = input(connection.receiveBytes());
        byte op = in.readByte();
        ByteBuffer client = ByteBuffer.wrap(in.readNBytes(Wire.ID_BYTES));
        name = client;
        if (op == Wire.OPEN) {
            session = server.begin(client, in.readNBytes(Wire.TOKEN_BYTES));
            first = true;
            connection.sendBytes(Wire.message(out -> {
                out.writeLong(server.id().getMostSignificantBits());
                out.writeLong(server.id().getLeastSignificantBits());
            }));
        } else if (op == Wire.JOIN) {
            session = server.session(client);
        }
        if (session == null) {
            throw new IOException("a connection of no session");
        }
    }

    private static DataInputStream input(byte[] message) {
        return new DataInputStream(new ByteArrayInputStream(message));
    }

    private Session client() {
        Session known = session;
        if (known == null) {
            throw new IllegalStateException("no session");
        }
        return known;
    }

    private void serve(byte[] message) throws IOException, InterruptedException {
        DataInputStream in = input(message);
        byte op = in.readByte();
        switch (op) {
            case Wire.CALL -> {
                if (client().hasEnded()) {
                    throw new IOException("a call of a session that has ended");
                }
                undo = List.of(); // its caller has gone on
                answer(in);
            }
            case Wire.ACK -> undo = List.of();
            case Wire.CANCEL -> in.readLong(); // of a call that has ended meanwhile
            case Wire.RELEASE -> release(in);
            case Wire.MEMBER_ENDED -> client().memberEnded(in.readLong());
            default -> throw new IOException("an unknown request " + op);
        }
    }

    private void release(DataInputStream in) throws IOException {
        for (int left = in.readInt(); left > 0; left--) {
            server.referents().release(client(), in.readLong(), in.readInt());
        }
    }

    /* Calls. */

    private void answer(DataInputStream in) throws IOException, InterruptedException {
        long number = in.readLong();
        long id = in.readLong();
        Caller caller = new Caller(client(), in.readLong(), in.readLong());
        Caller.Current current = new Caller.Current(caller);
        String signature = in.readUTF();
        byte[][] arguments = new byte[in.readUnsignedByte()][];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = Wire.readBytes(in);
        }
        Reply reply;
        current.begin();
        try {
            reply = call(number, id, signature, arguments, caller);
        } finally {
            current.end();
        }
        List<Long> granted = current.granted();
        granted.forEach(g ->
                current.undo().add(() -> server.referents().release(caller.session(), g, 1)));
        undo = current.undo();
        try {
            connection.sendBytes(reply.message(number, !undo.isEmpty(), granted));
        } catch (NotTransferableException e) { // too large for the client
            undoCall();
            connection.sendBytes(Reply.refused(Wire.TRANSFER, String.valueOf(e.getMessage()))
                    .message(number, false, List.of()));
        }
    }

    private Reply call(long number, long id, String signature, byte[][] encoded, Caller caller) {
        Object servant;
        Object object;
        Exposed exposed;
        if (id == Wire.CONTROL) {
            servant = new ControlServant(server, caller.session());
            object = servant;
            exposed = Exposed.of(ServerControl.class);
        } else {
            Referents.Held held = server.referents().find(id);
            if (held == null) {
                return Reply.refused(Wire.STATE, noObject(id));
            }
            servant = held.servant();
            object = held.object();
            exposed = held.exposed();
        }
        Exposed.Call method = exposed.find(signature);
        if (method == null || method.method().getParameterCount() != encoded.length) {
            return Reply.refused(Wire.ARGUMENT, noMethod(id, signature));
        }
        Object[] arguments = new Object[encoded.length];
        try {
            for (int i = 0; i < encoded.length; i++) {
                arguments[i] = decode(encoded[i]);
            }
        } catch (MessageFormatException e) {
            return Reply.refused(Wire.TRANSFER, String.valueOf(e.getMessage()));
        }
        return invoke(
                number, method, method == Exposed.TO_STRING ? object : servant, arguments, caller);
    }

    private String noObject(long id) {
        return ErrorText.of(
                        "FUR-603",
                        "The manager at " + server + " has no object " + id + " any more.")
                .likely("its last proxy was dropped before this one was counted")
                .remedy("keep a proxy in the process that creates the object")
                .toString();
    }

    private String noMethod(long id, String signature) {
        return ErrorText.of(
                        "FUR-604",
                        "The object " + id + " of the manager at " + server + " has no method "
                                + signature
                                + " that can be called.")
                .likely("client and server have different versions of the interface")
                .toString();
    }

    private @Nullable Object decode(byte[] bytes) {
        return Reading.read(
                bytes,
                (id, type) -> {
                    Referents.Held held = server.referents().find(id);
                    if (held == null) {
                        throw new InvalidObjectException(noObject(id));
                    }
                    return held.object();
                },
                server.allowed(),
                server.filter(),
                "a client of the manager at " + server);
    }

    private Reply invoke(
            long number, Exposed.Call method, Object target, Object[] arguments, Caller caller) {
        Object result;
        beginCall(number);
        try {
            result = method.method().invoke(target, arguments);
        } catch (InvocationTargetException e) {
            return threw(e.getCause() == null ? e : e.getCause());
        } catch (IllegalAccessException | IllegalArgumentException | NullPointerException e) {
            return Reply.refused(Wire.ARGUMENT, method.signature() + " cannot be called so: " + e);
        } finally {
            endCall();
        }
        try {
            if (result != null
                    && !(result instanceof ManagedProxy)
                    && server.isProxied(method.method().getReturnType())) {
                server.referents().register(result, method.method().getReturnType());
            }
            // Itself first: what an object is replaced by that replaces itself is not known.
            Object sent = result == null ? null : replacement(result, caller);
            return Reply.returned(Wire.encode(sent, "result", o -> replacement(o, caller)));
        } catch (NotTransferableException e) {
            return threw(e);
        }
    }

    private Object replacement(Object object, Caller caller) {
        if (object instanceof String || object instanceof Number) {
            return object;
        }
        ObjectReference reference = server.referents().grant(object, caller.session());
        return reference == null ? object : reference;
    }

    private static Reply threw(Throwable failure) {
        byte[] object;
        try {
            object = Wire.encode(failure, "failure", o -> o);
        } catch (RuntimeException | LinkageError e) {
            object = new byte[0]; // not serialisable: the description must do
        }
        return Reply.threw(Wire.encode(RemoteException.of(failure), "failure", o -> o), object);
    }

    /* Cancelling. */

    private synchronized void beginCall(long number) {
        calling = Thread.currentThread();
        call = number;
        cancelled = false;
        server.watch().callBegins();
        if (gone) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void endCall() {
        calling = null;
        if (Thread.interrupted()) {
            LOG.log(Level.DEBUG, "call {0} was interrupted", call);
        }
    }

    /** {@return whether a call is under way} Interrupts it if its caller does not want it any more. */
    synchronized boolean look() {
        Thread thread = calling;
        if (thread == null) {
            return false;
        }
        if (!cancelled && !gone && isUnwanted()) {
            thread.interrupt();
        }
        return true;
    }

    private boolean isUnwanted() {
        try {
            if (!connection.poll(Duration.ZERO)) {
                return false;
            }
            DataInputStream in = input(connection.receiveBytes());
            cancelled = in.readByte() == Wire.CANCEL && in.readLong() == call;
            return cancelled;
        } catch (PeerLostException | IllegalStateException e) {
            gone = true;
            return true;
        } catch (InterruptedException | IOException | RuntimeException e) {
            LOG.log(
                    Level.WARNING,
                    "a client of the manager at " + server
                            + " says during a call what is no request: " + e);
            return false;
        }
    }

    private void undoCall() {
        List<Runnable> actions = undo;
        undo = List.of();
        for (int i = actions.size() - 1; i >= 0; i--) {
            actions.get(i).run();
        }
    }

    /** Nobody wants the result of the call that is under way. */
    synchronized void abandonCall() {
        gone = true;
        if (calling != null && calling != Thread.currentThread()) {
            calling.interrupt();
        }
    }

    /** Its thread ends, once the call that it is in has ended by an interrupt. */
    void close() {
        abandonCall();
        connection.close();
    }
}
