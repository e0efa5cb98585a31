import { RolloutKeeper } from './rollout-keeper';
import { RolloutProgress } from './rollout-progress';
import { RolloutsService } from './rollouts.service';

export const rolloutProviders = [RolloutKeeper, RolloutProgress, RolloutsService];
