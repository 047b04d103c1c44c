import type { Probe } from './experiment.ts';

/** The probe's name in events: its kind and what it asks about. */
export function probeName(probe: Probe): string {
  switch (probe.probe) {
    case 'http':
      return `http ${probe.path}`;
    case 'metric':
      return `metric ${[probe.name, ...Object.values(probe.dimensions)].join(' ')}, ${probe.statistic}`;
    case 'alarms':
      return probe.names === undefined ? 'alarms' : `alarms ${probe.names.join(', ')}`;
    case 'reconcile-clean':
      return 'reconcile-clean';
    case 'module':
      return `module ${probe.file}`;
  }
}

/** One name per probe of a list; a number distinguishes those that ask the same. */
export function probeNames(probes: readonly Probe[]): string[] {
  const names = probes.map(probeName);
  return names.map((name, index) => (names.indexOf(name) === index ? name : `${name} (${index + 1})`));
}
