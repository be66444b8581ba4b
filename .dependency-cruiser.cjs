/**
 * Who may import whom. `import type` counts. Each rule is proved by a planted violation in
 * test/arch/architecture.test.ts, which also fails when a rule here has none.
 */
const production = '^(src|adapters|jobs)/';
// One adapter: a folder of adapters, or one network or store of adapters/providers and adapters/stores.
const oneAdapter = '^adapters/((?:providers|stores)/[^/]+|[^/]+)/';
const npm = (name) => `(^|/)node_modules/(@types/)?${name}/`;

module.exports = {
  forbidden: [
    {
      name: 'domain-is-pure',
      comment: 'src/domain imports itself and luxon: no port, no adapter, no node: module, no other package.',
      severity: 'error',
      from: { path: '^src/domain/' },
      to: { pathNot: ['^src/domain/', npm('luxon')] },
    },
    {
      name: 'app-speaks-to-ports',
      comment: 'src/app imports itself, src/domain and zod. What it needs beyond is a port.',
      severity: 'error',
      from: { path: '^src/app/' },
      to: { pathNot: ['^src/app/', '^src/domain/', npm('zod')] },
    },
    {
      name: 'registry-names-adapters',
      comment: "src/registry is one export line per adapter, from that adapter's index or that of its sandbox.",
      severity: 'error',
      from: { path: '^src/registry/' },
      to: { pathNot: ['^src/registry/', '^adapters/((providers|stores)/[^/]+|[^/]+)/(sandbox/)?index\\.ts$'] },
    },
    {
      name: 'adapters-come-by-registry',
      comment: 'The rest of src knows adapters through src/registry only, so that one more costs one line there.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/registry/' },
      to: { path: '^adapters/' },
    },
    {
      name: 'adapter-knows-no-sibling',
      comment: 'An adapter imports itself and adapters/shared, never another adapter; adapters/shared imports none.',
      severity: 'error',
      from: { path: oneAdapter },
      to: { path: '^adapters/', pathNot: ['^adapters/$1/', '^adapters/shared/'] },
    },
    {
      name: 'adapter-lives-in-a-folder',
      comment: 'No loose file beside the adapters: it would belong to all of them.',
      severity: 'error',
      from: { path: '^adapters/(providers/|stores/)?[^/]+$' },
      to: {},
    },
    {
      name: 'adapter-sees-the-outer-core',
      comment: "Of ours, an adapter imports src/app's ports, intents and cards, and src/domain.",
      severity: 'error',
      from: { path: '^adapters/' },
      to: { path: '^(src|jobs)/', pathNot: ['^src/domain/', '^src/app/(ports|intents|cards)(/|\\.ts$)'] },
    },
    {
      name: 'jobs-see-ports',
      comment: "Of ours, jobs import themselves and src/app's ports; the database handle comes from compose.",
      severity: 'error',
      from: { path: '^jobs/' },
      to: { path: '^(src|adapters)/', pathNot: '^src/app/ports(/|\\.ts$)' },
    },
    {
      name: 'production-knows-no-test',
      severity: 'error',
      from: { path: production },
      to: { path: '^(test|bench|docs)/' },
    },
    {
      name: 'entry-is-not-a-library',
      comment: 'src/main.ts and src/cli.ts read the environment and start the process: nothing else imports them.',
      severity: 'error',
      from: { path: production, pathNot: '^src/(main|cli)\\.ts$' },
      to: { path: '^src/(main|cli)\\.ts$' },
    },
    {
      name: 'no-cycle',
      severity: 'error',
      from: { path: production },
      to: { circular: true },
    },
    {
      name: 'nothing-unresolved',
      severity: 'error',
      from: { path: production },
      to: { couldNotResolve: true },
    },
    {
      name: 'packages-are-declared',
      comment: 'Production uses dependencies; of a devDependency, types only.',
      severity: 'error',
      from: { path: production },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: ['node_modules', '^(test|bench)/'] },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
