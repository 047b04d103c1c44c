import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RunDirectoryError, SystemMismatchError } from '../../../chaos/evidence/index.ts';
import { checkRun } from '../../../chaos/judge.ts';
import { ReportError, writeReport } from '../../../reports/index.ts';
import { sealRun, system } from '../../unit/chaos/seal-run.ts';
import { writeSoundRun } from '../../unit/chaos/written-run.ts';
import { fuzz } from '../fuzz.ts';
import { jsonOf, mutatedJson, mutatedText } from '../hostile.ts';

const REFUSALS = [RunDirectoryError, SystemMismatchError, ReportError];

interface Change {
  readonly file: string;
  readonly text: string;
  /** Whether the forger sealed the run again. */
  readonly sealed: boolean;
}

/** A document, or one of the lines of a file of lines, with small edits. */
function changed(text: string): fc.Arbitrary<string> {
  const lines = text.split('\n').filter((line) => line.startsWith('{'));
  const isDocument = !text.includes('\n{');
  const json = isDocument
    ? mutatedJson(JSON.parse(text)).map((value) => jsonOf(value))
    : fc
        .constantFrom(...lines.keys())
        .chain((at) =>
          mutatedJson(JSON.parse(lines[at] ?? '{}')).map((value) => `${lines.with(at, jsonOf(value)).join('\n')}\n`),
        );
  return fc.oneof({ weight: 3, arbitrary: json }, { weight: 2, arbitrary: mutatedText(text) });
}

export function runDirectoriesTake(count: number, timeout: number): void {
  describe('run directories', () => {
    let sound: string;
    let scratch: string;
    let texts: ReadonlyMap<string, string>;
    beforeAll(async () => {
      sound = await writeSoundRun();
      scratch = await mkdtemp(join(tmpdir(), 'evenkeel-fuzz-'));
      const files = (await readdir(sound, { recursive: true, withFileTypes: true })).filter((each) => each.isFile());
      const names = files.map(({ parentPath, name }) => join(parentPath, name));
      texts = new Map(
        await Promise.all(
          names.map(async (name) => [name.slice(sound.length + 1), await readFile(name, 'utf8')] as const),
        ),
      );
    });
    afterAll(async () => {
      await rm(sound, { recursive: true });
      await rm(scratch, { recursive: true });
    });

    it(
      `are judged and reported, or refused: ${count} with a malformed file`,
      async () => {
        const json = [...texts].filter(([, text]) => text.startsWith('{'));
        const changes: fc.Arbitrary<Change> = fc
          .constantFrom(...json)
          .chain(([file, text]) => fc.record({ file: fc.constant(file), text: changed(text), sealed: fc.boolean() }));
        const directory = join(scratch, 'run');
        await fuzz(changes, count, async ({ file, text, sealed }) => {
          await rm(directory, { recursive: true, force: true });
          await cp(sound, directory, { recursive: true });
          await writeFile(join(directory, file), text);
          if (sealed) await sealRun(directory).catch(() => undefined);
          try {
            const { verdict, reasons, checks } = await checkRun(directory, system);
            expect(['PASS', 'FAIL', 'INVALID']).toContain(verdict);
            expect({ verdict, isUnsealedChange: !sealed && text !== texts.get(file) }).not.toEqual({
              verdict: 'PASS',
              isUnsealedChange: true,
            });
            await writeReport(directory, { judgement: { verdict, reasons: [...reasons], checks: [...checks] } });
          } catch (error) {
            expect({ error, isRefusal: REFUSALS.some((kind) => error instanceof kind) }).toEqual({
              error,
              isRefusal: true,
            });
          }
        });
      },
      timeout,
    );
  });
}
