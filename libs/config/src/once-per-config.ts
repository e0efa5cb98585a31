/**
 * For `forRoot` of modules that several others import: within a process there is one configuration, so everybody gets the
 * same module, and Nest makes its providers once.
 */
export function oncePerConfig<Config extends object, Made>(make: (config: Config) => Made): (config: Config) => Made {
  const made = new WeakMap<Config, Made>();
  return (config) => {
    const known = made.get(config) ?? make(config);
    made.set(config, known);
    return known;
  };
}
