import type { Answers } from '../answers.ts';

/** The definition of the system. */
export function systemFile({ name, compared, route }: Answers): string {
  const [imported, fields] =
    compared === undefined
      ? [
          'viewsOf',
          [
            '  // No rule compares the stores yet: game days keep their contents as evidence.',
            '  reconciliation: { rules: [] },',
            '  evidence: viewsOf,',
          ],
        ]
      : ['reconciliationOf', ['  reconciliation: reconciliationOf,']];
  return [
    '/** The system as evenkeel breaks it on purpose and judges it: see docs/systems.md of evenkeel. */',
    "import { defineSystem } from 'evenkeel/chaos';",
    `import { ${imported} } from './evenkeel.reconcile.js';`,
    '',
    'export default defineSystem({',
    `  name: '${name}',`,
    ...fields,
    ...(route.needsKey
      ? [
          '  // Without this, the environment variables EVENKEEL_API_KEY and EVENKEEL_TOKEN are sent.',
          '  credentials: ({ system }) =>',
          "    Promise.resolve({ headers: { 'x-api-key': Object.values(system.apiKeys)[0] ?? process.env['EVENKEEL_API_KEY'] ?? '' } }),",
        ]
      : []),
    '  // Add `expect` to have every record judged, not only states and rules: it says what each request leaves in the stores.',
    '});',
    '',
  ].join('\n');
}
