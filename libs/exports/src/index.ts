export { ExportReader } from './export-reader';
export { type ExportedPack, type OpenedExport, openExport } from './open-export';
