/** A pace that records the requested waits, in milliseconds, and does not wait. */
export function notedPace() {
  const waits: number[] = [];
  const pace = {
    elapsed: () => 0,
    sleep: (ms: number) => {
      waits.push(ms);
      return Promise.resolve();
    },
    random: () => 1,
  };
  return { waits, pace };
}
