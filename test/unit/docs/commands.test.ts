import { describe, expect, it } from '@jest/globals';
import { commandLinesIn, problemsOf } from './command-lines.ts';
import { readDocuments } from './documents.ts';

const documents = await readDocuments();

it('finds the command lines', () => {
  expect(documents.flatMap(commandLinesIn).length).toBeGreaterThan(60);
});

it('notices a command and an option that do not exist', async () => {
  expect(await problemsOf('chaos run mine.yaml --sed 7')).toEqual([
    'evenkeel chaos run has no --sed: chaos run mine.yaml --sed 7',
  ]);
  expect(await problemsOf('schedule start')).toEqual(['evenkeel schedule has no start: schedule start']);
  expect(await problemsOf('chaos begin')).toEqual(['evenkeel chaos has no begin: chaos begin']);
});

describe.each(documents.filter((document) => commandLinesIn(document).length > 0))('$path', (document) => {
  it('shows commands and options that exist', async () => {
    const problems = await Promise.all(commandLinesIn(document).map(problemsOf));
    expect(problems.flat()).toEqual([]);
  });
});
