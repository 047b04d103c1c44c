/** The services whose step takes part in the checkout saga, beside checkout, which decides. */
export type SagaService = 'payment' | 'warehouse' | 'shipping';

/** What a saga step needs of the order; a commit or rollback needs the correlation id alone. */
export interface OrderSnapshot {
  readonly customerId: string;
  readonly lines: readonly { readonly sku: string; readonly quantity: number; readonly unitPriceCents: number }[];
  readonly totalCents: number;
  readonly method: 'card' | 'invoice';
}

/** One correlation id, one thing to do. `now` comes from the handler's clock. */
export type StepCommand =
  | { readonly step: 'prepare'; readonly correlationId: string; readonly now: Date; readonly order: OrderSnapshot }
  | { readonly step: 'commit' | 'rollback'; readonly correlationId: string; readonly now: Date };

/**
 * What the service holds after the step. A refusal (DECLINED, REJECTED) is an answer, stored and given again; it is
 * not an exception. `refused` is set when the step was asked for something that the stored state forbids, such as a
 * rollback of what is CAPTURED.
 */
export interface StepAnswer {
  readonly service: SagaService;
  readonly state: string;
  readonly refused?: boolean;
  readonly reason?: string;
}

/**
 * A service's core: its store work for one correlation id, through its ports and nothing else. What follows a step
 * (publishing its event, filing an error, replying) is the handler's, so that "after commit, before reply" is the
 * moment at which a step has returned.
 */
export type Step<Ports extends object> = (command: StepCommand, ports: Ports) => Promise<StepAnswer>;

/** Decorates a step where functions are composed. Services know nothing of what it is for; the default is identity. */
export type WrapStep = <Ports extends object>(service: SagaService, step: Step<Ports>) => Step<Ports>;
