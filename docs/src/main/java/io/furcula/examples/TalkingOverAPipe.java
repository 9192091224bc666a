package io.furcula.examples;

import io.furcula.Connection;
import io.furcula.PeerLostException;
import io.furcula.Pipe;
import io.furcula.Process;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** A pipe, both ways. */
public final class TalkingOverAPipe {

    private TalkingOverAPipe() {}

    // region pipe
    public static void main(String[] args) throws InterruptedException, TimeoutException {
        try (Pipe pipe = Pipe.duplex();
                Process child = Process.start(TalkingOverAPipe::reverse, pipe.child())) {
            Connection here = pipe.parent();
            here.send("drawer");
            here.send(List.of(1, 2, 3)); // any serialisable object
            System.out.println(here.receive(Duration.ofSeconds(30)));
            System.out.println(here.receive(Duration.ofSeconds(30)));
            child.requireSuccess();
            try {
                here.receive();
            } catch (PeerLostException e) {
                System.out.println("the child has ended: nothing more will come");
            }
        }
    }

    private static void reverse(Connection there) throws InterruptedException {
        String word = there.receive(String.class);
        there.send(new StringBuilder(word).reverse().toString());
        there.send(there.receive());
    }
    // endregion
}
