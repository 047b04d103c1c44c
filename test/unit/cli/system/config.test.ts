import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readConfig } from '../../../../cli/system/config.ts';
import { evenkeel } from '../../../e2e/evenkeel.ts';

describe('the export `control` of a config', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'evenkeel-config-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const configWith = async (control: string): Promise<string> => {
    const file = join(folder, 'reconcile.config.mjs');
    await writeFile(file, `export default { rules: [], limits: {} };\n${control}`);
    return file;
  };
  const sound = "{ client: { send: async () => ({}) }, ledgerTable: 'ledger', controlTable: 'control' }";

  it('is optional', async () => {
    expect((await readConfig(await configWith(''))).tables).toBeUndefined();
  });

  it('names the tables that record repairs', async () => {
    const { tables } = await readConfig(await configWith(`export const control = ${sound};`));
    expect(tables).toMatchObject({ ledgerTable: 'ledger', controlTable: 'control' });
  });

  it('is refused with every mistake in it', async () => {
    const file = await configWith("export const control = { client: {}, ledgerTabel: 'l', controlTable: 7 };");
    await expect(readConfig(file)).rejects.toMatchObject({ exitCode: 2 });
    const message = await readConfig(file).catch((error: unknown) => (error as Error).message);
    expect(message).toContain(file);
    expect(message).toContain('control.client must be `new DynamoDBClient({})`');
    expect(message).toContain('control.ledgerTable is required');
    expect(message).toContain('control.ledgerTabel: unknown option (did you mean ledgerTable?)');
    expect(message).toContain('control.controlTable must be a string that is not empty, not 7');
  });

  it('makes it an error to show the ledger of a run that it does not have', async () => {
    const file = await configWith(`export const control = ${sound};`);
    const { exitCode, stderr } = await evenkeel(['reconcile', 'ledger', 'NOPE', '--config', file]).ended;
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/rules and stores of .*\nerror the ledger has no repair of run NOPE\n$/);
  });
});

describe('a config that never settles', () => {
  it.each([
    ['never finishes loading', 'await new Promise(() => {});\nexport default {};', 'the module'],
    [
      'exports a function that never answers',
      'export default () => new Promise(() => {});',
      'the function that it exports',
    ],
  ])('because it %s is refused with its name, after a while', async (_what, source, part) => {
    const folder = await mkdtemp(join(tmpdir(), 'evenkeel-config-'));
    try {
      const file = join(folder, 'reconcile.config.mjs');
      await writeFile(file, source);
      const refusal = await readConfig(file, 100).catch((error: unknown) => error);
      expect(refusal).toMatchObject({ exitCode: 2 });
      expect((refusal as Error).message).toBe(
        `${file}: ${part} has not finished within 0.1 s: a promise that it awaits does not settle`,
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
