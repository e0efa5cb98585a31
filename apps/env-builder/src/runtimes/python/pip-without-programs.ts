/**
 * Runs pip, which may start no other program: it would build what a wheel depends on by a URL, whatever it is told of wheels
 * only. To build, and to ask git, takes a process. What asks the system for its name goes on without.
 */
export const PIP_ALONE = String.raw`
import os, runpy, subprocess, sys

STARTS = {"subprocess.Popen", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.system"}

def is_loader(program):
    # Asked by pip for its version, where the system has musl.
    return isinstance(program, str) and os.path.basename(program).startswith("ld-musl-")

def watch(event, args):
    if event in STARTS and not (event in ("subprocess.Popen", "os.posix_spawn") and is_loader(args[0])):
        raise PermissionError("only wheels are taken here: nothing is built, and no program is run")

if hasattr(sys, "addaudithook"):
    sys.addaudithook(watch)
else:
    start = subprocess.Popen.__init__
    def init(self, args, *more, **named):
        watch("subprocess.Popen", [args if isinstance(args, str) else args[0]])
        start(self, args, *more, **named)
    subprocess.Popen.__init__ = init
runpy.run_module("pip", run_name="__main__", alter_sys=True)
`;
