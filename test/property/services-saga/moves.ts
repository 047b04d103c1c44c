/** Everything that can happen next in a world. */
import {
  type Answers,
  type apply,
  openOrder,
  type OrderEvent,
  type OrderState,
} from '../../../services/checkout/order.ts';
import type { Demand } from '../../../services/shared/participant.ts';
import { LIFECYCLES, type Machines, SERVICES } from './machines.ts';
import { acknowledge, EMPTY, type Message, pending, send, type Service, type Stock, type World } from './world.ts';

interface Move {
  readonly name: string;
  readonly world: World;
  /** Whether it happens by itself, sooner or later. Crashes, failures and requests may never come. */
  readonly progress: boolean;
}

type Demanded = Extract<Demand, 'commit' | 'rollback'>;

export type Moves = (world: World) => Move[];

export function movesOf(machines: Machines): Moves {
  const order = orderMemory(machines.order);
  const file = (world: World): World => {
    if (machines.refilingLeavesRecord) return send(world, { kind: 'error' });
    return world.filed ? world : send({ ...world, filed: true }, { kind: 'error' });
  };

  /** One execution of a service's step: its store, then its event; undefined when the step throws. */
  const step = (world: World, service: Service, demand: Demand) => {
    const lifecycle = LIFECYCLES[service];
    const current = world.held[service];
    const next = machines.participant(lifecycle, current, demand);
    if (next.kind === 'nothing') return undefined;
    if (next.kind === 'keep') return { world, state: next.state, refused: next.refused };
    const stock = service === 'warehouse' ? moveStock(world.stock, next.from, next.to) : world.stock;
    const written = { ...world, stock, held: { ...world.held, [service]: next.to } };
    return { world: send(written, { kind: 'answer', service, state: next.to }), state: next.to, refused: false };
  };

  const prepare = (world: World, message: Message, service: Service): Move[] => {
    const demands: Demand[] = LIFECYCLES[service].refused === undefined ? ['prepare'] : ['prepare', 'refuse'];
    return demands.flatMap((demand) => {
      const done = step(world, service, demand);
      if (done === undefined) return [];
      const announced =
        service === 'payment' ? send(done.world, { kind: 'answer', service, state: done.state }) : done.world;
      const told = done.state === LIFECYCLES[service].refused ? file(announced) : announced;
      return handled(`${service} ${demand}`, message, done.world, told);
    });
  };

  const commit = (world: World, message: Message, service: Service): Move[] => {
    const done = step(world, service, 'commit');
    return done === undefined ? [] : handled(`${service} commit`, message, done.world, done.world);
  };

  const answer = (world: World, message: Message, service: Service): Move[] => {
    const event: OrderEvent = { kind: 'answered', service, state: message.state ?? '' };
    const told = order(world, event);
    return handled(`checkout hears ${service} ${event.state}`, message, told, told);
  };

  /** The transaction manager with one error record, which it keeps until the order is at its end. */
  const manage = (world: World, message: Message): Move[] => {
    if (world.order === undefined) return [move('manager knows no order', acknowledge(world, message))];
    const decided = order(world, { kind: 'rollbackAsked' });
    const demand = machines.demandOf(decided.order ?? 'UNKNOWN');
    const ended: Move[] = demand === undefined ? [move('manager is done', acknowledge(decided, message))] : [];
    const late = demand ?? lateDemand(decided.order);
    const calls = late === undefined ? [] : SERVICES.flatMap((service) => call(decided, service, late));
    const givenUp: Move = {
      ...move('mapping gives the record up', file(acknowledge(world, message))),
      progress: false,
    };
    return [...ended, ...calls, move('manager asks for rollback', decided), givenUp];
  };

  /** A call of the manager, whose answer is lost when the manager crashes. */
  const call = (world: World, service: Service, demand: Demanded): Move[] => {
    const done = step(world, service, demand);
    if (done === undefined) return [];
    const answered = done.refused ? done.world : send(done.world, { kind: 'answer', service, state: done.state });
    return [
      { name: `${service} ${demand}, answer lost`, world: done.world, progress: false },
      { name: `${service} ${demand}`, world: answered, progress: true },
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
   * Services and order only go forward, so a message that would change nothing now never will, and leaving it out
   * leaves no behaviour out. A refused preparation is not such a message: it files the refusal.
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
    { name: 'somebody files the id', world: file(world), progress: false },
    ...pending(world).flatMap((message) => deliver(world, message)),
  ];
  return (world) => allMoves(world).map((next) => ({ ...next, world: withoutSpent(next.world) }));
}

const move = (name: string, world: World): Move => ({ name, world, progress: true });

/** The delivery as it should go; and doubled or retried, with a crash before and after what follows the store. */
const handled = (name: string, message: Message, stored: World, told: World): Move[] => [
  { name, world: acknowledge(told, message), progress: true },
  { name: `${name}, delivered again`, world: told, progress: false },
  ...(stored === told ? [] : [{ name: `${name}, crashes after its store`, world: stored, progress: false }]),
];

/** A manager that is late carries out what it read, though the order has come to its end meanwhile. */
const lateDemand = (state: OrderState | undefined): Demanded | undefined => {
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

/** The order machine over what the model keeps of an order, remembering what it has computed. */
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
