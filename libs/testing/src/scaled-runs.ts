const USUAL_EFFORT = 0.1;

/**
 * How often something random is tried that is worth `thorough` tries: a tenth of that in everyday runs, all of it with
 * PACKYARD_TEST_EFFORT=1, and more with more.
 */
export function scaledRuns(thorough: number): number {
  return Math.ceil(thorough * Number(process.env['PACKYARD_TEST_EFFORT'] ?? USUAL_EFFORT));
}
