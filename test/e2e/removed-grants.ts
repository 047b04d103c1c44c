/** Takes actions away from the roles of the reference system while it runs, and sees what is denied. */
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { AccessReport, type SystemDescription } from '../../chaos/schemas/index.ts';
import { type Api, apiOf, send } from '../../systems/commerce/api.ts';
import { ordinaryCart, overLimitCart, products, soldOutCart } from '../../systems/commerce/catalogue.ts';
import { clientsOf } from '../../systems/commerce/clients.ts';
import { seedShop } from '../../systems/commerce/seed.ts';
import { warmUpShop } from '../../systems/commerce/warm-up.ts';
import { connectionOf } from '../connection.ts';
import { type PolicyDocument, putRolePolicy, rolePolicies } from './iam.ts';

/** An action that a role has and uses. */
export interface UsedAction {
  readonly role: string;
  readonly action: string;
}

type Policies = Awaited<ReturnType<typeof rolePolicies>>;

export interface Grants {
  /** The actions that the load uses, by role and name. */
  readonly used: readonly UsedAction[];
  /** Whether the action is denied by name when it is taken away. It is given back. */
  readonly removed: (one: UsedAction) => Promise<boolean>;
}

/** Real milliseconds until a missing grant must have shown: the relays run every two minutes of the 20-fold clock. */
const LIMIT_MS = 20_000;
/** Within this time, the load has used what it needs. */
const DRIVE_MS = 10_000;
const POLL_MS = 250;
/** The load is driven again this often: a function that has just read what it caches needs nothing at first. */
const AGAIN_MS = 5000;

/**
 * Actions that are needed only once: when the system or an execution environment starts, or when a fault strikes. The
 * boot asks for them, and tests of the boot take them away.
 */
const ONCE = /^(dynamodb:DescribeStream|dynamodb:ListStreams|sqs:GetQueueAttributes)$/;

/** The reconciler calls an owner only to end a saga that is stuck, which a slow start of the shop can leave. */
const ON_REPAIR = /Reconciler\w* lambda:InvokeFunction$/;

/** What roles were granted and had not used; asked before any load, it is all that only the load can use. */
export const accessNow = async ({ clockUrl }: SystemDescription): Promise<AccessReport> =>
  AccessReport.parse(await (await fetch(new URL('access', clockUrl))).json());

/**
 * Drives the shop until every action that its load uses was used.
 *
 * @param atStart what `accessNow` answered before any load
 */
export async function grantsOf(system: SystemDescription, atStart: AccessReport): Promise<Grants> {
  const connection = connectionOf(system);
  const api = await apiOf(connection);
  let turn = 0;
  const drive = async () => {
    turn += 1;
    await driveLoad(api, turn);
    const invocation = { FunctionName: `${system.prefix}reconciler-run:live`, InvocationType: 'Event' as const };
    await clientsOf(connection).lambda.send(new InvokeCommand(invocation));
  };

  await seedShop(api);
  await warmUpShop(api, 'grants');
  await drive();
  await wait(DRIVE_MS);
  const policies = await rolePolicies(system.environment);
  const unusedAtStart = new Set(atStart.unused.map(keyOf));
  const unused = new Set((await accessNow(system)).unused.map(keyOf));
  const used = [...policies].flatMap(([role, documents]) =>
    [...new Set([...documents.values()].flatMap(usableActions))]
      // Used since the start, so not only by the boot.
      .filter((action) => [...unusedAtStart].some((key) => key.startsWith(`${role} ${action} `) && !unused.has(key)))
      .filter((action) => !ONCE.test(action) && !ON_REPAIR.test(`${role} ${action}`))
      .map((action) => ({ role, action })),
  );

  return { used, removed: (one) => isDeniedWithout(system, policies, one, drive) };
}

/**
 * Takes the action away, drives the load until it is denied, and gives it back.
 *
 * @param policies those of all roles
 * @returns whether it was denied by name
 */
export async function isDeniedWithout(
  system: SystemDescription,
  policies: Policies,
  { role, action }: UsedAction,
  drive: () => Promise<unknown>,
): Promise<boolean> {
  const documents = policies.get(role) ?? new Map<string, PolicyDocument>();
  const counted = async () =>
    (await accessNow(system)).denied
      .filter((one) => one.action === action && one.caller.includes(`:assumed-role/${role}/`))
      .reduce((sum, { count }) => sum + count, 0);
  const before = await counted();
  for (const [name, document] of documents) {
    await putRolePolicy(system.environment, role, name, without(document, action));
  }
  try {
    const end = performance.now() + LIMIT_MS;
    let due = 0;
    while (performance.now() < end) {
      if (performance.now() >= due) {
        drive().catch(() => undefined);
        due = performance.now() + AGAIN_MS;
      }
      if ((await counted()) > before) return true;
      await wait(POLL_MS);
    }
    return false;
  } finally {
    for (const [name, document] of documents) await putRolePolicy(system.environment, role, name, document);
  }
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const keyOf = ({ role, action, resource }: AccessReport['unused'][number]) => `${role} ${action} ${resource}`;

const usableActions = ({ Statement }: PolicyDocument): string[] =>
  Statement.filter(({ Effect }) => Effect === 'Allow').flatMap(({ Action = [] }) => [...Action]);

/** The policy without one action. */
const without = ({ Statement, ...rest }: PolicyDocument, action: string): PolicyDocument => ({
  ...rest,
  Statement: Statement.map((statement) => ({
    ...statement,
    Action: (statement.Action ?? []).filter((one) => one !== action),
  })),
});

/** A request to every route, with orders for each end, and a change of each master. */
async function driveLoad(api: Api, turn: number): Promise<void> {
  const id = (kind: string) => ({ 'x-correlation-id': `grants-${kind}-${turn}` });
  const order = (kind: string, lines: object) =>
    send(api, 'POST', '/checkout', { body: { customerId: 'customer-01', lines, method: 'card' }, headers: id(kind) });
  const [product] = products;
  const address = { name: 'Ada', address: `${turn} Quay`, email: 'ada@example.com' };
  await Promise.allSettled([
    order('ordinary', ordinaryCart(1, turn)),
    order('dear', overLimitCart(1, turn)),
    order('none', soldOutCart(1, turn)),
    send(api, 'PUT', `/products/${product?.sku ?? ''}`, {
      body: { name: `Nut ${turn}`, priceCents: product?.priceCents, weightGrams: product?.weightGrams, active: true },
    }),
    send(api, 'PUT', '/customers/customer-20', { body: address }),
    send(api, 'PUT', `/carts/cart-${turn}`, { body: { lines: ordinaryCart(1, turn) } }),
    send(api, 'POST', '/stock/ord-01/receipts', { body: { quantity: 1, receiptId: `grants-${turn}` } }),
    ...[
      '/products',
      '/products/ord-01',
      '/customers/customer-20',
      '/orders/grants-0-0',
      '/orders/grants-0-0/trace',
    ].map((path) => send(api, 'GET', path)),
    ...['/stock/ord-01', '/payments/grants-0-0', '/shipments/grants-0-0'].map((path) => send(api, 'GET', path)),
  ]);
}

/** The actions whose absence nothing noticed. */
export async function silentWithout({ removed }: Grants, chosen: readonly UsedAction[]): Promise<string[]> {
  const silent: string[] = [];
  for (const one of chosen) {
    if (!(await removed(one))) silent.push(nameOf(one));
  }
  return silent;
}

const nameOf = ({ role, action }: UsedAction): string => `${role} ${action}`;
