/** Which way the arrows of ARCHITECTURE.md may point. */
const below = {
  contracts: [],
  config: ['contracts'],
  tracing: ['contracts', 'config'],
  sandbox: ['contracts', 'config', 'tracing'],
  heap: [],
  rules: [],
  pack: ['contracts', 'config', 'rules'],
  network: ['contracts', 'config', 'sandbox'],
  signatures: ['contracts'],
  registry: ['contracts', 'config', 'network', 'pack', 'sandbox', 'schema', 'signatures', 'store'],
  schema: ['contracts'],
  store: ['contracts', 'config', 'sandbox'],
  content: ['contracts', 'config', 'network', 'pack', 'store'],
  exports: ['contracts', 'sandbox', 'store'],
  versions: ['contracts', 'config', 'content', 'pack', 'schema', 'store'],
  pipeline: ['contracts', 'config', 'content', 'sandbox', 'schema', 'store', 'tracing', 'versions'],
};
const TESTS = '(\\.spec|\\.int-spec|\\.e2e-spec)\\.ts$';

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'apps-are-islands',
      comment: 'Only the standalone app composes the others.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/', pathNot: '^apps/standalone/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'standalone-uses-front-doors',
      severity: 'error',
      from: { path: '^apps/standalone/' },
      to: { path: '^apps/', pathNot: ['^apps/standalone/', '\\.module\\.ts$', 'serve-gateway\\.ts$'] },
    },
    { name: 'libs-never-import-apps', severity: 'error', from: { path: '^libs/' }, to: { path: '^apps/' } },
    {
      name: 'libs-have-one-front-door',
      severity: 'error',
      from: { path: '^apps/' },
      to: { path: '^libs/[^/]+/', pathNot: '^libs/[^/]+/src/index\\.ts$' },
    },
    {
      name: 'libs-enter-each-other-by-the-front-door',
      severity: 'error',
      from: { path: '^libs/([^/]+)/' },
      to: { path: '^libs/[^/]+/', pathNot: ['^libs/$1/', '^libs/[^/]+/src/index\\.ts$'] },
    },
    {
      name: 'testing-is-for-tests',
      severity: 'error',
      from: { pathNot: ['^libs/testing/', '^(?:apps|libs)/[^/]+/src/testing/', '^test/', TESTS] },
      to: { path: '^libs/testing/' },
    },
    {
      name: 'contracts-are-pure',
      severity: 'error',
      from: { path: '^libs/contracts/', pathNot: TESTS },
      to: { dependencyTypes: ['npm', 'npm-dev', 'core'], pathNot: 'node_modules/zod' },
    },
    ...Object.entries(below).map(([name, allowed]) => ({
      name: `arrows-of-${name}`,
      severity: 'error',
      from: { path: `^libs/${name}/`, pathNot: ['/src/testing/', TESTS] },
      to: { path: '^libs/', pathNot: `^libs/(${[name, ...allowed].join('|')})/` },
    })),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
