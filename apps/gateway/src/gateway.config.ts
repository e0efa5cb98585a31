import { DatabaseConfig, GatewayConfig as HttpConfig, HomeConfig, QueueConfig } from '@packyard/config';
import type { z } from 'zod';

export const GatewayConfig = HomeConfig.extend(HttpConfig.shape).extend(DatabaseConfig.shape).extend(QueueConfig.shape);
export type GatewayConfig = z.infer<typeof GatewayConfig>;
