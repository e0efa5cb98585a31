import type { ScalarNode } from './node';

/**
 * How the text of a plain scalar is taken: `1.1` as StackStorm's reader (PyYAML) does, `1.2` as Attune's (serde_yaml) does,
 * `text` always as it is written, which is how Gort reads.
 */
export type YamlVersion = '1.1' | '1.2' | 'text';

type Resolver = (text: string) => unknown;

const NO_VALUE = Symbol('no value');
const NULLS = ['', '~', 'null', 'Null', 'NULL'];

/** Undefined when the tag does not fit the text, or is unknown. */
export function resolveScalar({ text, isPlain, tag }: ScalarNode, version: YamlVersion): unknown {
  if (version === 'text') return text;
  if (tag !== undefined) return resolveTagged(tag, text, version);
  return isPlain ? resolvePlain(text, version) : text;
}

/** Dates stay as they are written: JSON has none. */
function resolvePlain(text: string, version: '1.1' | '1.2'): unknown {
  if (NULLS.includes(text)) return null;
  for (const resolve of version === '1.1' ? [flag11, integer11, float11] : [flag12, number12]) {
    const value = resolve(text);
    if (value !== NO_VALUE) return value;
  }
  return text;
}

const BY_TAG: Readonly<Record<string, { '1.1': Resolver; '1.2': Resolver }>> = {
  '!!null': same((text) => (NULLS.includes(text) ? null : NO_VALUE)),
  '!!bool': { '1.1': flag11, '1.2': flag12 },
  '!!int': { '1.1': integer11, '1.2': number12 },
  '!!float': { '1.1': (text) => firstOf(text, float11, integer11), '1.2': number12 },
};
const TEXT_TAGS = ['!', '!!str', '!!binary', '!!timestamp'];

function resolveTagged(tag: string, text: string, version: '1.1' | '1.2'): unknown {
  if (TEXT_TAGS.includes(tag)) return text;
  const value = BY_TAG[tag]?.[version](text);
  return value === NO_VALUE ? undefined : value;
}

function same(resolver: Resolver): { '1.1': Resolver; '1.2': Resolver } {
  return { '1.1': resolver, '1.2': resolver };
}

function firstOf(text: string, ...resolvers: readonly Resolver[]): unknown {
  return resolvers.map((resolve) => resolve(text)).find((value) => value !== NO_VALUE) ?? NO_VALUE;
}

function flag11(text: string): unknown {
  if (/^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/.test(text)) return true;
  return /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/.test(text) ? false : NO_VALUE;
}

function flag12(text: string): unknown {
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  return /^(?:false|False|FALSE)$/.test(text) ? false : NO_VALUE;
}

function integer11(text: string): unknown {
  const [, sign = '', digits = ''] = /^([-+]?)(.*)$/.exec(text.replace(/_/g, '')) ?? [];
  if (/^[-+]?0b[01_]+$/.test(text)) return exact(text, sign, digits);
  if (/^[-+]?0x[\da-fA-F_]+$/.test(text)) return exact(text, sign, digits);
  if (/^[-+]?0[0-7_]+$/.test(text)) return exact(text, sign, `0o${digits}`);
  if (/^[-+]?(?:0|[1-9][\d_]*)$/.test(text)) return exact(text, sign, digits);
  if (/^[-+]?[1-9][\d_]*(?::[0-5]?\d)+$/.test(text)) return signed(sign, inBase60(digits));
  return NO_VALUE;
}

function float11(text: string): unknown {
  const isFloat = /^[-+]?\d[\d_]*\.[\d_]*(?:[eE][-+]\d+)?$/.test(text) || /^\.\d[\d_]*(?:[eE][-+]\d+)?$/.test(text);
  const plain = text.replace(/_/g, '');
  if (isFloat) return finite(text, Number(plain));
  const [, sign = '', digits = ''] = /^([-+]?)(.*)$/.exec(plain) ?? [];
  return /^[-+]?\d[\d_]*(?::[0-5]?\d)+\.[\d_]*$/.test(text) ? signed(sign, inBase60(digits)) : NO_VALUE;
}

/** A number may not begin with a zero that means nothing: 012 is a text. */
function number12(text: string): unknown {
  const [, sign = '', digits = ''] = /^([-+]?)(.*)$/.exec(text) ?? [];
  if (/^0(?:x[\da-fA-F]+|o[0-7]+|b[01]+)$/.test(digits)) return exact(text, sign, digits);
  if (/^(?:0|[1-9]\d*)$/.test(digits)) return exact(text, sign, digits);
  const isFloat = /^(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/.test(digits) && !/^0\d+$/.test(digits);
  return isFloat ? finite(text, Number(text)) : NO_VALUE;
}

/** What JavaScript could only round stays as it is written. */
function exact(text: string, sign: string, digits: string): unknown {
  const value = Number(digits);
  return Number.isSafeInteger(value) ? signed(sign, value) : text;
}

function finite(text: string, value: number): unknown {
  return Number.isFinite(value) ? value : text;
}

function signed(sign: string, value: number): number {
  return sign === '-' && value !== 0 ? -value : value;
}

function inBase60(digits: string): number {
  return digits.split(':').reduce((total, part) => total * 60 + Number(part), 0);
}
