/** Names the writes of a process, and kills it before or after one of them. */
import type { Shop } from '../copies.ts';

/** For example, after the seventh write of the process. */
export interface KillPoint {
  readonly when: 'before' | 'after';
  readonly index: number;
  /** Whether the process may end before it reaches the point. */
  readonly mayEnd?: true;
}

type Input = Readonly<Record<string, unknown>>;

/** The purpose of a write; undefined for a request that only reads. */
function purposeOf(command: string, input: Input): string | undefined {
  if (command === 'ExecuteStatementCommand') {
    return /^(INSERT|UPDATE|DELETE)/.test(String(input['sql'])) ? 'target in PostgreSQL' : undefined;
  }
  if (command === 'TransactWriteItemsCommand') {
    return JSON.stringify(input).includes('ConditionCheck') ? 'intent' : 'conclusion of an undo';
  }
  if (!/^(Put|Update|Delete)ItemCommand$/.test(command)) return undefined;
  const table = String(input['TableName']);
  if (table.endsWith('-ledger')) return 'conclusion';
  if (table.endsWith('-notices')) return 'owner';
  if (!table.endsWith('-control')) return 'target in DynamoDB';
  const update = String(input['UpdateExpression']);
  if (update.includes('ADD')) return 'lease taken';
  if (update.includes('DELETE')) return 'lease released';
  if (update.startsWith('SET')) return 'lease renewed';
  return command === 'PutItemCommand' ? 'result' : 'checkpoint';
}

/**
 * @param wrote called before each write
 * @param point where the process is killed with SIGKILL
 */
export function killAt(
  { dynamodb, rdsData }: Pick<Shop, 'dynamodb' | 'rdsData'>,
  wrote: (purpose: string) => void,
  point: KillPoint | undefined,
): void {
  let index = 0;
  const around = async <Output>(command: string, input: object, next: () => Promise<Output>): Promise<Output> => {
    const purpose = purposeOf(command, input as Input);
    if (purpose === undefined) return next();
    index += 1;
    wrote(purpose);
    if (point?.index !== index) return next();
    if (point.when === 'before') await killed();
    await next();
    return killed();
  };
  const name = 'killAt';
  dynamodb.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) =>
        around(commandName, args.input, () => next(args)),
    { step: 'initialize', name },
  );
  rdsData.middlewareStack.add(
    (next, { commandName = '' }) =>
      (args) =>
        around(commandName, args.input, () => next(args)),
    { step: 'initialize', name },
  );
}

/** Never answers: the process is gone. */
function killed(): Promise<never> {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
}
