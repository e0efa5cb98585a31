/**
 * The pipeline, in order. A stage is one queue and one worker app:
 * download (source → verified content), resolve (manifests → resolution),
 * build (resolution → environments), register (check, test, publish, enable).
 */
export const STAGES = ['download', 'resolve', 'build', 'register'] as const;
export type Stage = (typeof STAGES)[number];
