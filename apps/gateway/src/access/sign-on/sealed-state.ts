import type { SecretVault } from '@packyard/store';
import { z } from 'zod';

const Note = z.object({ content: z.unknown(), until: z.number() });

/**
 * What has to be known again later, given to whoever asks for safekeeping: nobody can read, change or use it after its time,
 * and any gateway with the key opens it.
 */
export class SealedState<Content> {
  constructor(
    private readonly vault: SecretVault,
    private readonly purpose: string,
    private readonly content: z.ZodType<Content>,
  ) {}

  seal(content: Content, seconds: number): string {
    const note = JSON.stringify({ content, until: Date.now() + seconds * 1000 });
    return this.vault.seal(note, this.purpose).toString('base64url');
  }

  /** Nothing when it is not one of ours, or too old. */
  open(text: string | undefined): Content | undefined {
    if (text === undefined || text === '') return undefined;
    try {
      const opened = this.vault.open(Buffer.from(text, 'base64url'), this.purpose);
      const { content, until } = Note.parse(JSON.parse(opened));
      return until > Date.now() ? this.content.parse(content) : undefined;
    } catch {
      return undefined;
    }
  }
}
