import { type FunctionName, functions } from '../catalogue/functions.ts';
import { tablesOf } from '../catalogue/tables.ts';
import { STATEMENT_ACTIONS } from '../constructs/service-databases.ts';
import type { ServiceFunction } from '../constructs/service-function.ts';
import { tableActions } from '../constructs/service-table.ts';
import type { Stage } from '../stage.ts';
import { DATABASES, type DataStack } from './data.ts';

/** Grants a function what its specification lists: actions on tables, its database, the functions it invokes. */
export function grant(
  name: FunctionName,
  find: (name: FunctionName) => ServiceFunction,
  data: DataStack,
  stage: Pick<Stage, 'pair'>,
): void {
  const spec = functions[name];
  const target = find(name);
  for (const table of tablesOf(stage)) {
    const actions = spec.tables?.[table] ?? [];
    if (actions.length > 0) target.allow(tableActions(actions), [data.table(table).tableArn]);
  }
  if (spec.database === true) {
    const database = DATABASES.find((candidate) => candidate === spec.service);
    if (database === undefined)
      throw new Error(`function "${name}" needs a database, but service "${spec.service}" has none`);
    target.allow(STATEMENT_ACTIONS, [data.databases.cluster.clusterArn]);
    target.allow(['secretsmanager:GetSecretValue'], [data.databases.secretOf(database).secretArn]);
  }
  for (const invoked of spec.invokes ?? []) target.allowInvoking(find(invoked));
}
