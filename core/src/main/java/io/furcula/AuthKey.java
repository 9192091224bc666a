package io.furcula;

import io.furcula.internal.ErrorText;
import io.furcula.internal.connect.KeyAccess;
import io.furcula.internal.shared.Transfer;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.security.SecureRandom;

/**
 * A secret that a {@link Listener} and its clients have in common. Who does not have it gets no
 * connection.
 *
 * <p>It reaches a child as an argument of the process: over the channel between parent and child, which
 * nobody else can read. It cannot be sent in a message. A process that is no child reads it from where
 * only its user can, such as a file; never from the command line or the environment.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public final class AuthKey implements Serializable {

    /** The shortest key, in bytes. */
    public static final int MIN_BYTES = 16;

    private static final long serialVersionUID = 1;

    private static final int RANDOM_BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    static {
        KeyAccess.install(AuthKey::secret);
    }

    private final transient byte[] secret;

    private AuthKey(byte[] secret) {
        this.secret = secret;
    }

    /** {@return a new key of 32 random bytes} */
    public static AuthKey random() {
        byte[] secret = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(secret);
        return new AuthKey(secret);
    }

    /**
     * {@return a key}
     *
     * @param secret at least {@value #MIN_BYTES} bytes, as hard to guess as random ones; copied
     * @throws IllegalArgumentException if it is shorter
     */
    public static AuthKey of(byte[] secret) {
        if (secret.length < MIN_BYTES) {
            throw new IllegalArgumentException("a key of " + secret.length
                    + " bytes can be guessed: it needs at least " + MIN_BYTES);
        }
        return new AuthKey(secret.clone());
    }

    /** Its user does not change it. */
    byte[] secret() {
        return secret;
    }

    /** {@return how long it is, and nothing more} */
    @Override
    public String toString() {
        return "AuthKey[" + secret.length + " bytes]";
    }

    private Object writeReplace() {
        if (!Transfer.isToChild()) {
            throw new NotTransferableException(
                    ErrorText.of("FUR-507", "An AuthKey cannot be sent in a message.")
                            .remedy("pass it to the process as an argument")
                            .toString(),
                    new NotSerializableException(AuthKey.class.getName()));
        }
        return new ForChild(secret);
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a key is sent to children alone");
    }

    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record ForChild(byte[] secret) implements Serializable {
        private static final long serialVersionUID = 1;

        private Object readResolve() {
            return new AuthKey(secret);
        }

        /** Not the secret. */
        @Override
        public String toString() {
            return "ForChild";
        }
    }
}
