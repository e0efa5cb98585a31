import type { Rejection, Root } from './problem';

/** That too much was tried says nothing about whether there is an answer. */
export function gaveUp({ ref }: Root): Omit<Rejection, 'id'> {
  return {
    code: 'RESOLUTION_GAVE_UP',
    message: `Whether there are versions that go together with ${ref} was not found out: so much was tried that it was given up.`,
    hint: 'Name versions of some of the packs, or install them in several requests.',
  };
}
