import { RejectedError } from '@packyard/contracts';

const MAX_BYTES = 2 ** 20;
const MAX_FILES = 100;

/** Counts what the files of requirements of a pack, those that they name too, come to. */
export class RequirementsBudget {
  private bytes = 0;
  private files = 0;

  /**
   * Before a file is read.
   * @throws RejectedError LIMIT_EXCEEDED, with the file
   */
  add(file: string, bytes: number): void {
    this.bytes += bytes;
    this.files += 1;
    if (this.bytes > MAX_BYTES) throw tooMuchRequired(`With ${file}, requirements have ${this.bytes} bytes`, MAX_BYTES);
    if (this.files > MAX_FILES) throw tooMuchRequired(`With ${file}, requirements are ${this.files} files`, MAX_FILES);
  }
}

/** @param what - a sentence without its end, which names what is counted. */
export function tooMuchRequired(what: string, limit: number): RejectedError {
  return new RejectedError('LIMIT_EXCEEDED', `${what}, and ${limit} are allowed.`, {
    hint: 'Let the pack require what it imports itself; what that needs in turn is found without being named.',
  });
}
