import type { BuildContext } from '../build-in-scratch';
import type { BuildOrder } from '../runtime';

export interface WantedPython {
  range: string;
  order: BuildOrder;
  context: BuildContext;
}
