// SPDX-License-Identifier: Apache-2.0
package io.axoneme.kube.crd;

import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes the files of {@code crds/}: one definition a type, from the Java types and what {@link CrdShape} adds to them. */
public final class CrdFiles {

    /** The types that become definitions. */
    static final List<Class<? extends CustomResource<?, ?>>> TYPES = List.of(
            CiliumNetworkPolicy.class,
            CiliumClusterwideNetworkPolicy.class,
            CiliumCIDRGroup.class,
            CiliumIdentity.class,
            CiliumEndpoint.class,
            CiliumNode.class,
            AxonemeNodeStatus.class);

    private static final String HEADER = """
            # SPDX-License-Identifier: Apache-2.0
            # Generated from the types in io.axoneme.kube.crd; a change here is lost and refused by the build.
            """;

    private CrdFiles() {}

    /**
     * Writes every definition as {@code PLURAL.yaml}, and nothing else, into a folder.
     *
     * @param args the folder; made when absent
     */
    public static void main(String... args) throws IOException {
        if (args.length != 1) {
            System.err.println("usage: CrdFiles FOLDER");
            System.exit(2);
        }
        var folder = Files.createDirectories(Path.of(args[0]));
        for (var file : files().entrySet()) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
    }

    /** File name to contents. */
    static Map<String, String> files() {
        var files = new TreeMap<String, String>();
        for (var definition : definitions()) {
            files.put(definition.getSpec().getNames().getPlural() + ".yaml", HEADER + "---\n" + yaml(definition));
        }
        return files;
    }

    /** The definitions, sorted by name. */
    static List<CustomResourceDefinition> definitions() {
        var definitions = new ArrayList<CustomResourceDefinition>();
        var collect = new CRDPostProcessor() {
            @Override
            public HasMetadata process(HasMetadata generated, String version) {
                definitions.add(CrdShape.of((CustomResourceDefinition) generated));
                return generated;
            }
        };
        var folder = temporaryFolder();
        try {
            new CRDGenerator()
                    .customResourceClasses(List.copyOf(TYPES))
                    .inOutputDir(folder.toFile())
                    .withPostProcessor(collect)
                    .generate();
        } finally {
            delete(folder);
        }
        definitions.sort(
                Comparator.comparing(definition -> definition.getMetadata().getName()));
        return definitions;
    }

    private static String yaml(CustomResourceDefinition definition) {
        return Serialization.asYaml(definition).replaceFirst("^---\n", "");
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("crds");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a temporary folder", e);
        }
    }

    private static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder, e);
        }
    }
}
