/** Collects what one turn of the event loop produces, and sends it as one message: each one costs a system call. */
export function inBatches<Item>(send: (batch: readonly Item[]) => unknown): (item: Item) => void {
  let batch: Item[] = [];
  return (item) => {
    batch.push(item);
    if (batch.length > 1) return;
    setImmediate(() => {
      const full = batch;
      batch = [];
      send(full);
    });
  };
}
