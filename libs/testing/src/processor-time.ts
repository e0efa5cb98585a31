/**
 * How many milliseconds of processor time this process has spent. To tell work that explodes from work that does not,
 * whatever else keeps the machine busy meanwhile: a clock on the wall would count that as well.
 */
export function processorTimeMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
