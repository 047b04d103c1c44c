import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { runCommandLine } from '../../../cli/command-line.ts';
import { fuzz } from '../fuzz.ts';
import { hostileText, jsonOf, mutatedJson, mutatedText } from '../hostile.ts';

const USAGE = 2;

/** Command lines that are sound but for the name of something that does not exist. */
const LINES: readonly (readonly string[])[] = [
  ['gameday', 'nowhere'],
  ['up', '--definition', 'nowhere.ts'],
  ['reconcile', '--config', 'nowhere.ts'],
  ['reconcile', 'ledger', 'nowhere', '--config', 'nowhere.ts'],
  ['reconcile', 'undo', 'nowhere', '--config', 'nowhere.ts'],
  ['reconcile', 'accept', 'rule', '--reason', 'r', '--until', '2026-02-31', '--config', 'nowhere.ts'],
  ['schedule', 'show', '--stage', 'nowhere'],
  ['chaos', 'run', 'nowhere.yaml'],
  ['chaos', 'validate', 'nowhere.yaml'],
  ['chaos', 'status', '--stage', 'nowhere'],
  ['chaos', 'stop', '--stage', 'nowhere'],
  ['chaos', 'check', 'nowhere'],
  ['report', 'nowhere'],
  ['load', 'nowhere'],
];

/** Words that make any of these lines wrong, wherever they stand. */
const WRONG_WORDS: readonly (readonly string[])[] = [
  ['--seed', 'x'],
  ['--seed', '-1'],
  ['--seed='],
  ['--stage', ''],
  ['--no-such-option'],
  ['--target', 'moon'],
  ['--definition', ''],
  [''],
];

const asWord = (text: string): string => text.replaceAll('\0', '').slice(0, 4000);

const lines = fc
  .record({
    line: fc.constantFrom(...LINES),
    at: fc.nat({ max: 6 }),
    wrong: fc.oneof(
      fc.constantFrom(...WRONG_WORDS),
      hostileText.map((text) => [`--x${asWord(text)}`]),
    ),
    value: fc.option(hostileText.map(asWord)),
    json: fc.boolean(),
  })
  .map(({ line, at, wrong, value, json }) => [
    ...line.map((word, index) => (value !== null && index > 0 && index === at ? value : word)),
    ...wrong,
    ...(json ? ['--json'] : []),
  ]);

const RECONCILIATION = {
  rules: [
    {
      name: 'prices',
      views: ['left', 'right'],
      relation: 'equal',
      fields: { price: { master: 'left' } },
      settleSeconds: 120,
      repair: 'none',
    },
  ],
  limits: { repairs: { count: 100, share: 0.1 } },
  accepted: [{ rule: 'prices', reason: 'r', until: '2026-02-31T00:00:00Z' }],
};
const MODULE = `const reconciliation = ${JSON.stringify(RECONCILIATION)};
export const control = { client: { send: async () => ({}) }, ledgerTable: 'ledger', controlTable: 'control' };
export default () => reconciliation;
`;
const modules = fc.oneof(
  mutatedJson(RECONCILIATION).map((value) => `export default ${jsonOf(value)};`),
  mutatedJson({ client: {}, ledgerTable: 'l', controlTable: 'c' }).map(
    (value) => `export const control = ${jsonOf(value)};\nexport default { rules: [], limits: {} };`,
  ),
  mutatedText(MODULE),
  fc.constantFrom(
    'throw null;',
    'throw Object.create(null);',
    'export default class {}',
    'await 1; export default 7n;',
  ),
);

export function commandLinesTake(count: number, timeout: number): void {
  describe('the command', () => {
    let folder: string;
    let written = '';
    const cache = process.env['EVENKEEL_CACHE'];
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'evenkeel-fuzz-'));
      // Nobody can create a folder below a file, so a line that was accepted could start nothing.
      await writeFile(join(folder, 'file'), '');
      process.env['EVENKEEL_CACHE'] = join(folder, 'file', 'cache');
    });
    afterEach(() => {
      jest.restoreAllMocks();
      process.exitCode = undefined;
    });
    afterAll(async () => {
      if (cache === undefined) delete process.env['EVENKEEL_CACHE'];
      else process.env['EVENKEEL_CACHE'] = cache;
      await rm(folder, { recursive: true });
    });

    const listen = () => {
      for (const stream of [process.stdout, process.stderr]) {
        jest.spyOn(stream, 'write').mockImplementation((chunk) => {
          written += String(chunk);
          return true;
        });
      }
    };
    const outcomeOf = async (typed: readonly string[]) => {
      written = '';
      process.exitCode = undefined;
      await runCommandLine(typed);
      return { exitCode: process.exitCode, written };
    };
    /** Exit code 2, a message, no stack, and nothing that a terminal acts on. */
    const refuses = async (typed: readonly string[]) => {
      const { exitCode, written: text } = await outcomeOf(typed);
      expect({ exitCode, text }).toEqual({ exitCode: USAGE, text: expect.stringContaining('error ') });
      expect(text).not.toMatch(/^\s+at .*:\d+:\d+/m);
      expect(text).not.toMatch(/[\0-\x08\x0b-\x1f\x7f-\x9f]/);
    };

    it(
      `refuses ${count} malformed command lines with exit 2 and a message`,
      async () => {
        listen();
        await fuzz(lines, count, refuses);
      },
      timeout,
    );

    it(
      `refuses ${count} malformed configurations with exit 2 and a message`,
      async () => {
        listen();
        let number = 0;
        await fuzz(modules, count, async (source) => {
          const file = join(folder, `config-${(number += 1)}.mjs`);
          await writeFile(file, source);
          await refuses(['reconcile', '--config', file]);
        });
      },
      timeout,
    );
  });
}
