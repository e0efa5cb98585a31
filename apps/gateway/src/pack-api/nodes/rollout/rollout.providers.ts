import { RolloutKeeper } from './rollout-keeper';
import { RolloutTurn } from './rollout-turn';
import { RolloutsService } from './rollouts.service';

export const rolloutProviders = [RolloutKeeper, RolloutTurn, RolloutsService];
