/** A pace on which no time passes: it notes the waits, in milliseconds, and makes none. */
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
