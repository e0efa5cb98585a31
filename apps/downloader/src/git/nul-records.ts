/** Cuts what git writes with `-z` into records, wherever its output is cut, and keeps none of them. Bytes stand as latin1. */
export class NulRecords {
  /** What has come of the next one. */
  rest = '';

  cut(chunk: Buffer): string[] {
    const records = `${this.rest}${chunk.toString('latin1')}`.split('\0');
    this.rest = records.pop() ?? '';
    return records;
  }
}

/** Of a record, or of a part of one. */
export function textOf(record: string): string {
  return Buffer.from(record, 'latin1').toString('utf8');
}
