/** The services that take part in the checkout saga, besides checkout, which decides. */
export type SagaService = 'payment' | 'warehouse' | 'shipping';

/** The part of an order that prepare needs; commit and rollback need only the correlation id. */
export interface OrderSnapshot {
  readonly customerId: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number; readonly unitPriceCents: number }[];
  readonly totalCents: number;
  readonly method: 'card' | 'invoice';
}

/** One action for one correlation id. `now` comes from the handler's clock. */
export type StepCommand =
  | { readonly step: 'prepare'; readonly correlationId: string; readonly now: Date; readonly order: OrderSnapshot }
  | { readonly step: 'commit' | 'rollback'; readonly correlationId: string; readonly now: Date };

/**
 * The service's state after the step. A business refusal (DECLINED, REJECTED) is an answer and not an exception; it is
 * stored and returned again. `refused` is set if the stored state forbids the step, as CAPTURED forbids a rollback.
 */
export interface StepAnswer {
  readonly service: SagaService;
  readonly state: string;
  readonly refused?: boolean;
  readonly reason?: string;
}

/**
 * A service's core: the store work for one correlation id, through its ports alone. The handler does what follows a step
 * (publish its event, file an error, reply), so "after commit, before reply" is the moment when a step has returned.
 */
export type Step<Ports extends object> = (command: StepCommand, ports: Ports) => Promise<StepAnswer>;

/** Wraps a step where functions are composed. Services do not know why; by default it returns the step unchanged. */
export type WrapStep = <Ports extends object>(service: SagaService, step: Step<Ports>) => Step<Ports>;
