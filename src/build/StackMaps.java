// SPDX-License-Identifier: Apache-2.0

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Gives the classes of jars stack maps: {@code StackMaps JAR...} rewrites each jar in place where a class was compiled for Java 5 or
 * before, and leaves others alone, so that a second run changes nothing.
 *
 * <p>The JVM verifies such classes by inference and keeps them, and whatever extends or calls them, out of its ahead-of-time cache
 * (JDK 25, "old class has been linked"). Instructions stay as they are; each result is verified before it is written. Fails with an
 * exception if a jar cannot be read or written, or a class cannot be verified.
 */
final class StackMaps {

    /** The first version in which stack maps decide, with no way back to inference. */
    private static final int MAJOR = ClassFile.JAVA_7_VERSION;

    private StackMaps() {}

    public static void main(String... jars) throws IOException {
        for (var jar : jars) {
            rewrite(Path.of(jar));
        }
    }

    private static void rewrite(Path jar) throws IOException {
        var entries = new LinkedHashMap<ZipEntry, byte[]>();
        boolean old = false;
        try (var in = new ZipInputStream(Files.newInputStream(jar));
                var classes = new ZipFile(jar.toFile())) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                var bytes = in.readAllBytes();
                if (entry.getName().endsWith(".class") && major(bytes) < ClassFile.JAVA_6_VERSION) {
                    bytes = withStackMaps(entry.getName(), bytes, classes);
                    old = true;
                }
                entries.put(entry, bytes);
            }
        }
        if (old) {
            Files.write(jar, zip(entries));
        }
    }

    private static byte[] withStackMaps(String name, byte[] bytes, ZipFile classes) {
        var context = ClassFile.of(
                StackMapsOption.GENERATE_STACK_MAPS,
                ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(type -> open(classes, type.descriptorString()))
                        .orElse(ClassHierarchyResolver.defaultResolver())));
        ClassTransform version = (builder, element) -> {
            if (element instanceof ClassFileVersion) {
                builder.withVersion(MAJOR, 0);
            } else {
                builder.with(element);
            }
        };
        // Code that no transform touches is copied as it is, without stack maps.
        var code = ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL);
        var result = context.transformClass(context.parse(bytes), version.andThen(code));
        var faults = context.verify(result);
        if (!faults.isEmpty()) {
            throw new IllegalStateException(name + ": " + faults.getFirst().getMessage(), faults.getFirst());
        }
        return result;
    }

    /** A class of the jar by its descriptor; null, which the resolver asks for, if the jar has none of that name. */
    private static InputStream open(ZipFile classes, String descriptor) {
        var entry = classes.getEntry(descriptor.substring(1, descriptor.length() - 1) + ".class");
        try {
            return entry == null ? null : classes.getInputStream(entry);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same entries in the same order, with the times that they had. */
    private static byte[] zip(Map<ZipEntry, byte[]> entries) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ZipOutputStream(bytes)) {
            for (var entry : entries.entrySet()) {
                var copy = new ZipEntry(entry.getKey().getName());
                copy.setTime(entry.getKey().getTime());
                out.putNextEntry(copy);
                out.write(entry.getValue());
            }
        }
        return bytes.toByteArray();
    }

    private static int major(byte[] bytes) {
        return (bytes[6] & 0xff) << 8 | bytes[7] & 0xff;
    }
}
