export type PaymentState = 'AUTHORISED' | 'DECLINED' | 'CAPTURED' | 'VOIDED' | 'REFUNDED';
export type EntryKind = 'AUTHORISE' | 'CAPTURE' | 'VOID' | 'REFUND';

export interface Payment {
  readonly correlationId: string;
  readonly state: PaymentState;
  readonly amountCents: number;
  readonly method: string;
  readonly reason?: string;
}

/** A new payment row, with its ledger entry if money moves. */
export interface Opening {
  readonly payment: Payment;
  readonly entry?: EntryKind;
  readonly now: Date;
}

/** A change of state of an existing payment; writes nothing unless its state is `from`. */
export interface Move {
  readonly correlationId: string;
  readonly from: PaymentState;
  readonly to: PaymentState;
  readonly entry?: EntryKind;
  readonly now: Date;
}

/** Each write stores row, entry and outbox event in one statement, and returns `undefined` if its condition failed. */
export interface PaymentStore {
  find(correlationId: string): Promise<Payment | undefined>;
  open(opening: Opening): Promise<Payment | undefined>;
  move(move: Move): Promise<Payment | undefined>;
}

interface Risk {
  /** Card payments of this amount or more are declined. */
  limitCents(correlationId: string): Promise<number>;
}

export interface PaymentPorts {
  readonly store: PaymentStore;
  readonly risk: Risk;
}
