package io.furcula.shm;

import io.furcula.internal.shared.Segments;
import io.furcula.spi.SegmentProvider;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Lists the kinds of shared memory, and uses the best one. */
final class ListProvidersMain {

    private ListProvidersMain() {}

    public static void main(String[] args) throws Exception {
        System.out.println(Cow.class.getModule());
        for (SegmentProvider provider : Segments.providers()) {
            System.out.println(provider.id() + ": " + provider.availability().reason());
        }
        CowObject<ArrayList<Integer>> made = Cow.ofObject(new ArrayList<>(List.of(1, 2)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ObjectOutputStream objects = new ObjectOutputStream(out)) {
            objects.writeObject(made);
        }
        byte[] bytes = out.toByteArray();
        try (ObjectInputStream objects = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            System.out.println("rebuilt " + ((CowObject<?>) objects.readObject()).get());
        }
    }
}
