import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DocumentError, parseExperiment, parsePlan } from '../../../chaos/documents/index.ts';
import { shippedExperiments, shippedPlans } from '../../../chaos/library.ts';
import { forecast } from '../../../chaos/prediction/index.ts';
import commerce from '../../../systems/commerce/evenkeel.system.ts';
import { fuzz } from '../fuzz.ts';
import { mutatedText } from '../hostile.ts';

const folder = (name: string) => fileURLToPath(new URL(`../../../systems/commerce/${name}/`, import.meta.url));
const experiments = await shippedExperiments(folder('experiments'));
const plans = await shippedPlans(folder('plans'));
const SOURCE = 'mine.yaml';

/** YAML that means something else than it looks like, or that parsers have not survived. */
const ODD_YAML = [
  'a: &a [*a]',
  '*nowhere',
  '{a: 1, a: 2}',
  '<<: [1]',
  '!!js/function "x"',
  '!!binary "%"',
  '--- 1\n--- 2',
  'phases: *toString',
  '? [1]\n: 2',
  'on: 0777',
  '\t- tab',
  '%YAML 9.9\n---\n',
  '['.repeat(3000),
] as const;

function documentsLike(files: readonly { readonly path: string }[]): fc.Arbitrary<string> {
  const texts = files.map(({ path }) => readFileSync(path, 'utf8'));
  const edited = fc.constantFrom(...texts).chain(mutatedText);
  const odd = fc
    .tuple(fc.constantFrom(...texts), fc.constantFrom(...ODD_YAML), fc.nat({ max: 60 }))
    .map(([text, yaml, at]) => text.split('\n').toSpliced(at, 0, yaml).join('\n'));
  return fc.oneof({ weight: 4, arbitrary: edited }, odd);
}

/** A document is read, or refused with the file and the line of every problem. */
function refusesWithPlaces(read: () => void): void {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(DocumentError);
    const { problems } = error as DocumentError;
    expect(problems.map(({ line }) => (line ?? 0) > 0)).not.toContain(false);
    expect((error as DocumentError).message).toContain(`${SOURCE}:`);
  }
}

export function documentsTake(count: number, timeout: number): void {
  describe('YAML documents', () => {
    it(
      `are read, or refused with their lines: ${count} malformed experiments`,
      async () => {
        await fuzz(documentsLike(experiments), count, (text) => {
          refusesWithPlaces(() => {
            const experiment = parseExperiment(text, SOURCE, { system: commerce });
            expect(forecast(experiment, 1, commerce).lines.length).toBeGreaterThanOrEqual(0);
          });
        });
      },
      timeout,
    );

    it(
      `are read, or refused with their lines: ${count} malformed plans`,
      async () => {
        await fuzz(documentsLike(plans), count, (text) => {
          refusesWithPlaces(() => parsePlan(text, SOURCE, { exists: () => false }));
        });
      },
      timeout,
    );
  });
}
