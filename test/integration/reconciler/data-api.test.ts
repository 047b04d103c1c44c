import {
  groupConformance,
  pushdownConformance,
  storeConformance,
  writingConformance,
} from '../../../reconciler/conformance/index.ts';
import { dataApiView } from '../../../reconciler/index.ts';
import { breakingAfter } from './breaking.ts';
import { openAurora } from './engines.ts';
import { runChecks } from './run-checks.ts';
import {
  forbidStatement,
  keptStatement,
  mistakes,
  nested,
  nestStatement,
  options,
  putStatement,
  TABLE,
} from './things.ts';

/** Few enough rows for several pages, and enough of them: each page is a request, and the checks scan hundreds of rows. */
const PAGES = { pageRows: 20, sketchRows: 60 };

const open = async () => {
  const aurora = await openAurora();
  await aurora.sql('shop', TABLE);
  const database = aurora.database('shop');
  const common = { client: aurora.client, database, table: 'the things', ...options, ...PAGES };
  return {
    view: dataApiView({ name: 'things', ...common, writable: true }),
    active: dataApiView({ name: 'active', ...common, writable: true, where: { active: true } }),
    nested: {
      view: dataApiView({ name: 'nested', ...common, ...nested, ...PAGES, writable: true }),
      async put(rows: Parameters<typeof putStatement>[0], at: Date) {
        await aurora.sql('shop', putStatement(rows, at));
        await aurora.sql('shop', nestStatement(rows));
      },
      kept: async (key: string) => (await aurora.rows('shop', keptStatement(key)))[0]?.[0] ?? undefined,
    },
    broken: dataApiView({ name: 'nothings', ...common, table: 'nothings' }),
    breaking: dataApiView({ name: 'breaking', ...common, client: breakingAfter(6, aurora.client) }),
    mistaken: Object.fromEntries(
      Object.entries(mistakes).map(([place, mistake]) => [
        place,
        dataApiView({ name: 'mistaken', ...common, ...mistake }),
      ]),
    ),
    put: (rows: Parameters<typeof putStatement>[0], at: Date) => aurora.sql('shop', putStatement(rows, at)),
    analyse: () => aurora.sql('shop', 'ANALYZE "the things"'),
    touch: (key: string) => aurora.sql('shop', `UPDATE "the things" SET extra = '\\x00ff' WHERE thing = '${key}'`),
    async whole(key: string) {
      const [row] = await aurora.rows(
        'shop',
        `SELECT CAST(to_jsonb(t) - 'version' AS text) FROM "the things" AS t WHERE thing = '${key}'`,
      );
      return row?.[0];
    },
    forbid: (key: string) => aurora.sql('shop', forbidStatement(key)),
    close: () => aurora.close(),
  };
};

runChecks(
  'Aurora through the Data API',
  open,
  storeConformance,
  writingConformance,
  pushdownConformance,
  groupConformance,
);
