/** Everything that can happen next in a world. */
import {
  type Answers,
  type apply,
  openOrder,
  type OrderEvent,
  type OrderState,
} from '../../../services/checkout/order.ts';
import type { Action } from '../../../services/shared/participant.ts';
import { LIFECYCLES, type Machines, SERVICES } from './machines.ts';
import { acknowledge, EMPTY, type Message, pending, send, type Service, type Stock, type World } from './world.ts';

interface Move {
  readonly name: string;
  readonly world: World;
  /** Whether it happens eventually without outside help. Crashes, failures and requests may never happen. */
  readonly progress: boolean;
}

type CalledStep = Extract<Action, 'commit' | 'rollback'>;

export type Moves = (world: World) => Move[];

export function movesOf(machines: Machines): Moves {
  const order = orderMemory(machines.order);
  const file = (world: World): World => {
    if (machines.refilingLeavesRecord) return send(world, { kind: 'error' });
    return world.filed ? world : send({ ...world, filed: true }, { kind: 'error' });
  };

  /** One execution of a service's step: the store write, then the event; undefined if the step throws. */
  const step = (world: World, service: Service, action: Action) => {
    const lifecycle = LIFECYCLES[service];
    const current = world.held[service];
    const next = machines.participant(lifecycle, current, action);
    if (next.kind === 'nothing') return undefined;
    if (next.kind === 'keep') return { world, state: next.state, refused: next.refused };
    const stock = service === 'warehouse' ? moveStock(world.stock, next.from, next.to) : world.stock;
    const written = { ...world, stock, held: { ...world.held, [service]: next.to } };
    return { world: send(written, { kind: 'answer', service, state: next.to }), state: next.to, refused: false };
  };

  const prepare = (world: World, message: Message, service: Service): Move[] => {
    const actions: Action[] = LIFECYCLES[service].refused === undefined ? ['prepare'] : ['prepare', 'refuse'];
    return actions.flatMap((action) => {
      const done = step(world, service, action);
      if (done === undefined) return [];
      const announced =
        service === 'payment' ? send(done.world, { kind: 'answer', service, state: done.state }) : done.world;
      const after = done.state === LIFECYCLES[service].refused ? file(announced) : announced;
      return handled(`${service} ${action}`, message, done.world, after);
    });
  };

  const commit = (world: World, message: Message, service: Service): Move[] => {
    const done = step(world, service, 'commit');
    return done === undefined ? [] : handled(`${service} commit`, message, done.world, done.world);
  };

  const answer = (world: World, message: Message, service: Service): Move[] => {
    const event: OrderEvent = { kind: 'answered', service, state: message.state ?? '' };
    const after = order(world, event);
    return handled(`checkout records ${service} ${event.state}`, message, after, after);
  };

  /** The transaction manager with one error record, which it keeps until the order has reached its end. */
  const manage = (world: World, message: Message): Move[] => {
    if (world.order === undefined) return [move('manager knows no order', acknowledge(world, message))];
    const decided = order(world, { kind: 'rollbackRequested' });
    const action = machines.stepOf(decided.order ?? 'UNKNOWN');
    const ended: Move[] = action === undefined ? [move('manager is done', acknowledge(decided, message))] : [];
    const late = action ?? lateStep(decided.order);
    const calls = late === undefined ? [] : SERVICES.flatMap((service) => call(decided, service, late));
    const givenUp: Move = {
      ...move('the mapping gives up on the record', file(acknowledge(world, message))),
      progress: false,
    };
    return [...ended, ...calls, move('manager asks for rollback', decided), givenUp];
  };

  /** A call by the manager, whose answer is lost if the manager crashes. */
  const call = (world: World, service: Service, action: CalledStep): Move[] => {
    const done = step(world, service, action);
    if (done === undefined) return [];
    const answered = done.refused ? done.world : send(done.world, { kind: 'answer', service, state: done.state });
    return [
      { name: `${service} ${action}, answer lost`, world: done.world, progress: false },
      { name: `${service} ${action}`, world: answered, progress: true },
    ];
  };

  const deliver = (world: World, message: Message): Move[] => {
    const { kind, service } = message;
    if (kind === 'error' || service === undefined) return manage(world, message);
    const failure = {
      name: `${kind} ${service} fails too often`,
      world: file(acknowledge(world, message)),
      progress: false,
    };
    const deliveries = { prepare, commit, answer }[kind](world, message, service);
    return [...deliveries, failure];
  };

  /**
   * Services and order only move forward, so a message that changes nothing now never will; dropping it drops no
   * behaviour. A refused prepare is not such a message, because it files the refusal.
   */
  const isSpent = (world: World, { kind, service, state = '' }: Message): boolean => {
    if (service === undefined) return false;
    const { committed, refused } = LIFECYCLES[service];
    const held = world.held[service];
    if (kind === 'prepare') return held !== undefined && held !== refused;
    if (kind === 'commit') return held === committed;
    return order(world, { kind: 'answered', service, state }) === world;
  };

  const withoutSpent = (world: World): World =>
    pending(world).reduce((left, message) => (isSpent(left, message) ? acknowledge(left, message) : left), world);

  const allMoves = (world: World): Move[] => [
    ...(world.order === undefined ? [{ name: 'checkout', world: accept(world), progress: false }] : []),
    { name: 'the id is filed', world: file(world), progress: false },
    ...pending(world).flatMap((message) => deliver(world, message)),
  ];
  return (world) => allMoves(world).map((next) => ({ ...next, world: withoutSpent(next.world) }));
}

