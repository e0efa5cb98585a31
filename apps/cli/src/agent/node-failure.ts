import { type NodeFailure, PackyardError } from '@packyard/contracts';
import { isDiskFailure } from '@packyard/store';
import { CliError } from '../cli-error';
import { unusableFile } from '../unusable-file';

const MAX_LENGTH = 1000;

/** What of a generation can't be shown and what to do about it, also where it is the disk of the agent's folder that fails. */
export function nodeFailure(subject: string, home: string, error: unknown): NodeFailure {
  const what = `The folder ${home} can't be written to`;
  const said = isDiskFailure(error) ? unusableFile(error, { what }) : error;
  const isTold = said instanceof PackyardError || said instanceof CliError;
  const { message, hint = '' } = isTold ? said : { message: String(error), hint: hintFor(error) };
  return { subject, message: message.slice(0, MAX_LENGTH), hint: hint.slice(0, MAX_LENGTH) };
}

function hintFor(error: unknown): string {
  const isOfTheSystem = (error as NodeJS.ErrnoException).syscall !== undefined;
  return isOfTheSystem ? "Look at the disk of the agent's folder, and at who may write there." : '';
}
