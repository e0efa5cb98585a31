import { parseBundleYaml } from '@packyard/pack';
import { serveReader } from '@packyard/sandbox';

serveReader({ parse: ({ text }: { text: string }) => Promise.resolve(parseBundleYaml(text)) });
