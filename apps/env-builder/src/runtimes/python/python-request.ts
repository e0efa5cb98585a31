import type { BuildContext } from '../build-in-scratch';
import type { BuildInput } from '../runtime';

export interface PythonRequest {
  range: string;
  input: BuildInput;
  context: BuildContext;
}
