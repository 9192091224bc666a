package io.furcula.shm;

import io.furcula.internal.shared.OwnerWord;
import java.io.FileInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Uses up its descriptors and looks whether others live. Arguments: the words of one alive and one dead. */
final class NoDescriptorsMain {

    private NoDescriptorsMain() {}

    public static void main(String[] args) throws Exception {
        long alive = Long.parseLong(args[0]);
        long dead = Long.parseLong(args[1]);
        boolean before = OwnerWord.isAlive(alive) && !OwnerWord.isAlive(dead); // all is loaded now
        List<FileInputStream> open = new ArrayList<>();
        boolean with = false;
        try {
            while (true) {
                open.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException e) {
            with = OwnerWord.isAlive(alive) && !OwnerWord.isAlive(dead);
        }
        for (FileInputStream each : open) {
            each.close();
        }
        System.out.println("right before " + before + ", right without descriptors " + with);
    }
}
