/** Who may import whom. Data goes one way; see docs/architecture.md. */
const only = (from, allowed, comment) => ({
  name: `${from}-imports`,
  comment,
  severity: 'error',
  from: { path: `^${from}/` },
  to: {
    path: '^(services|systems|examples|reconciler|chaos|loadtests|infra|reports|local|cli|test)/',
    pathNot: `^(${[from, ...allowed].join('|')})/`,
  },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    { name: 'not-to-test', severity: 'error', from: { pathNot: '^test/' }, to: { path: '^test/' } },
    only('services', [], 'services import no other folder: no service holds a line of chaos code'),
    only(
      'systems',
      ['reconciler', 'chaos', 'services/shared', 'loadtests/k6'],
      'a system describes itself with what any team can import',
    ),
    {
      name: 'harness-knows-no-system',
      comment: 'the harness learns of a system from its definition, which is passed to it',
      severity: 'error',
      from: { path: '^(chaos|reports|cli|loadtests)/' },
      to: { path: '^(systems|services|examples)/' },
    },
    {
      name: 'examples-stand-alone',
      comment: 'an example is a project of its own: it imports the published packages, by name',
      severity: 'error',
      from: { path: '^examples/' },
      to: {
        path: '^(services|systems|reconciler|chaos|loadtests|infra|reports|local|cli|test)/',
        dependencyTypesNot: ['aliased'],
      },
    },
    only('reconciler', [], 'the reconciler knows stores and rules, not Lambda, CDK or chaos'),
    only('chaos', [], 'chaos reaches the system through ports and schemas'),
    only('loadtests', ['chaos/schemas'], 'load shares only the schemas'),
    only('reports', ['chaos/schemas'], 'reports read only a run directory'),
    only(
      'infra',
      ['services', 'systems', 'reconciler', 'chaos/injector', 'chaos/schemas'],
      'infra/functions combines services and injector',
    ),
    only('local', [], 'local knows AWS, not the shop: it reads a template'),
    {
      name: 'packages-by-name',
      comment: 'another package is imported by its name, as it is once it is installed',
      severity: 'error',
      from: { path: '^(services|systems|infra|loadtests|reports|cli)/' },
      to: { path: '^(chaos|reconciler|local)/', dependencyTypesNot: ['aliased'] },
    },
    {
      name: 'constructs-stand-alone',
      comment: '@evenkeel/cdk holds the constructs, without the shop',
      severity: 'error',
      from: { path: '^infra/index[.]ts$' },
      to: { path: '^(services|systems|reconciler)/|^infra/(stacks|functions|catalogue)/', reachable: true },
    },
    {
      name: 'checkers-are-pure',
      comment: 'a verdict is a pure function of the run directory',
      severity: 'error',
      from: { path: '^chaos/checkers/' },
      to: { path: '^chaos/(runner|injector|faults|cli)|^node:(fs|net|http|child_process)' },
    },
    {
      name: 'engine-is-pure',
      comment: 'the engine takes time, randomness and I/O as arguments',
      severity: 'error',
      from: { path: '^reconciler/engine/' },
      to: { path: '^reconciler/(stores|rules|handler|cli)|^node:(fs|net|http|child_process)|@aws-sdk' },
    },
    {
      name: 'functions-only-in-infra',
      comment: 'Lambda entries are the one folder that composes services and injector',
      severity: 'error',
      from: { path: '^infra/(stacks|constructs)/' },
      to: { path: '^chaos/injector' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.json'] },
  },
};
