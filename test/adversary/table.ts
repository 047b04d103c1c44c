/**
 * Attacks a run directory in every way that the adversary knows, and prints what became of each:
 *
 *   npx tsx test/adversary/table.ts RUN_DIR [--seed N] [--part I/N] [--sealed] [--recorded] [--survivors]
 *
 * Without a directory, it attacks the small run that the tests use.
 */
import yargs from 'yargs';
import { hideBin } from 'yargs/helpers';
import { Journal } from '../../chaos/schemas/index.ts';
import { attackAll, isCaught, judgeUnchanged, sampleOf } from './attack.ts';
import { derivedKinds, namedKinds } from './kinds/index.ts';
import { readRunFiles } from './run-files.ts';
import { shop, shopRun } from './shop-run.ts';

const options = await yargs(hideBin(process.argv))
  .usage('$0 [directory]')
  .option('seed', { type: 'number', default: 1, describe: 'Decides which record each kind changes.' })
  .option('part', { type: 'string', default: '1/1', describe: 'Such as 2/10: every tenth kind, from the second.' })
  .option('sealed', { type: 'boolean', default: false, describe: 'Leave the seals as they are.' })
  .option('recorded', { type: 'boolean', default: false, describe: 'Leave the recorded verdict as it is.' })
  .option('survivors', { type: 'boolean', default: false, describe: 'Print only changes that still PASS.' })
  .strictOptions()
  .parse();

const [directory] = options._;
const files = directory === undefined ? await shopRun() : await readRunFiles(String(directory));
// The definition as it was at the time of the run.
const { system } = Journal.parse(JSON.parse(files.get('journal.json') ?? ''));
const definition = { definition: shop, digest: system?.digest ?? '' };

const [part = 1, parts = 1] = options.part.split('/').map(Number);
const kinds = sampleOf([...namedKinds, ...derivedKinds(files)], parts, part - 1);
const { seed, sealed, recorded } = options;
const attacks = await attackAll(files, definition, kinds, { seed, resealed: !sealed, rejudged: !recorded });
const missed = attacks.filter((one) => one.wanted.must === 'be caught' && !isCaught(one));

await printTable();

async function printTable(): Promise<void> {
  const { verdict, turned } = await judgeUnchanged(files, definition);
  process.stdout.write(`unchanged: ${verdict} ${turned.map(({ name }) => name).join(', ')}\n\n`);
  for (const { kind, wanted, got, because } of attacks) {
    if (options.survivors && got !== 'PASS') continue;
    const reason = 'reason' in wanted ? ` (${wanted.reason})` : '';
    process.stdout.write(`${got.padEnd(8)} ${kind}\n         must ${wanted.must}${reason}\n`);
    for (const line of because.slice(0, 3)) process.stdout.write(`         ${line}\n`);
  }
  const passed = attacks.filter((one) => !isCaught(one)).length;
  process.stdout.write(
    `\n${attacks.length} kinds: ${attacks.length - passed} caught, ${passed} PASS, of which ${missed.length} should have been caught\n`,
  );
}
