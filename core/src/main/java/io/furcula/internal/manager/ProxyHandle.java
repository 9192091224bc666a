package io.furcula.internal.manager;

import io.furcula.AuthKey;
import io.furcula.internal.codec.ObjectChannel;
import io.furcula.internal.connect.KeyAccess;
import io.furcula.manager.ManagerLostException;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.lang.ref.Reference;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A proxy on its way to another process. It has the server's key where all that read it are processes of one
 * user: in the arguments of a child, and in shared memory; never on a socket.
 *
 * <p>The server keeps the object from the moment that this is written until it is read: the sender may have
 * dropped its proxy, or have ended, meanwhile. If it is never read, the object stays.
 */
@SuppressWarnings("serial") // writes and reads itself
final class ProxyHandle implements Serializable {

    private static final long serialVersionUID = 1;

    private transient ServerRef server;
    private transient long id;
    private transient String type;

    /** Alive at least until this has been written, or null when it was read. */
    private transient @Nullable RemoteObject sender;

    /** Whether the server keeps the object for whoever reads this. */
    private transient boolean held;

    ProxyHandle(RemoteObject sender) {
        this.sender = sender;
        this.server = sender.server();
        this.id = sender.id();
        this.type = sender.type().getName();
    }

    boolean isOf(ServerRef other) {
        return server == other;
    }

    ObjectReference reference() {
        return new ObjectReference(id, type);
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        boolean toFriends =
                out instanceof ObjectChannel channel && channel.isPrivate() && server.hasKey();
        boolean pinned = pin();
        out.writeLong(id);
        out.writeUTF(type);
        out.writeLong(server.id().getMostSignificantBits());
        out.writeLong(server.id().getLeastSignificantBits());
        out.writeUTF(server.addressText());
        out.writeBoolean(pinned);
        out.writeBoolean(toFriends);
        if (toFriends) {
            byte[] secret = KeyAccess.secret(server.key());
            String pattern = server.pattern();
            out.writeInt(secret.length);
            out.write(secret);
            out.writeInt(server.maxMessageBytes());
            out.writeUTF(pattern == null ? "" : pattern);
            String[] allowed = server.allowed().toArray(new String[0]);
            out.writeInt(allowed.length);
            for (String name : allowed) {
                out.writeUTF(name);
            }
        }
    }

    private boolean pin() {
        if (!server.hasKey()) {
            return false;
        }
        try {
            Link.of(server).control().pin(id);
            return true;
        } catch (ManagerLostException | IllegalStateException e) {
            return false; // whoever uses it finds out
        } finally {
            Reference.reachabilityFence(sender);
        }
    }

    private void readObject(ObjectInputStream in) throws IOException {
        id = in.readLong();
        type = in.readUTF();
        UUID serverId = new UUID(in.readLong(), in.readLong());
        server = ServerRef.of(serverId, ServerRef.parse(in.readUTF()));
        held = in.readBoolean();
        if (in.readBoolean()) {
            if (!(in instanceof ObjectChannel channel && channel.isPrivate())) {
                throw new InvalidObjectException("a key comes from a process that may send none");
            }
            byte[] secret = in.readNBytes(in.readInt());
            int maxMessageBytes = in.readInt();
            String pattern = in.readUTF();
            Set<String> allowed = new HashSet<>();
            for (int left = in.readInt(); left > 0; left--) {
                allowed.add(in.readUTF());
            }
            server.learn(
                    AuthKey.of(secret),
                    maxMessageBytes,
                    allowed,
                    pattern.isEmpty() ? null : pattern);
        }
    }

    private Object readResolve() {
        return Reading.resolved(Link.received(server, id, type, held));
    }
}
