import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checkers } from '../../../chaos/checkers/index.ts';
import { stepFaults } from '../../../chaos/faults/index.ts';
import { invariants } from '../../../systems/commerce/invariants/index.ts';
import { sabotages } from '../../../systems/commerce/sabotages/index.ts';
import { adversarySabotages } from '../../adversary/sabotages/index.ts';
import { readDocuments, root } from './documents.ts';

const documents = await readDocuments();

/** The cells of a table's rows, found by its first heading; code spans without their quotes. */
function table(path: string, heading: string): string[][] {
  const text = documents.find((document) => document.path === path)?.text ?? '';
  const found = new RegExp(`^\\| *${heading} *\\|.*\\n\\|[ :|-]+\\n((?:\\|.*\\n)+)`, 'm').exec(text)?.[1] ?? '';
  const rows = found.split('\n').filter((row) => row !== '');
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}

const firstColumn = (path: string, heading: string): string[] => table(path, heading).map(([name = '']) => name);

describe('the documents', () => {
  it('describe every check of the shop', () => {
    const names = [...checkers, ...invariants].map(({ name }) => name);
    expect(firstColumn('docs/chaos.md', 'check').sort()).toEqual(names.sort());
  });

  it('describe every fault, in the order in which the injector applies them', () => {
    expect(firstColumn('chaos/faults/README.md', 'fault')).toEqual([
      ...stepFaults.map(({ name }) => name),
      'store-drift',
    ]);
  });

  it('show each idea of the talks by something that exists', async () => {
    const folders = ['experiments', 'sabotages', 'profiles'].map((folder) => `systems/commerce/${folder}`);
    const files = await Promise.all([...folders, 'chaos/checkers'].map((folder) => readdir(join(root, folder))));
    const names = files.flat().map((file) => file.replace(/\.(?:yaml|ts)$/, ''));
    const readme = documents.find(({ path }) => path === 'README.md')?.text ?? '';
    const [, rows = ''] = readme.split(/^\| idea .*\n\| --- .*\n/m);
    const shown = [...(rows.split('\n\n')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name);
    expect(shown.length).toBeGreaterThan(20);
    expect(shown.filter((name) => !names.includes(name ?? ''))).toEqual([]);
  });

  it('describe every shipped experiment', async () => {
    const files = await readdir(join(root, 'systems/commerce/experiments'));
    const names = files.map((file) => file.replace(/\.yaml$/, ''));
    expect(firstColumn('docs/chaos.md', 'experiment').sort()).toEqual(names.sort());
  });

  it('describe every sabotage of the shop, with its experiment and the check that must catch it', () => {
    const rows = table('docs/sabotage.md', 'Sabotage').map(([name, , experiment, check]) => [name, experiment, check]);
    expect(rows).toEqual(sabotages.map(({ name, experiment, expectedCheck }) => [name, experiment, expectedCheck]));
  });

  it('describe every sabotage of the adversary, with what it breaks, its experiment and its check', () => {
    expect(table('docs/sabotage.md', 'Further sabotage')).toEqual(
      adversarySabotages.map(({ name, culprit, experiment, expectedCheck }) => [
        name,
        culprit.replaceAll('`', ''),
        experiment,
        expectedCheck,
      ]),
    );
  });
});
