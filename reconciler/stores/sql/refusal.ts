/** Refuses a write: ends its transaction without writing, and says why. */
export class Refusal extends Error {}
