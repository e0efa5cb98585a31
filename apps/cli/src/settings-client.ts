import { type SettingBody, type SettingLayer, SettingView } from '@packyard/contracts';
import { z } from 'zod';
import { AnswerReader } from './answer-reader';
import { LIMITS } from './api-client';
import type { Connection } from './connection';
import type { Api } from './http/api';
import { connectApi } from './http-session';

const Removed = z.object({ success: z.boolean(), message: z.string() });
const ONE = '/api/v1/bundles/{ref}/settings/{layer}/{owner}/{key}';

interface Address {
  layer: SettingLayer;
  /** `-` for the whole bundle. */
  owner: string;
  key: string;
}

/** The part of the HTTP API that is about settings of bundles. */
export class SettingsClient {
  private readonly api: Api;
  private readonly answers: AnswerReader;

  constructor(connection: Connection) {
    this.api = connectApi(connection, LIMITS);
    this.answers = new AnswerReader(connection);
  }

  list(ref: string, query: Partial<Address>): Promise<SettingView[]> {
    const params = { path: { ref }, query };
    return this.answers.one(z.array(SettingView), this.api.GET('/api/v1/bundles/{ref}/settings', { params }));
  }

  set(ref: string, address: Address, body: SettingBody): Promise<SettingView> {
    const params = { path: { ref, ...address } };
    return this.answers.one(SettingView, this.api.PUT(ONE, { params, body }));
  }

  remove(ref: string, address: Address): Promise<z.infer<typeof Removed>> {
    return this.answers.read(Removed, this.api.DELETE(ONE, { params: { path: { ref, ...address } } }));
  }
}
