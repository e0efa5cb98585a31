// Processes are started, environments are built, and the machine may be busy: what is stuck or too much work shows in the
// assertions, not in Jest's patience.
jest.setTimeout(600_000);
