import type { SagaService, StepAnswer } from '../shared/step.ts';

type OrderEnd = 'COMPLETED' | 'ROLLED_BACK';
export type SagaState = OrderEnd | 'PENDING' | 'COMMITTING' | 'ROLLING_BACK' | 'UNKNOWN';

/** Checkout, as the transaction manager calls it. Each method returns the order's state afterwards. */
export interface Checkout {
  read(correlationId: string): Promise<SagaState>;
  decideRollback(correlationId: string): Promise<SagaState>;
  record(correlationId: string, answers: readonly StepAnswer[]): Promise<SagaState>;
}

export interface SagaParticipant {
  readonly service: SagaService;
  commit(correlationId: string): Promise<StepAnswer>;
  rollback(correlationId: string): Promise<StepAnswer>;
}

export interface SagaPorts {
  readonly checkout: Checkout;
  readonly participants: readonly SagaParticipant[];
}
