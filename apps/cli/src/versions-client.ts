import {
  type AuditAction,
  AuditEventView,
  AuthorizeView,
  BundleConfigView,
  ComponentChangesView,
  GenerationView,
  NewBundleView,
  RollbackView,
  SwitchedView,
  UninstalledView,
  VersionDetailView,
  VersionView,
} from '@packyard/contracts';
import { z } from 'zod';
import { AnswerReader } from './answer-reader';
import { LIMITS } from './api-client';
import type { Connection } from './connection';
import type { components } from './generated/api';
import type { Api } from './http/api';
import { connectApi } from './http-session';

type Schemas = components['schemas'];

const PAGE_SIZE = 100;

/** The part of the HTTP API that is about versions of packs and bundles. */
export class VersionsClient {
  private readonly api: Api;
  private readonly answers: AnswerReader;

  constructor(connection: Connection) {
    this.api = connectApi(connection, LIMITS);
    this.answers = new AnswerReader(connection);
  }

  /** In the order of versions. */
  list(ref: string): Promise<VersionView[]> {
    const params = { path: { ref } };
    return this.answers.one(z.array(VersionView), this.api.GET('/api/v1/packs/{ref}/versions', { params }));
  }

  show(ref: string, version: string): Promise<VersionDetailView> {
    const params = { path: { ref, version } };
    return this.answers.one(VersionDetailView, this.api.GET('/api/v1/packs/{ref}/versions/{version}', { params }));
  }

  changes(ref: string, query: { from?: string; to: string }): Promise<ComponentChangesView> {
    const params = { path: { ref }, query };
    return this.answers.one(ComponentChangesView, this.api.GET('/api/v1/packs/{ref}/changes', { params }));
  }

  enable(ref: string, body: { version?: string; force: boolean }): Promise<SwitchedView> {
    const params = { path: { ref } };
    return this.answers.one(SwitchedView, this.api.POST('/api/v1/packs/{ref}/enable', { params, body }));
  }

  /** Returns all that was disabled, the pack itself last. */
  disable(ref: string, body: { version?: string; force: boolean; cascade: boolean }): Promise<SwitchedView[]> {
    const params = { path: { ref } };
    return this.answers.one(z.array(SwitchedView), this.api.POST('/api/v1/packs/{ref}/disable', { params, body }));
  }

  uninstall(ref: string, body: Schemas['UninstallBody']): Promise<{ ref: string; version: string }[]> {
    const params = { path: { ref } };
    return this.answers.one(z.array(UninstalledView), this.api.POST('/api/v1/packs/{ref}/uninstall', { params, body }));
  }

  bundles(): Promise<VersionView[]> {
    return this.answers.one(z.array(VersionView), this.api.GET('/api/v1/bundles'));
  }

  installBundle(body: { config: string; enable: boolean; force: boolean }): Promise<NewBundleView> {
    return this.answers.one(NewBundleView, this.api.POST('/api/v1/bundles', { body }));
  }

  bundleConfig(ref: string, version: string): Promise<{ yaml: string; config: Record<string, unknown> }> {
    const params = { path: { ref, version } };
    const answer = this.api.GET('/api/v1/bundles/{ref}/versions/{version}/config', { params });
    return this.answers.one(BundleConfigView, answer);
  }

  /** The newest ones first. */
  generations(limit: number): Promise<GenerationView[]> {
    return this.answers.pages(
      GenerationView,
      (page) => this.api.GET('/api/v1/generations', { params: { query: { page, page_size: PAGE_SIZE } } }),
      limit,
    );
  }

  rollBack(body: { to?: number; dry_run: boolean; force: boolean }): Promise<RollbackView> {
    return this.answers.one(RollbackView, this.api.POST('/api/v1/generations/rollback', { body }));
  }

  /** The newest ones first. */
  audit(filter: { subject?: string; actor?: string; action?: AuditAction }, limit: number): Promise<AuditEventView[]> {
    return this.answers.pages(
      AuditEventView,
      (page) => this.api.GET('/api/v1/audit', { params: { query: { page, page_size: PAGE_SIZE, ...filter } } }),
      limit,
    );
  }

  authorize(body: { user: string; command: string; version?: string }): Promise<AuthorizeView> {
    return this.answers.one(AuthorizeView, this.api.POST('/api/v1/commands/authorize', { body }));
  }
}
