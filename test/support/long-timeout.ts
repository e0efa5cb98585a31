// Processes are started, environments are built: what is stuck shows in the assertions, not in Jest's patience.
jest.setTimeout(120_000);
