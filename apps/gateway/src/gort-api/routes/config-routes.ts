import { Injectable } from '@nestjs/common';
import { SETTING_LAYERS, SettingBody, type SettingLayer, type SettingView } from '@packyard/contracts';
import type { SettingAddress } from '@packyard/schema';
import { BundleSettingsService } from '../../pack-api/bundles/bundle-settings.service';
import { DONE, found, type GortAnswer, GortError } from '../router/gort-answer';
import { corrupt, type GortRequest } from '../router/gort-request';
import type { GortRoute } from '../router/gort-routes';

const CONFIGS = '/v2/configs/{bundle}';
const ONE = `${CONFIGS}/{layer}/{owner}/{key}`;
const ANY = '*';

/** Gort's routes for what it calls dynamic configuration. */
@Injectable()
export class ConfigRoutes {
  readonly routes: readonly GortRoute[] = [
    ...[CONFIGS, `${CONFIGS}/{layer}`, `${CONFIGS}/{layer}/{owner}`, ONE].map((path): GortRoute => ({
      methods: ['GET'],
      path,
      needs: 'config get',
      answer: (request) => this.list(request),
    })),
    { methods: ['PUT'], path: ONE, needs: 'config set', answer: (request) => this.put(request) },
    { methods: ['DELETE'], path: ONE, needs: 'config delete', answer: (request) => this.remove(request) },
  ];

  constructor(private readonly settings: BundleSettingsService) {}

  /** Those of a user are shown to that user only. */
  private async list({ parameters, actor }: GortRequest): Promise<GortAnswer> {
    const given = (name: string) => (parameters[name] === ANY ? undefined : parameters[name]);
    const { bundle = '' } = parameters;
    const layer = given('layer')?.toLowerCase();
    const owner = layer === 'bundle' ? '' : given('owner');
    const all = await this.settings.list({ bundle, layer, owner, key: given('key') });
    const shown = all.filter((setting) => setting.layer !== 'user' || setting.owner === actor.name);
    return shown.length === 0 ? { status: 204 } : found(shown.map(present));
  }

  private async put({ parameters, body, actor }: GortRequest): Promise<GortAnswer> {
    const { value = '', secret = false } = body();
    const parsed = SettingBody.safeParse({ value, secret });
    const wrong = parsed.error?.issues[0];
    if (!parsed.success) throw corrupt(`${wrong?.path.join('.') ?? ''}: ${wrong?.message ?? ''}`);
    const address = addressIn(parameters, actor.name);
    if (address.key.startsWith('GORT_')) throw new GortError(403, 'dynamic configurations cannot start with GORT_');
    await this.settings.put(address, parsed.data, actor);
    return DONE;
  }

  private async remove({ parameters, actor }: GortRequest): Promise<GortAnswer> {
    await this.settings.remove(addressIn(parameters, actor.name), actor);
    return DONE;
  }
}

/** The owner says nothing for the whole bundle, and has to be oneself for a user. */
function addressIn(
  { bundle = '', layer: text = '', owner = '', key = '' }: GortRequest['parameters'],
  user: string,
): SettingAddress {
  const layer = text.toLowerCase();
  if (!isLayer(layer)) {
    throw new GortError(417, `dynamic configuration layers must be one of: [${SETTING_LAYERS.join(' ')}]`);
  }
  if (layer === 'user' && owner !== user) throw new GortError(401, 'unauthorized');
  return { bundle, layer, owner: layer === 'bundle' ? '' : owner, key };
}

function isLayer(text: string): text is SettingLayer {
  return (SETTING_LAYERS as readonly string[]).includes(text);
}

function present({ bundle, layer, owner, key, value, secret }: SettingView): object {
  return { Bundle: bundle, Layer: layer, Owner: owner ?? '', Key: key, Value: value ?? '', Secret: secret };
}
