import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

const SHARED = [Object, Function, Array, String, Number, Boolean, RegExp, Date, Error, Promise, Map, Set].map(
  (type) => [type.name, type.prototype, Object.getOwnPropertyDescriptors(type.prototype)],
);
/** Of NestJS, as it was when it was loaded. */
let logger;

/** To be told of each package that was loaded. */
export function noteLoaded(path) {
  if (logger !== undefined || !path.includes('@nestjs')) return;
  const { Logger } = require('@nestjs/common');
  logger = { type: Logger, former: Object.getOwnPropertyDescriptors(Logger) };
}

/** Gives all specs to come what they share as it was. @throws Error for a spec that changed what none may change */
export function restoreShared() {
  if (logger !== undefined) restore(logger.type, logger.former);
  const changed = SHARED.flatMap(([name, prototype, former]) =>
    changesOf(prototype, former).map((key) => `${name}.prototype.${String(key)}`),
  );
  for (const [, prototype, former] of SHARED) restore(prototype, former);
  if (changed.length > 0)
    throw new Error(`It leaves changes behind that would be there for all other specs: ${changed.join(', ')}.`);
}

export function restore(target, former) {
  for (const key of changesOf(target, former)) {
    if (Object.hasOwn(former, key)) Reflect.defineProperty(target, key, former[key]);
    else Reflect.deleteProperty(target, key);
  }
}

function changesOf(target, former) {
  const keys = new Set([...Reflect.ownKeys(target), ...Reflect.ownKeys(former)]);
  return [...keys].filter((key) => !isJests(key) && !isSame(Object.getOwnPropertyDescriptor(target, key), former[key]));
}

/** Its notes on what it may not take away. */
function isJests(key) {
  return typeof key === 'symbol' && key.description?.startsWith('$$jest') === true;
}

function isSame(one, other) {
  if (one === undefined || other === undefined) return one === other;
  return ['value', 'get', 'set', 'writable', 'enumerable', 'configurable'].every((part) =>
    Object.is(one[part], other[part]),
  );
}
