package sc.fiji.diffseg.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.types.DataType;
import ai.djl.training.GradientCollector;
import java.io.File;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.diffseg.Precision;

class TorchEngineTest {

    @ParameterizedTest
    @ValueSource(strings = {"tpu", "gpu77", "cpu1", "cuda", "gpu-1", "gpu 0"})
    void anUnknownDeviceIsRefusedInOneSentence(String device) {
        String message =
                assertThrows(EngineUnavailableException.class, () -> TorchEngine.start(device))
                        .getMessage();
        assertTrue(message.startsWith("There is no device '" + device + "' here"), message);
        assertOneSentence(message);
    }

    private static void assertOneSentence(String message) {
        assertTrue(message.endsWith("."), message);
        assertEquals(-1, message.indexOf('\n'), message);
        assertFalse(message.matches(".*[.][ )].*"), message);
    }

    @Test
    void oneEngineServesADeviceHoweverItIsCalled() {
        TorchEngine engine = TorchEngine.start("cpu");
        assertSame(engine, TorchEngine.start(" CPU "));
        assertEquals("cpu", engine.deviceName());
        assertTrue(engine.isCpu());
        assertSame(TorchEngine.start(TorchEngine.AUTO), TorchEngine.start(null));
        assertSame(TorchEngine.start(TorchEngine.AUTO), TorchEngine.start(""));
    }

    @Test
    void anotherNumberOfThreadsComesTooLate() {
        TorchEngine.start("cpu");
        TorchEngine.setThreads(0);
        String message =
                assertThrows(IllegalStateException.class, () -> TorchEngine.setThreads(12345))
                        .getMessage();
        assertOneSentence(message);
        assertNotEquals("12345", System.getProperty("ai.djl.pytorch.num_threads"));
    }

    @Test
    void automaticPrecisionIsOneOfTheTwo() {
        TorchEngine engine = TorchEngine.start("cpu");
        Precision precision = engine.resolve(Precision.AUTO);
        assertNotEquals(Precision.AUTO, precision);
        assertSame(engine.operators(precision), engine.operators(Precision.AUTO));
        assertEquals(Precision.FLOAT32, engine.resolve(Precision.FLOAT32));
        assertEquals(Precision.BFLOAT16, engine.resolve(Precision.BFLOAT16));
    }

    @Test
    void twoTrainingsCannotRecordAtOnce() {
        TorchEngine engine = TorchEngine.start("cpu");
        try (GradientCollector first = engine.newGradientCollector()) {
            assertThrows(IllegalStateException.class, engine::newGradientCollector);
        }
        engine.newGradientCollector().close();
    }

    @Test
    void startsOfflineUnderAForeignClassLoaderWithoutTellingAnyone() throws Exception {
        assertEquals(
                List.of("started cpu", "started cpu", "true", "true", "true"),
                probe(System.getProperty("java.class.path"), null));
    }

    @ParameterizedTest
    @CsvSource({
        "pytorch-native, PyTorch's native libraries are not installed: open Plugins",
        "pytorch-engine, PyTorch could not be started ("
    })
    void aMissingPartOfPyTorchIsToldInOneSentenceEveryTime(
            String part, String told, @TempDir Path cache) throws Exception {
        String classPath =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> !new File(entry).getName().startsWith(part))
                        .collect(Collectors.joining(File.pathSeparator));
        List<String> lines = probe(classPath, cache);
        assertEquals(5, lines.size(), lines::toString);
        for (String line : lines.subList(0, 2)) {
            assertTrue(line.startsWith("unavailable " + told), line);
            assertOneSentence(line);
        }
        assertEquals(List.of("true", "true", "true"), lines.subList(2, 5));
    }

    /** What {@link EngineProbe} writes in a process of its own. */
    private static List<String> probe(String classPath, Path cache) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=off");
        if (cache != null) {
            command.add("-DDJL_CACHE_DIR=" + cache);
            command.add("-DENGINE_CACHE_DIR=" + cache);
            command.add("-Duser.home=" + cache);
        }
        command.addAll(List.of("-cp", classPath, EngineProbe.class.getName()));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), output);
        return output.lines().toList();
    }

    @Test
    void theContextClassLoaderStaysAsItWas() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try {
            thread.setContextClassLoader(null);
            TorchEngine.start("cpu");
            assertNull(thread.getContextClassLoader());
            assertThrows(EngineUnavailableException.class, () -> TorchEngine.start("none"));
            assertNull(thread.getContextClassLoader());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    // PyTorch's bridge ends the process when it is asked for certain types.
    @Test
    void nobodyOutsideCanNameATensorsType() throws Exception {
        int judged = 0;
        for (Class<?> type : publicClasses()) {
            for (Method method : type.getMethods()) {
                if (method.getDeclaringClass() == type) {
                    assertNotEquals(DataType.class, method.getReturnType(), method::toString);
                    assertTakesNoType(method);
                    judged++;
                }
            }
            for (Constructor<?> constructor : type.getConstructors()) {
                assertTakesNoType(constructor);
            }
            for (Field field : type.getFields()) {
                assertNotEquals(DataType.class, field.getType(), field::toString);
            }
        }
        assertTrue(judged > 30, judged + " methods");
    }

    private static void assertTakesNoType(Executable executable) {
        assertTrue(
                Stream.of(executable.getParameterTypes()).noneMatch(DataType.class::equals),
                executable::toString);
    }

    private static List<Class<?>> publicClasses() throws Exception {
        Path folder =
                Path.of(
                        TorchEngine.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        String name = TorchEngine.class.getPackageName();
        List<Class<?>> classes = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder.resolve(name.replace('.', '/')))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                String simple = file.getFileName().toString().replaceFirst("\\.class$", "");
                Class<?> type = Class.forName(name + "." + simple);
                if (Modifier.isPublic(type.getModifiers())) {
                    classes.add(type);
                }
            }
        }
        return classes;
    }
}
