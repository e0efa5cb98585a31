import type { BuildContext } from '../build-in-scratch';
import type { BuildInput } from '../runtime';

export interface WantedPython {
  range: string;
  input: BuildInput;
  context: BuildContext;
}
