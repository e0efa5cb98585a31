export function keptFolder(parent: string, same: unknown, make: (folder: string) => string[]): Promise<string>;
