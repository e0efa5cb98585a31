// What was started is ended, in the opposite order, however the bench ends.
const steps = [];
let wasInterrupted = false;

/** Returns a function that does it earlier; it is done once only. */
export function onCleanup(step) {
  let done;
  const once = () => {
    const index = steps.indexOf(once);
    if (index >= 0) steps.splice(index, 1);
    return (done ??= step());
  };
  steps.push(once);
  return once;
}

/** What goes wrong from then on is no news. */
export function isInterrupted() {
  return wasInterrupted;
}

export async function cleanUp() {
  for (let step = steps.at(-1); step !== undefined; step = steps.at(-1)) {
    await step().catch((error) => process.stderr.write(`${error.message}\n`));
  }
}

for (const [signal, exitCode] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
]) {
  process.once(signal, () => {
    wasInterrupted = true;
    void cleanUp().finally(() => process.exit(exitCode));
  });
}
