package sc.fiji.diffseg.weights;

import java.util.Set;

/**
 * Python functions whose only use in a pickle is to run something.
 *
 * <p>Safety does not rest on this list: a name that is not on it is not called either. It is here
 * so that somebody with a hostile file is told so, instead of getting weights from it.
 */
final class ForbiddenGlobals {

    private static final Set<String> MODULES =
            Set.of(
                    "asyncio.subprocess",
                    "bdb",
                    "cProfile",
                    "codeop",
                    "ctypes",
                    "distutils.spawn",
                    "importlib",
                    "importlib._bootstrap",
                    "marshal",
                    "nt",
                    "os",
                    "pdb",
                    "popen2",
                    "posix",
                    "pty",
                    "pydoc",
                    "runpy",
                    "shutil",
                    "socket",
                    "subprocess",
                    "sys",
                    "timeit",
                    "torch.hub",
                    "torch.utils.cpp_extension",
                    "webbrowser");

    private static final Set<String> BUILTIN_MODULES = Set.of("builtins", "__builtin__");

    private static final Set<String> BUILTINS =
            Set.of(
                    "__import__",
                    "breakpoint",
                    "compile",
                    "eval",
                    "exec",
                    "execfile",
                    "file",
                    "input",
                    "open");

    private ForbiddenGlobals() {}

    /**
     * Refuses a file that asks for one of them.
     *
     * @param file what to call the file in the error
     */
    static void check(PickledGlobal global, String file) throws WeightsException {
        // A dotted name reaches through one module into another.
        String outer = global.name().split("\\.", 2)[0];
        boolean reaches = outer.length() < global.name().length();
        if (MODULES.contains(global.module())
                || reaches && MODULES.contains(outer)
                || BUILTIN_MODULES.contains(global.module()) && BUILTINS.contains(outer)) {
            throw new WeightsException(
                    ("%s asks Python to run '%s', which no weights need; nothing was run, but do"
                                    + " not trust this file.")
                            .formatted(file, Damaged.shown(global.toString())));
        }
    }
}
