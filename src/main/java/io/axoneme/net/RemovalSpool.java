// SPDX-License-Identifier: Apache-2.0
package io.axoneme.net;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Removals that the CNI plugin kept while the agent was away: each the bytes that it would have sent. */
public final class RemovalSpool {
    private static final Logger LOG = System.getLogger(RemovalSpool.class.getName());
    private static final int HEADER_SIZE = 12;

    private final Path folder;

    /**
     * The spool of a node.
     *
     * @param folder where the plugin puts them; need not be there
     */
    public RemovalSpool(Path folder) {
        this.folder = folder;
    }

    /** Carries out every kept removal and forgets it; those that fail stay for the next time. Gives how many were done. */
    public int replay(PodNetwork network) {
        int done = 0;
        for (Path file : files()) {
            try {
                Sandbox sandbox = read(file);
                network.delete(sandbox);
                Files.deleteIfExists(file);
                LOG.log(Level.INFO, "CNI: kept removal of {0} ({1}) done", sandbox.key(), sandbox.subject());
                done++;
            } catch (CniException | IOException e) {
                LOG.log(Level.ERROR, "CNI: kept removal {0} failed: {1}", file, e.getMessage());
            }
        }
        return done;
    }

    private List<Path> files() {
        List<Path> files = new ArrayList<>();
        try (var found = Files.newDirectoryStream(folder, "del-*")) {
            found.forEach(files::add);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            LOG.log(Level.ERROR, "CNI: kept removals in {0} cannot be read: {1}", folder, e.getMessage());
        }
        Collections.sort(files);
        return files;
    }

    private static Sandbox read(Path file) throws IOException, CniException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() < HEADER_SIZE) {
            throw new IOException("it is cut off");
        }
        bytes.getInt();
        int environmentLength = bytes.getInt();
        int inputLength = bytes.getInt();
        if (environmentLength < 0 || inputLength < 0 || bytes.remaining() < (long) environmentLength + inputLength) {
            throw new IOException("it is cut off");
        }
        byte[] environment = new byte[environmentLength];
        byte[] input = new byte[inputLength];
        bytes.get(environment).get(input);
        return CniRequest.read(environment, input).sandbox();
    }
}
