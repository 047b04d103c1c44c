/** Ends the transaction of a write that is not made, with the reason. */
export class Refusal extends Error {}