const move = (name: string, world: World): Move => ({ name, world, progress: true });

/** A normal delivery, a duplicate or retried one, and one that crashes after the store write. */
const handled = (name: string, message: Message, stored: World, after: World): Move[] => [
  { name, world: acknowledge(after, message), progress: true },
  { name: `${name}, delivered again`, world: after, progress: false },
  ...(stored === after ? [] : [{ name: `${name}, crashes after its store`, world: stored, progress: false }]),
];

/** A slow manager carries out the decision that it read, although the order has since reached its end. */
const lateStep = (state: OrderState | undefined): CalledStep | undefined => {
  if (state === 'ROLLED_BACK') return 'rollback';
  return state === 'COMPLETED' ? 'commit' : undefined;
};

const accept = (world: World): World =>
  send({ ...world, order: 'PENDING' }, ...SERVICES.map((service) => ({ kind: 'prepare', service }) as const));

function moveStock(stock: Stock, from: string | undefined, to: string): Stock {
  const { onHand, reserved, shipped, lines } = stock;
  if (from === undefined && to === 'RESERVED')
    return { onHand: onHand - 1, reserved: reserved + 1, shipped, lines: true };
  if (!lines) return stock;
  if (to === 'COMMITTED') return { onHand, reserved: reserved - 1, shipped: shipped + 1, lines };
  return to === 'RELEASED' ? { onHand: onHand + 1, reserved: reserved - 1, shipped, lines } : stock;
}

const NOW = new Date(0);
const REQUEST = {
  correlationId: 'id',
  requestHash: '',
  customerId: 'c',
  lines: [],
  totalCents: 0,
  method: 'card',
} as const;

/** The order machine, memoised, over the part of an order that the model keeps. */
function orderMemory(machine: typeof apply) {
  const known = new Map<string, { readonly order: OrderState; readonly answers: Answers }>();
  const compute = (state: OrderState, answers: Answers, event: OrderEvent) => {
    const order = { ...openOrder(REQUEST, 'PENDING', NOW), state, answers };
    const applied = machine(order, event, NOW);
    return 'order' in applied
      ? { order: applied.order.state, answers: applied.order.answers }
      : { order: state, answers };
  };
  return (world: World, event: OrderEvent): World => {
    if (world.order === undefined) return world;
    const { payment, warehouse, shipping } = world.answers;
    const happened = event.kind === 'answered' ? `${event.service} ${event.state}` : event.kind;
    const key = `${world.order},${payment ?? ''},${warehouse ?? ''},${shipping ?? ''},${happened}`;
    const result = known.get(key) ?? compute(world.order, world.answers, event);
    known.set(key, result);
    if (result.order === world.order && result.answers === world.answers) return world;
    const next = { ...world, ...result };
    const decided = world.order !== 'COMMITTING' && result.order === 'COMMITTING';
    return decided ? send(next, ...SERVICES.map((service) => ({ kind: 'commit', service }) as const)) : next;
  };
}

export const START = EMPTY;
