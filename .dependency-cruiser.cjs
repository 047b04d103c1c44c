/** Who may import whom. Data goes one way; see docs/architecture.md. */
const only = (from, allowed, comment) => ({
  name: `${from}-imports`,
  comment,
  severity: 'error',
  from: { path: `^${from}/` },
  to: {
    path: '^(services|reconciler|chaos|loadtests|infra|reports|local|cli|test)/',
    pathNot: `^(${[from, ...allowed].join('|')})/`,
  },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'not-to-test', severity: 'error', from: { pathNot: '^test/' }, to: { path: '^test/' } },
    only('services', [], 'services import nothing of the rest: no service holds a line of chaos code'),
    only('reconciler', [], 'the reconciler knows stores and rules, not Lambda, CDK or chaos'),
    only('chaos', [], 'chaos reaches the system through ports and its contract'),
    only('loadtests', ['chaos/schemas'], 'load shares the contract only'),
    only('reports', ['chaos/schemas'], 'reports read only a run directory'),
    only(
      'infra',
      ['services', 'reconciler', 'chaos/injector', 'chaos/schemas'],
      'infra/functions composes services and injector',
    ),
    only('local', [], 'local knows AWS, not commerce: it reads a template'),
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
