import type { Provider } from '@nestjs/common';
import { HttpPost, NetworkPolicy } from '@packyard/network';
import { SecretVault } from '@packyard/store';
import type { GatewayConfig } from '../gateway.config';
import { DeliveriesService } from './deliveries.service';
import { DeliveryAttempt } from './delivery-attempt';
import { WebhookSender } from './webhook-sender';
import { WebhooksService } from './webhooks.service';

export function webhookProviders(config: GatewayConfig): Provider[] {
  return [
    {
      provide: DeliveryAttempt,
      inject: [NetworkPolicy, SecretVault],
      useFactory: (policy: NetworkPolicy, vault: SecretVault) =>
        new DeliveryAttempt(new HttpPost(policy, config), vault),
    },
    WebhookSender,
    WebhooksService,
    DeliveriesService,
  ];
}
